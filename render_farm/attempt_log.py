"""What is logged while a worker is at a task → its last lines, to read when it failed."""

import logging
import threading
from collections import deque

_LINES = 200
_LINE_CHARS = 2000
_CHARS = 16_000


class AttemptLog(logging.Handler):
    """Keeps the last lines of one thread, or of all: up to 200 of them and 16,000 characters.

    Cheap to write; put together only when it is read.
    """

    def __init__(self, *, thread: int | None = None) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        self._thread = thread
        self._lines: deque[str] = deque(maxlen=_LINES)
        self._lines_lock = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record of the thread."""
        if self._thread is None or record.thread == self._thread:
            self.note(self.format(record))

    def note(self, line: str) -> None:
        """Keep a line that no logger said."""
        with self._lines_lock:
            self._lines.append(line if len(line) <= _LINE_CHARS else f"… {line[-_LINE_CHARS:]}")

    def begin(self) -> None:
        """Forget what was logged before."""
        with self._lines_lock:
            self._lines.clear()

    def text(self) -> str:
        """The last lines, oldest first; "" when nothing was logged."""
        with self._lines_lock:
            return "\n".join(self._lines)[-_CHARS:]
