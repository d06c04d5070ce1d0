"""An instruction that the CPU would not execute, for people: what it is, and what to do about it."""

from __future__ import annotations

from typing import Final

import msgspec

_MASKABLE: Final = {
    "CMPXCHG16B": "cx16",
    "XSAVE": "xsave",
    "XSAVEOPT": "xsaveopt",
    "XSAVEC": "xsavec",
    "XSAVES": "xsaves",
    "RDRAND": "rdrand",
    "RDSEED": "rdseed",
    "RDPID": "rdpid",
    "RDTSCP": "rdtscp",
    "MONITOR": "monitor",
    "MOVBE": "movbe",
    "POPCNT": "popcnt",
    "LZCNT": "abm",
    "BMI1": "bmi1",
    "BMI2": "bmi2",
    "ADX": "adx",
    "FSGSBASE": "fsgsbase",
    "INVPCID": "invpcid",
    "PCLMULQDQ": "pclmulqdq",
    "AES": "aes",
    "SHA": "sha_ni",
    "SSSE3": "ssse3",
    "SSE4_1": "sse4_1",
    "SSE4_2": "sse4_2",
    "AVX": "avx",
    "AVX2": "avx2",
    "FMA": "fma",
    "F16C": "f16c",
    "VAES": "vaes",
    "VPCLMULQDQ": "vpclmulqdq",
    "CLWB": "clwb",
    "CLFSHOPT": "clflushopt",
    "SERIALIZE": "serialize",
    "WAITPKG": "waitpkg",
    "MOVDIRI": "movdiri",
    "MOVDIR64B": "movdir64b",
    "SMAP": "smap",
}
"""Features that software asks for before it uses them, by iced's name and by Linux's (engine.feature). What every
64-bit system takes for granted is not among them: to hide SSE2 helps nobody."""

_EMULATED: Final = "The KVM of this computer has no hardware behind it and executes only some instructions."


class Instruction(msgspec.Struct, frozen=True):
    """``text`` in Intel's syntax, "" if the bytes are no instruction; ``features`` that software would do without if
    CPUID did not tell of them."""

    text: str = ""
    features: tuple[str, ...] = ()


def disassemble(code: bytes, bits: int, address: int) -> Instruction:
    """The first instruction of ``code``, at linear or effective ``address``; ``bits`` is 16, 32 or 64."""
    if not code:
        return Instruction()
    # Needed only here, after the worst has happened, and no machine should start later for it.
    from iced_x86 import CpuidFeature, Decoder, Formatter, FormatterSyntax

    found = Decoder(bits, code, ip=address).decode()
    if found.is_invalid:
        return Instruction()
    names = {value: name for name, value in vars(CpuidFeature).items() if name.isupper()}
    wanted = [names.get(feature, "") for feature in found.cpuid_features()]
    features = [_MASKABLE[name] for name in wanted if name in _MASKABLE]
    features += ["avx512f"] if any(name.startswith("AVX512") for name in wanted) else []
    return Instruction(Formatter(FormatterSyntax.INTEL).format(found), tuple(features))


def remedy(instruction: Instruction, emulated: bool) -> str:
    """What a person can do about an instruction that KVM would not execute. ``emulated``: this KVM has no hardware
    behind it."""
    names = ",".join(f"-{name}" for name in instruction.features)
    if emulated and names:
        return (
            f'{_EMULATED} Set cpu = "host,{names}" for this machine, so that the guest does without it; or set '
            'accel = "soft", whose CPU executes all that a PC needs, or run the machine on a computer whose KVM has '
            "VT-x or AMD-V behind it."
        )
    if emulated:
        return (
            f'{_EMULATED} Set accel = "soft", whose CPU executes all that a PC needs, or run the machine on a '
            "computer whose KVM has VT-x or AMD-V behind it."
        )
    if names:
        return f'Set cpu = "host,{names}" for this machine, so that the guest does without it; or set accel = "soft".'
    return 'Set accel = "soft" to go round KVM. Where a usual system does this, it is a fault of VirtGUI: report it.'
