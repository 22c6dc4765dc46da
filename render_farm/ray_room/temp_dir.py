"""Ray's temporary folder: short, private, and gone afterwards, also after a killed program."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "hb-"
_LOCK = "handbill.lock"


@contextmanager
def ray_temp_dir(parent: Path | None = None) -> Iterator[Path]:
    """Give a folder for one Ray session; first remove those whose program was killed.

    parent: /tmp where there is one, since Ray's sockets may have 107 bytes of path in all and
    TMPDIR may be long. A lock in the folder, which ends with the program, tells that it is in use.
    """
    parent = parent or next(filter(Path.is_dir, (Path("/tmp"), Path(tempfile.gettempdir()))))  # noqa: S108 - mkdtemp makes the folder private
    _remove_orphans(parent)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_orphans(parent: Path) -> None:
    for lock in parent.glob(f"{_PREFIX}*/{_LOCK}"):
        try:
            with lock.open("r+") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(lock.parent, ignore_errors=True)
        except OSError:
            continue  # in use, another user's, or gone by now
