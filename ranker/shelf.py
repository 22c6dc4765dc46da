"""The seam to wherever rankings and models are kept: bytes by key, a folder or memory.

An object store is the third kind; it passes the same suite, tests/contract/test_shelves.py.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol


class Shelf(Protocol):
    """Bytes by key; keys are parts joined by /."""

    def read(self, key: str) -> bytes | None:
        """What lies under a key; None where nothing does."""

    def write(self, key: str, data: bytes) -> None:
        """Put or replace, whole or not at all, whatever dies meanwhile."""

    def keys(self, prefix: str) -> tuple[str, ...]:
        """Every key that starts with `prefix`, in order."""


class MemoryShelf:
    """A `Shelf` in a dictionary, gone with the process."""

    def __init__(self) -> None:
        self._data: dict[str, bytes] = {}

    def read(self, key: str) -> bytes | None:
        """See Shelf."""
        return self._data.get(key)

    def write(self, key: str, data: bytes) -> None:
        """See Shelf."""
        self._data[key] = data

    def keys(self, prefix: str) -> tuple[str, ...]:
        """See Shelf."""
        return tuple(sorted(key for key in self._data if key.startswith(prefix)))


class FolderShelf:
    """A `Shelf` in a folder, which is made when first written to."""

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def read(self, key: str) -> bytes | None:
        """See Shelf."""
        path = self._folder / key
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None

    def write(self, key: str, data: bytes) -> None:
        """See Shelf."""
        write_whole(self._folder / key, data)

    def keys(self, prefix: str) -> tuple[str, ...]:
        """See Shelf."""
        return tuple(sorted(key for key in self._all() if key.startswith(prefix)))

    def _all(self) -> Iterator[str]:
        for path in self._folder.rglob("*"):
            # Names that start with a dot are writes that were cut short.
            if path.is_file() and not path.name.startswith("."):
                yield path.relative_to(self._folder).as_posix()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; what a killed process leaves starts with a dot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        unfinished = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
