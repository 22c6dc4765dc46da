"""Cells a second of `handbill templates check`, layout tier: `python -m bench.check [--json]`.

One process on one core, in seconds of the processor. `extremes` is the whole matrix of each
packaged template; `artists` gives every artist a name and words of its own, as `--data` does.
Nothing is warm before the first row but the code itself.
"""

import argparse
import os
import time
from collections.abc import Iterator, Sequence

import numpy as np

from bench.report import Row, print_json
from ranker.sample.names import ArtistName, invent_names
from templates import Template, check_template, open_library
from templates.check import Sample, extremes
from templates.check.matrix import Samples
from templates.text import FontLibrary

AIM = 500.0
_TOLD = ("stretchable", "uharfbuzz", "python-bidi", "uniseg")


def artists(names: Sequence[ArtistName]) -> Samples:
    """The usual content of a template with each of the names in turn."""

    def samples(template: Template, locale: str) -> list[Sample]:
        usual = extremes(template, locale)[4]
        language = locale.partition("-")[0]
        return [
            Sample(
                name=name.latin,
                content={**usual.content, "name": dict(name.localised).get(language, name.latin)},
                pictures=usual.pictures,
                sounds=usual.sounds,
            )
            for name in names
        ]

    return samples


def measure(count: int) -> Iterator[tuple[str, int, float]]:
    """Name, cells and seconds of each row."""
    fonts, library = FontLibrary.packaged(), open_library()
    names = invent_names(np.random.default_rng(7), count=count)
    for kind, samples in (("extremes", extremes), ("artists", artists(names))):
        for template_id in library.ids():
            template = library.get(template_id)
            placements = () if kind == "extremes" else ("meta.any",)
            started = time.process_time()
            report = check_template(template, fonts=fonts, samples=samples, placements=placements)
            yield f"{kind} {template_id}", report.cells, time.process_time() - started


def main() -> None:
    """Print the table, or the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artists", type=int, default=24)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    measured = list(measure(wanted.artists))
    for kind in ("extremes", "artists"):
        rows = [row for row in measured if row[0].startswith(f"{kind} ")]
        measured.append((f"{kind}, all", sum(r[1] for r in rows), sum(r[2] for r in rows)))
    speeds = [
        Row(name=f"{name} ({cells})", value=cells / seconds, unit="cells/s", aim=AIM)
        for name, cells, seconds in measured
    ]
    if wanted.json:
        print_json(speeds, packages=_TOLD, programs={})
    else:
        print("\n".join(row.line() for row in speeds))


if __name__ == "__main__":
    main()
