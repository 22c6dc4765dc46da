"""A path → a file that is there whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from render_farm.errors import EncodeError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A path to write to; on success its file becomes `path`, on failure it vanishes.

    Where the file system can (ext4, XFS, tmpfs), the file has no name while it is written, so
    that a killed process leaves nothing; elsewhere it has a temporary name beside `path`.

    Raises:
        EncodeError: the folder cannot be written.
    """
    try:
        descriptor = os.open(path.parent, os.O_TMPFILE | os.O_RDWR, 0o644)
    except (OSError, AttributeError):
        with _named(path) as temporary:
            yield temporary
        return
    try:
        yield Path(f"/proc/self/fd/{descriptor}")
        os.fsync(descriptor)
        _publish(descriptor, path)
    finally:
        os.close(descriptor)


def _publish(descriptor: int, path: Path) -> None:
    """Give a nameless file its name; a name can only be linked where none is, so replace."""
    temporary = _temporary(path)
    temporary.unlink(missing_ok=True)
    source = f"/proc/self/fd/{descriptor}"
    try:
        # With a folder's descriptor, though an absolute path ignores it, Python calls linkat(2),
        # which follows the link in /proc; link(2) does not.
        os.link(source, temporary, src_dir_fd=descriptor, follow_symlinks=True)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise EncodeError(f"cannot be written: {error}", where=str(path)) from error


@contextmanager
def _named(path: Path) -> Iterator[Path]:
    temporary = _temporary(path)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise EncodeError(f"cannot be written: {error}", where=str(path)) from error
    finally:
        temporary.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")
