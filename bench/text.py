"""How right text is, by script: `python -m bench.text [--json]`.

The corpus of tests/proof, held against Chromium's pictures and hb-shape's glyphs. An absent peer
gives a row that says so.
"""

import argparse
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from bench.report import Row, print_json
from templates.text import FontLibrary
from tests.proof import chromium, harfbuzz
from tests.proof.comparison import (
    LEAST_CORRELATION,
    MOST_LOCAL,
    MOST_WIDTH_ERROR,
    WRONG_CORRELATION,
    Compared,
    compare_with_chromium,
    judge_controls,
)
from tests.proof.controls import gross_controls, small_controls
from tests.proof.corpus import Sample, corpus
from tests.proof.drawing import set_sample
from tests.proof.measures import Likeness

_PACKAGES = ("uharfbuzz", "python-bidi", "arabic-reshaper", "uniseg")


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """The likeness of a group's strings to their peer's pictures."""

    group: str
    likeness: tuple[Likeness, ...]
    peer: str

    def rows(self) -> list[Row]:
        """Least and median correlation, the worst width and the worst window."""
        alike = [one.correlation for one in self.likeness]
        width = max(one.width_error for one in self.likeness)
        local = max(one.local for one in self.likeness)
        return [
            self._row("correlation, least", min(alike), LEAST_CORRELATION),
            self._row("correlation, median", median(alike), None),
            self._row("ink width, greatest error", width, MOST_WIDTH_ERROR, at_least=False),
            self._row("window, greatest difference", local, MOST_LOCAL, at_least=False),
        ]

    def line(self) -> str:
        """All of it as one line of a table."""
        values = "".join(f"{row.value:>20.4f}" for row in self.rows())
        missed = "  missed" if any(row.met is False for row in self.rows()) else ""
        return f"{self.group:<14}{len(self.likeness):>8}{values}{missed}"

    def _row(self, name: str, value: float, aim: float | None, *, at_least: bool = True) -> Row:
        return Row(
            name=f"{self.group} ({len(self.likeness)}): {name}",
            value=value,
            unit="",
            reference=self.peer,
            aim=aim,
            at_least=at_least,
        )


_COLUMNS = (
    ("correlation, least", f"≥ {LEAST_CORRELATION}"),
    ("median", ""),
    ("ink width error", f"≤ {MOST_WIDTH_ERROR}"),
    ("worst window", f"≤ {MOST_LOCAL}"),
)
_HEAD = (
    f"{'group':<14}{'strings':>8}" + "".join(f"{name:>20}" for name, _ in _COLUMNS),
    f"{'aim':<14}{'':>8}" + "".join(f"{aim:>20}" for _, aim in _COLUMNS),
)


def scores(compared: dict[Sample, Compared], peer: str) -> list[Score]:
    """One score for each group of the corpus."""
    groups: dict[str, list[Likeness]] = {}
    for sample, pair in compared.items():
        groups.setdefault(sample.group, []).append(pair.likeness)
    return [Score(group=group, likeness=tuple(found), peer=peer) for group, found in groups.items()]


def control_rows(compared: Iterable[Compared], fonts: FontLibrary, peer: str) -> Iterator[Row]:
    """How like Chromium's picture of the true text the wrong texts come, by kind."""
    pairs = list(compared)
    kinds: dict[str, list[float]] = {}
    for control, likeness in judge_controls(pairs, gross_controls, fonts):
        kinds.setdefault(control.kind, []).append(likeness.correlation)
    for kind, values in kinds.items():
        name = f"wrong on purpose: {kind} ({len(values)}): correlation, greatest"
        yield _row(name, max(values), peer, WRONG_CORRELATION, at_least=False)
    kinds = {}
    for control, likeness in judge_controls(pairs, small_controls, fonts):
        kinds.setdefault(control.kind, []).append(likeness.local)
    for kind, values in kinds.items():
        name = f"wrong on purpose: {kind} ({len(values)}): window, least"
        yield _row(name, min(values), peer, MOST_LOCAL)


def glyph_rows(samples: Sequence[Sample], fonts: FontLibrary, peer: str) -> Iterator[Row]:
    """The share of runs whose ids, order and advances are the peer's, and the offsets' error."""
    equal: list[bool] = []
    offsets = [0]
    for sample in samples:
        lines = harfbuzz.shaped_lines(set_sample(sample, fonts), fonts)
        for run, text in ((run, line.text) for line in lines for run in line.runs):
            ours, theirs = harfbuzz.engine_glyphs(run), harfbuzz.debian_glyphs(text, run)
            equal.append([g.placing for g in ours] == [g.placing for g in theirs])
            for mine, other in zip(ours, theirs, strict=False):
                offsets += [abs(mine.dx - other.dx), abs(mine.dy - other.dy)]
    name = f"runs with the same ids, order and advances ({len(equal)})"
    yield _row(name, sum(equal) / len(equal), peer, 1.0)
    name = "offsets of marks, greatest error in 1/65536 em"
    yield _row(name, float(max(offsets)), peer, harfbuzz.MOST_OFFSET, at_least=False)


def program_version(name: str) -> str | None:
    """The first line of `name --version`; None where it is not installed."""
    path = shutil.which(name)
    if path is None:
        return None
    done = subprocess.run(  # noqa: S603 - a program of the system, named above
        [path, "--version"], capture_output=True, text=True, check=False, timeout=20
    )
    return done.stdout.splitlines()[0].strip() if done.stdout else name


def main() -> None:
    """Print the tables, or with --json the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    as_json = parser.parse_args().json
    browser, shaper = (program_version(peer.PROGRAM) for peer in (chromium, harfbuzz))
    fonts = FontLibrary.packaged()
    by_group: list[Score] = []
    rows: list[Row] = []
    if browser:
        compared = compare_with_chromium(corpus(), fonts)
        by_group = scores(compared, browser)
        rows += control_rows(compared.values(), fonts, browser)
    else:
        rows.append(_absent("pictures", chromium.PROGRAM))
    rows += glyph_rows(corpus(), fonts, shaper) if shaper else [_absent("glyphs", harfbuzz.PROGRAM)]
    if as_json:
        programs = {chromium.PROGRAM: browser, harfbuzz.PROGRAM: shaper}
        every = [row for score in by_group for row in score.rows()] + rows
        print_json(every, packages=_PACKAGES, programs=programs)
        return
    print("\n".join(filter(None, (browser, shaper))) + "\n")
    if by_group:
        print("\n".join((*_HEAD, *(score.line() for score in by_group))) + "\n")
    print("\n".join(row.line() for row in rows))


def _row(name: str, value: float, peer: str, aim: float, *, at_least: bool = True) -> Row:
    return Row(name=name, value=value, unit="", reference=peer, aim=aim, at_least=at_least)


def _absent(name: str, program: str) -> Row:
    return Row(name=name, value=None, unit="", skipped=f"{program} is not installed")


if __name__ == "__main__":
    main()
