"""The character generator: code page 437 in the three heights that a VGA BIOS has."""

from __future__ import annotations

from functools import cache

from engine.resource import resource_path

HEIGHTS = (16, 14, 8)
FONT_16, FONT_14, FONT_8 = 0x8000, 0x9000, 0x9E00
"""Where each lies in the ROM's segment; the lower half of the last also at FA6Eh, where IBM has it."""
PLACES = {16: FONT_16, 14: FONT_14, 8: FONT_8}


@cache
def fonts() -> dict[int, bytes]:
    """Height -> 256 characters of as many bytes. EngineError when the program's resources are missing."""
    shapes: dict[int, list[bytes]] = {height: [] for height in HEIGHTS}
    for line in resource_path("fonts", "cp437.txt").read_text("ascii").splitlines():
        if not line.startswith("#"):
            for height, digits in zip(HEIGHTS, line.split()[1:], strict=True):
                shapes[height].append(bytes.fromhex(digits))
    return {height: b"".join(rows) for height, rows in shapes.items()}
