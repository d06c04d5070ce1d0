"""Machine code without an assembler: bytes, labels, and the jumps between them."""

from __future__ import annotations


class Code:
    """A piece of 16-bit code that will lie at offset ``origin`` of its segment.

    ``here`` is the offset of the next byte. A label may be used before it is placed; ``finish`` checks that every
    one was, and that every short jump reaches (ValueError: a mistake in the generator).
    """

    def __init__(self, origin: int) -> None:
        self.origin = origin
        self.labels: dict[str, int] = {}
        self._bytes = bytearray()
        self._uses: list[tuple[int, int, str]] = []

    @property
    def here(self) -> int:
        return self.origin + len(self._bytes)

    def emit(self, text: str) -> None:
        """Bytes in hexadecimal: ``emit("50 B0 20")``."""
        self._bytes += bytes.fromhex(text)

    def word(self, value: int) -> None:
        """A 16-bit value."""
        self._bytes += value.to_bytes(2, "little")

    def label(self, name: str) -> int:
        """Give the next byte a name. Its offset."""
        if name in self.labels:
            raise ValueError(f"label {name} is placed twice")
        self.labels[name] = self.here
        return self.here

    def short(self, opcode: int, name: str) -> None:
        """A jump with an 8-bit distance: 70h-7Fh (conditional), EBh, E0h-E3h (LOOP, JCXZ)."""
        self._bytes += bytes((opcode, 0))
        self._uses.append((self.here, 1, name))

    def near(self, opcode: int, name: str) -> None:
        """A jump or call with a 16-bit distance: E9h, E8h."""
        self._bytes += bytes((opcode, 0, 0))
        self._uses.append((self.here, 2, name))

    def finish(self) -> bytes:
        """The code, with every distance filled in."""
        for after, size, name in self._uses:
            if name not in self.labels:
                raise ValueError(f"label {name} is nowhere")
            distance = self.labels[name] - after
            if size == 1 and not -128 <= distance <= 127:
                raise ValueError(f"{name} is {distance} bytes away")
            at = after - self.origin - size
            self._bytes[at : at + size] = (distance & (1 << 8 * size) - 1).to_bytes(size, "little")
        return bytes(self._bytes)
