"""Each template → what one more asset of it takes of a core and of storage.

A workshop of a worker makes it whole: Scene, painting, encoding, the quality gate, the video's
poster; storage is memory, so that the network is not measured. One artist warms it up; the figures
are the median of the next ones, each with words and a picture of its own. `--plan` reckons with
what stands in bench/farm/plan.yaml, which this group measures.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.farm.cargo import task_of
from bench.farm.run import FarmRun
from bench.report import Row
from bench.run import Run
from render_farm.storage import MemoryStore
from render_farm.worker import Workshop
from templates import Template

_FORMATS = {"static": ("jpg",), "animated": ("mp4",)}


def rows(run: FarmRun) -> Iterator[Row]:
    """Seconds and bytes for each template and format."""
    for template in run.subjects.templates:
        for format in _FORMATS[template.kind]:
            seconds, size = asset_cost(run.subjects, template, format=format, rounds=run.rounds)
            name = f"{template.id} {format}"
            yield Row(name=f"{name}: of a core", value=seconds, unit="s")
            yield Row(name=f"{name}: stored", value=size, unit="bytes")


def asset_cost(run: Run, template: Template, *, format: str, rounds: int) -> tuple[float, float]:
    """Seconds of the processor and bytes in storage of one more asset; medians of the rounds."""
    store = MemoryStore()
    with tempfile.TemporaryDirectory() as folder:
        shop = Workshop(store=store, fonts=run.fonts, scratch=Path(folder))
        shop.render(task_of(run, template, store=store, format=format))
        found = [_one(run, template, shop, store, turn, format) for turn in range(1, rounds + 1)]
    return median(seconds for seconds, _ in found), median(size for _, size in found)


def _one(
    run: Run, template: Template, shop: Workshop, store: MemoryStore, turn: int, format: str
) -> tuple[float, int]:
    task = task_of(run, template, store=store, turn=turn, format=format)
    started = time.process_time()
    result = shop.render(task)
    seconds = time.process_time() - started
    poster = store.head(result.poster) if result.poster else None
    return seconds, result.bytes + (poster.bytes if poster else 0)
