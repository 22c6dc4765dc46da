"""Set line → the parts it is revealed by: words or letters, their glyphs where they were.

Nothing is shaped anew, so that Arabic letters which come one after the other still join.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from uniseg.graphemecluster import grapheme_cluster_boundaries

from templates.scene import Box, GlyphRun
from templates.text.block import RunOrigin, TextLine, union
from templates.text.phrases import phrase_ends
from templates.text.script import character_script

_SPACES = re.compile(r"[\s\u200b]+")
# Scripts that write no spaces between words.
_UNSPACED = frozenset(("Hani", "Thai", "Laoo", "Khmr"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A word or letter of a line: its glyphs, unmoved, and what they cover, as in TextLine.

    text: in logical order, with the spaces after it.
    """

    text: str
    ink: Box
    runs: tuple[GlyphRun, ...]


def split_line(line: TextLine, *, by: Literal["word", "letter"]) -> tuple[Part, ...]:
    """The line's parts in reading order, each glyph in exactly one; a part without ink is left out.

    A word is what spaces part, in scripts without spaces a phrase. A letter
    is a grapheme cluster (UAX #29); a ligature goes with the first of the letters it stands for.
    """
    ends = word_ends(line.text) if by == "word" else letter_ends(line.text)
    found = (_part(line, start, end) for start, end in pairwise((0, *ends)))
    return tuple(part for part in found if part is not None)


@lru_cache(maxsize=1024)
def letter_ends(text: str) -> tuple[int, ...]:
    """Where each grapheme cluster ends (UAX #29)."""
    return tuple(end for end in grapheme_cluster_boundaries(text) if end)


@lru_cache(maxsize=1024)
def word_ends(text: str) -> tuple[int, ...]:
    """Where each word ends, after the spaces that follow it."""
    spaced = {match.end() for match in _SPACES.finditer(text)}
    unspaced = {end for end in phrase_ends(text)[:-1] if character_script(text[end]) in _UNSPACED}
    return tuple(sorted({*spaced, *unspaced, len(text)} - {0}))


def _part(line: TextLine, start: int, end: int) -> Part | None:
    runs: list[GlyphRun] = []
    inks: list[Box] = []
    for run, origin in zip(line.runs, line.origins, strict=True):
        inside = [i for i, cluster in enumerate(origin.clusters) if start <= cluster < end]
        if inside:
            inks += (origin.inks[i] for i in inside)
            runs.append(
                replace(
                    run,
                    glyphs=tuple(run.glyphs[i] for i in inside),
                    text=_characters(run, origin, start, end),
                )
            )
    ink = union(inks)
    return None if ink is None else Part(text=line.text[start:end], ink=ink, runs=tuple(runs))


def _characters(run: GlyphRun, origin: RunOrigin, start: int, end: int) -> str:
    return run.text[max(0, start - origin.start) : end - origin.start]
