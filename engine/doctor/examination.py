"""Looking at everything, in the order in which a person would mend it."""

from __future__ import annotations

from engine.doctor import probe, room, software, virtualisation
from engine.doctor.finding import Finding
from engine.doctor.surrounding import surrounding


def examine() -> list[Finding]:
    """Every finding. Takes about 50 ms, 20 of them on /dev/kvm; blocks."""
    flags = virtualisation.cpu_flags()
    kvm = virtualisation.device()
    findings = [
        kvm,
        probe.speed(),
        virtualisation.processor(flags),
        virtualisation.module(flags),
        surrounding(flags, kvm.verdict == "ok"),
        software.software_cpu(),
        software.seabios(),
        room.memory(),
        room.disk_space(),
        room.places(),
        software.passt(),
        software.windows(),
    ]
    return [finding for finding in findings if finding is not None]


def in_the_way(findings: list[Finding]) -> list[Finding]:
    """What a person should hear of without asking, the worst first: what keeps machines from running, or from running
    as fast as this host could."""
    told = [each for each in findings if each.verdict == "problem" or (each.verdict == "warning" and each.command)]
    return sorted(told, key=lambda each: each.verdict != "problem")
