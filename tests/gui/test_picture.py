from __future__ import annotations

import random
import struct
from dataclasses import dataclass, field

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytest import mark

from engine.display.mode import Mode
from virtgui.widgets.picture import Picture


@dataclass
class Noise:
    """As much of a Screen as a picture needs: random pixels of any size."""

    mode: Mode
    seed: int = 1
    palette: tuple[int, ...] = tuple(index * 0x010305 for index in range(256))
    pixels: bytearray = field(default_factory=bytearray)

    def __post_init__(self):
        self.stride = -(-self.mode.width // 4) * 4
        self.pixels = bytearray(random.Random(self.seed).randbytes(self.stride * self.mode.height))

    def colour(self, x, y):
        return 0xFF000000 | self.palette[self.pixels[y * self.stride + x]]


def noise(width=10, height=6, **more):
    return Noise(Mode("graphics", width=width, height=height), **more)


def painted(picture, width, height):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    picture.paint(painter, QRect(0, 0, width, height))
    painter.end()
    return image


def test_every_pixel_is_the_palettes_colour(qapp):
    screen, picture = noise(), Picture()
    assert picture.update(screen, 0, 6) == (0, 6)
    image = picture.image()
    assert all(image.pixel(x, y) == screen.colour(x, y) for x in range(10) for y in range(6))


def test_blocks_at_whole_factors(qapp):
    screen, picture = noise(), Picture()
    picture.update(screen, 0, 6)
    image = painted(picture, 30, 18)
    assert all(image.pixel(x, y) == screen.colour(x // 3, y // 3) for x in range(30) for y in range(18))


def test_only_the_asked_rows_are_copied(qapp):
    screen, picture = noise(), Picture()
    picture.update(screen, 0, 6)
    screen.pixels[:] = bytes(len(screen.pixels))
    assert picture.update(screen, 2, 3) == (2, 3)
    image = picture.image()
    assert all(image.pixel(x, 2) == screen.colour(x, 2) for x in range(10))
    assert any(image.pixel(x, 3) != screen.colour(x, 3) for x in range(10))


def test_changed_rows_reach_the_enlarged_picture_too(qapp):
    """Painting at a fractional factor keeps an enlarged copy; it must not go stale."""
    screen, picture = noise(), Picture()
    picture.update(screen, 0, 6)
    painted(picture, 15, 9)
    screen.pixels[screen.stride * 2 : screen.stride * 3] = bytes(screen.stride)
    picture.update(screen, 2, 3)
    fresh = Picture()
    fresh.update(screen, 0, 6)
    assert painted(picture, 15, 9) == painted(fresh, 15, 9)


def test_a_new_palette_or_size_updates_everything(qapp):
    screen, picture = noise(), Picture()
    picture.update(screen, 0, 6)
    screen.palette = tuple(reversed(screen.palette))
    assert picture.update(screen, 1, 1) == (0, 6)
    assert picture.image().pixel(0, 5) == screen.colour(0, 5)
    other = noise(7, 5)
    assert picture.update(other, 0, 0) == (0, 5)
    assert (picture.width, picture.height) == (7, 5)


def test_rows_outside_the_picture_are_ignored(qapp):
    picture = Picture()
    picture.update(noise(), 0, 6)
    assert picture.update(noise(), -5, 500) == (0, 6)


def test_no_picture(qapp):
    picture = Picture()
    assert picture.update(noise(0, 0), 0, 0) == (0, 0)
    assert picture.image().isNull()
    assert painted(picture, 5, 5).pixel(0, 0) == 0xFF000000


def test_dots(qapp):
    picture = Picture()
    picture.update(Noise(Mode("graphics", width=320, height=200, double_x=2, double_y=2)), 0, 200)
    assert (picture.dots.width(), picture.dots.height(), picture.grain) == (640, 400, 2)


# A pixel of each depth, and the colour that it is.
PIXELS = {
    15: (struct.pack("<H", 0b1_11111_00000_10000), 0xFF0084),
    16: (struct.pack("<H", 0b11111_000000_10000), 0xFF0084),
    24: (b"\x56\x34\x12", 0x123456),
    32: (b"\x56\x34\x12\x00", 0x123456),
}


def linear(depth, width=7, height=5, gap=3):
    """A linear framebuffer with rows that are not aligned: all black but for one pixel."""
    screen = Noise(Mode("graphics", width=width, height=height, encoding="linear", depth=depth))
    pixel, _ = PIXELS[depth]
    screen.stride = len(pixel) * width + gap
    screen.pixels = bytearray(screen.stride * (height - 1) + len(pixel) * width)
    at = screen.stride * 3 + len(pixel) * 4
    screen.pixels[at : at + len(pixel)] = pixel
    return screen


@mark.parametrize("depth", PIXELS)
def test_linear_framebuffers_of_every_depth(qapp, depth):
    screen, picture = linear(depth), Picture()
    assert picture.update(screen, 0, 5) == (0, 5)
    image = picture.image()
    colours = {(x, y): image.pixel(x, y) & 0xFFFFFF for x in range(7) for y in range(5)}
    assert colours.pop((4, 3)) == PIXELS[depth][1]
    assert set(colours.values()) == {0}


@mark.parametrize("depth", PIXELS)
def test_rows_of_a_linear_framebuffer_are_copied_by_themselves(qapp, depth):
    screen, picture = linear(depth), Picture()
    picture.update(screen, 0, 5)
    screen.pixels[:] = b"\xff" * len(screen.pixels)
    assert picture.update(screen, 4, 5) == (4, 5)
    image = picture.image()
    assert [image.pixel(0, y) & 0xFFFFFF for y in range(5)] == [0, 0, 0, 0, 0xFFFFFF]


def test_a_large_picture_is_not_enlarged_before_it_is_smoothed(qapp):
    picture = Picture()
    picture.update(Noise(Mode("graphics", width=1920, height=1080)), 0, 1080)
    painted(picture, 1921, 1081)
    assert picture._enlarged.isNull()
