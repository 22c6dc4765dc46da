"""Progress of long work → bars on a terminal, plain lines elsewhere; always on standard error."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Plain lines at most this often, so that a log stays readable.
_LINE_EVERY_S = 5.0


class Watcher:
    """Tells people what is going on, and keeps the seconds of each phase."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._bars = sys.stderr.isatty() and not quiet
        self._last_line_at = 0.0
        self._progress: Progress | None = None
        self._bar: TaskID | None = None
        self._marked_at = time.perf_counter()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str, title: str) -> Iterator[None]:
        """Time a phase under `name`; `title` says what is being done."""
        started = time.perf_counter()
        self._last_line_at = time.monotonic()
        self._open(title)
        try:
            yield
        finally:
            self._close()
            self._count(name, started)
        self.say(f"{title}: {self.seconds[name]:.1f} s")

    def mark(self, name: str) -> None:
        """Count what passed since the last phase ended under `name`."""
        self._count(name, self._marked_at)

    def advance(self, done: int, total: int, note: str = "") -> None:
        """How far the running phase is."""
        if self._progress is not None and self._bar is not None:
            self._progress.update(
                self._bar, completed=done, total=total, count=f"{done}/{total}", note=note
            )
        elif time.monotonic() - self._last_line_at > _LINE_EVERY_S:
            self._last_line_at = time.monotonic()
            self.say(f"  {done} of {total} {note}".rstrip())

    def say(self, line: str) -> None:
        """A line for people."""
        if not self._quiet:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def _count(self, name: str, since: float) -> None:
        self._marked_at = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + self._marked_at - since

    def _open(self, title: str) -> None:
        if not self._bars:
            return
        from rich.console import Console  # noqa: PLC0415 - only terminals need it
        from rich.progress import (  # noqa: PLC0415 - as above
            BarColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[count]}"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self._progress.start()
        self._bar = self._progress.add_task(title, total=None, count="", note="")

    def _close(self) -> None:
        if self._progress is not None:
            self._progress.stop()
        self._progress = None
        self._bar = None
