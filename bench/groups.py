"""The groups of `handbill bench render`: name → what it measures, and its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from subprocess import SubprocessError

import cv2

from bench.report import Row
from bench.run import Run
from render_farm.errors import RenderFarmError
from templates import TemplatesError


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Measures that belong together: `rows(run)` of a module, imported when it is measured."""

    title: str
    module: str

    def rows(self, run: Run) -> Iterator[Row]:
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


def measured(run: Run, *, only: Sequence[str] = ()) -> Iterator[tuple[str, Row]]:
    """Group and row, one after the other, in this process and one thread.

    only: names of groups; none = all. A group that breaks off is told, and the others go on.
    Raises KeyError for a name that is no group's.
    """
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        for name in only or GROUPS:
            group = GROUPS[name]
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
    except (TemplatesError, RenderFarmError, OSError, SubprocessError) as error:
        yield Row(name=f"{name}: the rest", value=None, unit="", skipped=f"broke off: {error}")
