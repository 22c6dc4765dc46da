"""A template's folder → a new sheet whenever something in it is saved."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

# A stat of at most 64 files takes a tenth of a millisecond; unlike file events it sees every
# editor's way of saving and every kind of mount.
_EVERY_S = 0.1
# Editors write in several steps: a folder is taken as saved once it stood still for this long.
_SETTLED_S = 0.05

_State = tuple[tuple[str, int, int], ...]


def changes(
    paths: tuple[Path, ...], *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Yield at once, then after each change of a file at or below `paths`; never ends by itself."""
    seen: _State | None = None
    while True:
        now = _state(paths)
        if now != seen:
            sleep(_SETTLED_S)
            if _state(paths) == now:
                seen = now
                yield
        else:
            sleep(_EVERY_S)


def _state(paths: tuple[Path, ...]) -> _State:
    return tuple(entry for path in paths for entry in _entries(path))


def _entries(path: Path) -> Iterator[tuple[str, int, int]]:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    for file in files:
        try:
            stat = file.stat()
        except OSError:
            continue
        yield str(file), stat.st_mtime_ns, stat.st_size
