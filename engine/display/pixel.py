"""Pixels of linear framebuffers as red, green and blue bytes: whole pictures at once, no pixel by itself."""

from __future__ import annotations

from collections.abc import Callable

# Of 15 and 16-bit pixels the bytes are taken apart by tables, a level of 5 or 6 bits as 8.
_FIVE = tuple(value << 3 | value >> 2 for value in range(32))
_SIX = tuple(value << 2 | value >> 4 for value in range(64))
_BLUE = bytes(_FIVE[low & 31] for low in range(256))
_RED_15 = bytes(_FIVE[high >> 2 & 31] for high in range(256))
_RED_16 = bytes(_FIVE[high >> 3] for high in range(256))


def _parts(bits: int, spread: tuple[int, ...]) -> tuple[bytes, bytes]:
    """Tables of a green of ``bits`` bits that lies across two bytes: what the high byte gives, what the low one."""
    mask = (1 << bits) - 1
    # Spreading is linear in the bits, so that the halves may be spread each and then joined.
    high = bytes(spread[byte << 3 & mask] for byte in range(256))
    low = bytes(spread[byte >> 5] for byte in range(256))
    return high, low


_GREEN_15 = _parts(5, _FIVE)
_GREEN_16 = _parts(6, _SIX)


def _or(one: bytes, other: bytes) -> bytes:
    return (int.from_bytes(one, "little") | int.from_bytes(other, "little")).to_bytes(len(one), "little")


def _rgb_15(low: bytes, high: bytes) -> tuple[bytes, bytes, bytes]:
    green = _or(high.translate(_GREEN_15[0]), low.translate(_GREEN_15[1]))
    return high.translate(_RED_15), green, low.translate(_BLUE)


def _rgb_16(low: bytes, high: bytes) -> tuple[bytes, bytes, bytes]:
    green = _or(high.translate(_GREEN_16[0]), low.translate(_GREEN_16[1]))
    return high.translate(_RED_16), green, low.translate(_BLUE)


_SHORT: dict[int, Callable[[bytes, bytes], tuple[bytes, bytes, bytes]]] = {15: _rgb_15, 16: _rgb_16}


def packed(pixels: bytes | bytearray | memoryview, row_bytes: int, height: int, stride: int) -> bytes:
    """The rows without what lies between them."""
    if stride == row_bytes:
        return bytes(pixels[: row_bytes * height])
    return b"".join([bytes(pixels[y * stride : y * stride + row_bytes]) for y in range(height)])


def rgb(pixels: bytes, depth: int) -> bytes:
    """Three bytes for every pixel of 15, 16, 24 or 32 bits, as layout.Scanout has them."""
    if depth in _SHORT:
        red, green, blue = _SHORT[depth](pixels[0::2], pixels[1::2])
    else:
        step = depth // 8
        red, green, blue = pixels[2::step], pixels[1::step], pixels[0::step]
    found = bytearray(len(red) * 3)
    found[0::3], found[1::3], found[2::3] = red, green, blue
    return bytes(found)
