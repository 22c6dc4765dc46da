"""Log records → lines on standard error, as text or as JSON, with what they are about."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

_OURS = ("api", "render_farm", "ranker", "templates", "uvicorn")
_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s%(about)s"
# What every record has; the rest was given as `extra`. uvicorn repeats its message in colour.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}
_ABOUT: ContextVar[tuple[tuple[str, Any], ...]] = ContextVar("what is worked on", default=())


@dataclass(frozen=True, kw_only=True, slots=True)
class LogSettings:
    """What is shown. level: debug, info, warning or error, of our records; others' from warning."""

    level: str = "warning"
    format: Literal["text", "json"] = "text"


def show_log(settings: LogSettings, *, keep: str | None = None) -> None:
    """Show the records of this process from now on, and what `about` says of them.

    keep: the level from which ours are made for other handlers, also where they are not shown.
    """
    handler = _StandardError()
    if keep is not None:
        handler.setLevel(settings.level.upper())
    handler.setFormatter(JsonLines() if settings.format == "json" else TextLines())
    handler.addFilter(stamp)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _OURS:
        logging.getLogger(name).setLevel((keep or settings.level).upper())


@contextmanager
def about(**ids: str | int) -> Iterator[None]:
    """Say with each record what is worked on while inside: job, task, attempt, worker."""
    token = _ABOUT.set((*_ABOUT.get(), *ids.items()))
    try:
        yield
    finally:
        _ABOUT.reset(token)


def stamp(record: logging.LogRecord) -> bool:
    """Filter that drops nothing: put onto a record what it does not say by itself."""
    for name, value in _ABOUT.get():
        if not hasattr(record, name):
            setattr(record, name, value)
    return True


class _StandardError(logging.Handler):
    """Writes to whatever standard error is at the time, not to what it was at the start."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
        except Exception:  # noqa: BLE001 - as logging's own handlers: a log ends no work
            self.handleError(record)


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, what was given, and the exception."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extra(record),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str, ensure_ascii=False)


class TextLines(logging.Formatter):
    """A line for people: what was given stands at its end, in brackets."""

    def __init__(self) -> None:
        super().__init__(_TEXT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Write a record but for its exception."""
        given = _extra(record)
        words = [str(given.pop("action"))] if "action" in given else []
        words += [f"{name} {value}" for name, value in given.items()]
        record.about = f" [{', '.join(words)}]" if words else ""
        return super().formatMessage(record)


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    hidden = _STANDARD | {"about"}
    # Ray puts a `_ray_timestamp_ns` onto every record.
    return {
        name: value
        for name, value in vars(record).items()
        if name not in hidden and not name.startswith("_")
    }
