"""A folder for what is checked and too large for memory; it goes when nobody needs it."""

import shutil
import tempfile
import weakref
from pathlib import Path


class WorkFolder:
    """A temporary folder, below TMPDIR, removed with its last owner or at the program's end."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="handbill-data-"))
        weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def __reduce__(self) -> tuple[type["BorrowedFolder"], tuple[Path]]:
        # Another process of this machine reads it as long as this one keeps it.
        return BorrowedFolder, (self.path,)


class BorrowedFolder(WorkFolder):
    """A work folder that another process owns."""

    def __init__(self, path: Path) -> None:  # it owns nothing, so it makes nothing
        self.path = path
