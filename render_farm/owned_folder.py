"""A private folder for one program, gone when the program ends, however it ends."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "hb-"
_LOCK = "handbill.lock"


@contextmanager
def owned_folder(parent: Path) -> Iterator[Path]:
    """Give a new folder below `parent`; first remove those whose program was killed.

    A lock in the folder, which ends with the program, tells that it is in use.
    """
    parent.mkdir(parents=True, exist_ok=True)
    _remove_orphans(parent)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
        with (folder / _LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Another program may have taken it for an orphan before it was locked.
            if not (folder / _LOCK).exists():
                continue
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            return


def _remove_orphans(parent: Path) -> None:
    for lock in parent.glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            with lock.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue  # in use, another user's, or gone by now
