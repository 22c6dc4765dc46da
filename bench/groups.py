"""The groups of `handbill bench render`: name → what it measures, and its file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from subprocess import SubprocessError
from typing import Protocol

import cv2

from bench.report import Row
from ranker import RankerError
from render_farm.errors import RenderFarmError
from templates import TemplatesError


class Noted(Protocol):
    """A run, as far as all groups are concerned: whom they tell of their work."""

    @property
    def note(self) -> Callable[[str], None]:
        """Take a line about the work."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Measures that belong together: `rows(run)` of a module, imported when it is measured."""

    title: str
    module: str

    def rows(self, run: Noted) -> Iterator[Row]:
        """Measure: each row as soon as it is known. Raises what measuring raises."""
        found: Iterator[Row] = import_module(self.module).rows(run)
        return found


# In the order in which they are measured and printed.
GROUPS = {
    "films": Group(
        title="each animated template: painting, encoding, the quality gate", module="bench.films"
    ),
    "memory": Group(title="the most memory of a worker's process", module="bench.memory"),
    "segments": Group(
        title="campaigns made of shared pieces, beside rendering each video alone",
        module="bench.segments",
    ),
    "stills": Group(
        title="each template as JPEG: warm, and with other artwork", module="bench.stills"
    ),
    "moviepy": Group(
        title="films beside a plain MoviePy composite of the same scene",
        module="bench.peers.moviepy_film",
    ),
    "remotion": Group(
        title="films beside Remotion on an equivalent composition",
        module="bench.peers.remotion_film",
    ),
    "takumi": Group(
        title="stills beside Takumi on an equivalent composition",
        module="bench.peers.takumi_still",
    ),
}


def measured(
    run: Noted, *, groups: Mapping[str, Group] | None = None, only: Sequence[str] = ()
) -> Iterator[tuple[str, Row]]:
    """Group and row, one after the other, in this process and one thread.

    groups: by default those of `handbill bench render`; run: what their modules take. only: names
    of groups; none = all. A group that breaks off is told, and the others go on. Raises KeyError
    for a name that is no group's.
    """
    known = GROUPS if groups is None else groups
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for name in only or known:
            group = known[name]
            run.note(f"{name}: {group.title}")
            for row in _whole(name, group.rows(run)):
                run.note(f"  {row.line()}")
                yield name, row
    finally:
        cv2.setNumThreads(threads)


def _whole(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, and where an error ended them, one that says so: the others took minutes."""
    try:
        yield from rows
    except (TemplatesError, RenderFarmError, RankerError, OSError, SubprocessError) as error:
        yield Row(name=f"{name}: the rest", value=None, unit="", skipped=f"broke off: {error}")
