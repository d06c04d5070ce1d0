"""Kernels as packages have them: gzip, bzip2, xz and LZMA, unpacked."""

from __future__ import annotations

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable

from engine.error import EngineError

_FORMATS: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", gzip.decompress),
    (b"BZh", bz2.decompress),
    (b"\xfd7zXZ\0", lzma.decompress),
    (b"\x5d\0\0", lzma.decompress),
)
_ZSTANDARD = b"\x28\xb5\x2f\xfd"


def unpacked(content: bytes, name: str) -> bytes:
    """``content``, unpacked if it is compressed. EngineError if that cannot be done."""
    if content.startswith(_ZSTANDARD):
        raise EngineError(f"{name} is compressed with zstd.", "Unpack it first: unzstd FILE")
    for magic, unpack in _FORMATS:
        if content.startswith(magic):
            try:
                return unpack(content)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
                raise EngineError(f"{name} is compressed and damaged: {error}.", "Copy it again.") from None
    return content


def beginning(head: bytes, length: int) -> bytes:
    """Up to ``length`` bytes of what begins with ``head``, as far as that unpacks; empty if it is not compressed."""
    try:
        if head.startswith(b"\x1f\x8b"):
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, length)
        if head.startswith(b"BZh"):
            return bz2.BZ2Decompressor().decompress(head, length)
        if head.startswith((b"\xfd7zXZ\0", b"\x5d\0\0")):
            return lzma.LZMADecompressor().decompress(head, length)
    except (OSError, zlib.error, lzma.LZMAError):
        pass  # Damaged: whoever wants the whole will be told.
    return b""
