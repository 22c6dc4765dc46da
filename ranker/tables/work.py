"""A folder for what is checked and too large for memory; it goes when nobody needs it."""

import fcntl
import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from functools import cache
from pathlib import Path

_PREFIX = "handbill-work-"


class WorkFolder:
    """A temporary folder, below TMPDIR, removed with its last owner or at the program's end.

    What a killed program left goes when the next one makes its first: the folder is locked by its
    owner, and a lock ends with the program that holds it.
    """

    def __init__(self) -> None:
        _remove_orphans(tempfile.gettempdir())
        self.path, lock = _new_folder()
        weakref.finalize(self, _remove, self.path, lock)

    def __reduce__(self) -> tuple[type["BorrowedFolder"], tuple[Path]]:
        # Another process of this machine reads it as long as this one keeps it.
        return BorrowedFolder, (self.path,)


class BorrowedFolder(WorkFolder):
    """A work folder that another process owns."""

    def __init__(self, path: Path) -> None:  # it owns nothing, so it makes nothing
        self.path = path


def _new_folder() -> tuple[Path, int]:
    """A new folder and the file descriptor that holds its lock."""
    while True:
        path = Path(tempfile.mkdtemp(prefix=_PREFIX))
        # Another program may take it for an orphan before it is locked.
        with suppress(FileNotFoundError):
            lock = _open_locked(path, fcntl.LOCK_SH)
            if path.exists():
                return path, lock
            os.close(lock)


def _open_locked(path: Path, how: int) -> int:
    folder = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(folder, how)
    except OSError:
        os.close(folder)
        raise
    return folder


def _remove(path: Path, lock: int) -> None:
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)


@cache  # once a program is enough
def _remove_orphans(parent: str) -> None:
    for path in Path(parent).glob(f"{_PREFIX}*"):
        try:
            lock = _open_locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue  # in use, another user's, or gone by now
        _remove(path, lock)
