"""Bytes from storage → a path that other programs can read, and that leaves nothing behind."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalFile:
    """A file on this machine. held: what keeps it there, as long as somebody holds this."""

    path: Path
    bytes: int
    held: object = None


class _Descriptor:
    """An open file that is closed when nobody holds it any more."""

    def __init__(self, folder: Path) -> None:
        self.number, name = tempfile.mkstemp(dir=folder)
        Path(name).unlink()

    def __del__(self) -> None:
        if "number" in self.__dict__:
            os.close(self.number)


def nameless_file(data: bytes, *, folder: Path) -> LocalFile:
    """A file without a name, which the system removes when nobody holds it: also after a kill.

    Its path leads through this process. Raises OSError: the folder is full or cannot be written.
    """
    held = _Descriptor(folder)
    path = Path(f"/proc/{os.getpid()}/fd/{held.number}")
    path.write_bytes(data)
    return LocalFile(path=path, bytes=len(data), held=held)


def named_file(path: Path) -> LocalFile:
    """A user's own file. FFmpeg takes `name:rest` for a protocol; an absolute path is none."""
    return LocalFile(path=path.absolute(), bytes=path.stat().st_size)
