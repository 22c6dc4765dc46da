"""Results → standard output, everything else → standard error; never a traceback.

Nothing heavy is imported here: each command loads it.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from api.errors import sentence

INTERRUPTED = 130
_WIDE = 2000


def emit_json(document: Any) -> None:
    """The one JSON document of a command with --json."""
    print(document_text(document))  # noqa: T201 - stdout is the result


def document_text(document: Any) -> str:
    """A document as --json writes it."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=_plain)


def emit(line: str) -> None:
    """A line of the result, for people."""
    print(line)  # noqa: T201 - as above


def note(line: str) -> None:
    """A line about the work, for people: never part of the result."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - as above


def counted(what: str, *, every: int = 10) -> Callable[[int, int], None]:
    """Progress: one line that counts on a terminal, a line every so many elsewhere."""

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done == total else ""
            print(f"\r{what} {done} of {total} ", end=end, file=sys.stderr, flush=True)  # noqa: T201 - a line that is written over
        elif done == total or done % every == 0:
            note(f"{what} {done} of {total}")

    return tell


def emit_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str | None = None,
    right: Sequence[str] = (),
) -> None:
    """A table of the result, for people; `right` names the columns of numbers."""
    from rich.console import Console  # noqa: PLC0415 - rich takes 50 ms, and --help needs none of it
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    width = None if sys.stdout.isatty() else _WIDE  # a file or a pipe: one line per row
    Console(file=sys.stdout, width=width, markup=False, highlight=False).print(table)


def moment(seconds: float) -> str:
    """A time, given in seconds since 1970, by the clock of this machine."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().isoformat(sep=" ", timespec="seconds")


def report(error: BaseException) -> int:
    """Say on standard error what went wrong, in one line; the exit code to end with."""
    if os.environ.get("HANDBILL_DEBUG"):
        import traceback  # noqa: PLC0415 - only to debug

        traceback.print_exception(error)
    note(f"error: {_one_line(_describe(error))}")
    return int(getattr(error, "exit_code", 1))


def _describe(error: BaseException) -> str:
    what = getattr(error, "what", None)
    if isinstance(what, str):
        where, allowed = getattr(error, "where", ""), getattr(error, "allowed", "")
        return sentence(what=what, where=str(where or ""), allowed=str(allowed or ""))
    if isinstance(error, OSError) and error.strerror:
        return sentence(what=error.strerror, where=str(error.filename or ""), allowed="")
    return f"unforeseen {type(error).__name__}: {error}; HANDBILL_DEBUG=1 shows where it came from"


def _one_line(text: str) -> str:
    """The text as one line, in which nothing of a hostile file steers the terminal."""
    line = " ".join(part.strip() for part in text.splitlines() if part.strip())
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def _plain(value: object) -> object:
    if isinstance(value, date | Path):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
