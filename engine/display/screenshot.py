"""The screen as a picture file."""

from __future__ import annotations

from engine.display import pixel
from engine.display import png as png_file
from engine.display.screen import Screen


def png(screen: Screen) -> bytes:
    """The picture as a PNG file, each guest pixel as often as the monitor would show it."""
    mode = screen.mode
    if mode.depth > 8:
        return png_file.encode_rgb(_rgb(screen), mode.width, mode.height)
    return png_file.encode(
        screen.pixels, mode.width, mode.height, screen.stride, screen.palette, mode.double_x, mode.double_y
    )


def ppm(screen: Screen) -> bytes:
    """The picture as a binary PPM file, as QEMU's screendump writes it."""
    mode = screen.mode
    if mode.depth > 8:
        return f"P6\n{mode.width} {mode.height}\n255\n".encode() + _rgb(screen)
    colours = [colour.to_bytes(3, "big") for colour in screen.palette]
    rows = bytearray()
    for y in range(mode.height):
        line = bytes(screen.pixels[y * screen.stride : y * screen.stride + mode.width])
        rows += b"".join(colours[index] * mode.double_x for index in line) * mode.double_y
    return f"P6\n{mode.width * mode.double_x} {mode.height * mode.double_y}\n255\n".encode() + bytes(rows)


def _rgb(screen: Screen) -> bytes:
    mode = screen.mode
    row_bytes = mode.width * ((mode.depth + 7) // 8)
    return pixel.rgb(pixel.packed(screen.pixels, row_bytes, mode.height, screen.stride), mode.depth)
