"""An MP4 file → the order of its outermost boxes (ISO/IEC 14496-12, section 4.2)."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

# No file of ours has a dozen; one of random bytes may have as many as it is long.
_MANY = 64


def outer_boxes(path: Path) -> tuple[str, ...]:
    """The types of the file's outermost boxes, as far as they can be followed. Raises OSError."""
    with path.open("rb") as file:
        return tuple(name for name, _ in zip(_walk(file), range(_MANY), strict=False))


def _walk(file: BinaryIO) -> Iterator[str]:
    at = 0
    while len(head := file.read(16)) >= 8:
        size = int.from_bytes(head[:4], "big")
        yield head[4:8].decode("latin-1")
        if size == 1:
            size = int.from_bytes(head[8:16], "big")
        if size < 8:
            # 0: the box lasts to the end of the file; else it is none.
            return
        at += size
        file.seek(at)
