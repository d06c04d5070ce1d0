"""engine.display.screenshot: the picture as a file."""

from __future__ import annotations

import struct
import zlib

from engine.display import layout
from engine.display.layout import Registers, Scanout
from engine.display.screen import Screen
from engine.display.screenshot import png, ppm
from tests.support.vgacard import VgaCard


def ppm_pixels(data: bytes) -> tuple[int, int, bytes]:
    kind, width, height, depth = data.split(maxsplit=4)[:4]
    assert (kind, depth) == (b"P6", b"255")
    pixels = data[len(data) - int(width) * int(height) * 3 :]
    return int(width), int(height), pixels


def png_pixels(data: bytes) -> tuple[int, int, bytes]:
    """Decoded: RGB of an indexed PNG without filters."""
    at, chunks = 8, {}
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        chunks[kind] = data[at + 8 : at + 8 + length]
        at += 12 + length
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    colours = [chunks[b"PLTE"][n : n + 3] for n in range(0, len(chunks[b"PLTE"]), 3)]
    rows = zlib.decompress(chunks[b"IDAT"])
    pixels = b"".join(
        b"".join(colours[index] for index in rows[y * (width + 1) + 1 : (y + 1) * (width + 1)]) for y in range(height)
    )
    return width, height, pixels


def card_with_picture() -> VgaCard:
    """320x200, each guest pixel twice as wide and high on the monitor; colour 5 is red."""
    card = VgaCard(0x13)
    card.outb(0x3C8, 5)
    for level in (63, 0, 0):
        card.outb(0x3C9, level)
    card.publish()
    card.screen.refresh()
    return card


def test_both_formats_show_the_same_pixels_doubled_as_the_monitor_does() -> None:
    card = card_with_picture()
    mode = card.screen.mode
    size = (mode.width * mode.double_x, mode.height * mode.double_y)
    assert size == (640, 400)
    # The picture itself, not the way into it, is under test here.
    card.screen.pixels[card.screen.stride * 1 + 3] = 5
    width, height, pixels = ppm_pixels(ppm(card.screen))
    assert (width, height) == size
    red = bytes.fromhex(f"{card.screen.palette[5]:06x}")
    assert red[0] > 0xF0 and red[1:] == b"\0\0"
    reds = {(at % 640, at // 640) for at in range(640 * 400) if pixels[3 * at : 3 * at + 3] == red}
    assert reds == {(6, 2), (7, 2), (6, 3), (7, 3)}
    assert png_pixels(png(card.screen)) == (width, height, pixels)


def test_a_blank_screen_is_a_picture_too() -> None:
    screen = VgaCard().screen
    screen.refresh()
    width, height, pixels = ppm_pixels(ppm(screen))
    assert width > 0 and height > 0
    assert not any(pixels)


def test_a_linear_framebuffer_in_both_formats() -> None:
    memory = memoryview(bytearray(layout.MEMORY_SIZE))
    layout.write_header(memory, 0, Registers(screen_on=True, scanout=Scanout(8, 3, 24, 30, 4)), layout.VRAM_SIZE)
    at = layout.VRAM_OFFSET + 4 + 30 + 3 * 2
    memory[at : at + 3] = b"\3\2\1"  # blue, green, red
    screen = Screen(memory)
    screen.refresh()
    width, height, pixels = ppm_pixels(ppm(screen))
    assert (width, height) == (8, 3)
    assert pixels.find(b"\1\2\3") == (8 + 2) * 3 and pixels.count(0) == 8 * 3 * 3 - 3
    picture = png(screen)
    assert struct.unpack_from(">IIBB", picture, 16) == (8, 3, 8, 2)
    data = picture[picture.index(b"IDAT") + 4 : picture.index(b"IEND") - 8]
    rows = zlib.decompress(data)
    assert rows == b"".join(b"\0" + pixels[y * 24 : y * 24 + 24] for y in range(3))
