"""Shaped Arabic → whether arabic-reshaper, on its own account, would have joined it the same.

HarfBuzz's glyphs of each cluster are held against the glyphs the font gives that cluster alone,
between zero-width joiners placed where arabic-reshaper says that the letters join. Where the font
chooses by more than joining, each side is parted in its place instead, and must change if joined.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import uharfbuzz as hb
from arabic_reshaper import ArabicReshaper
from arabic_reshaper.arabic_reshaper import HARAKAT_RE
from arabic_reshaper.letters import FINAL, INITIAL, LETTERS_ARABIC, LETTERS_KURDISH, MEDIAL

from templates.text.block import JoinAudit, JoinDifference
from templates.text.clean import ISOLATE_STARTS, PDI
from templates.text.library import FontLibrary
from templates.text.lines import ShapedLine
from templates.text.script import is_invisible, is_mark
from templates.text.shape import ShapedItem

_ZWJ, _ZWNJ, _TATWEEL = "\u200d", "\u200c", "\u0640"
# Invisible, yet joining or parting: isolates have Joining_Type=U (Unicode's ArabicShaping.txt).
_PART = frozenset((_ZWJ, _ZWNJ, PDI, *ISOLATE_STARTS))
# Whether a cluster joins what comes before it and what comes after it.
_Joins = tuple[bool, bool]
_Verdict = JoinDifference | Literal[False] | None
_NAMES = {
    (False, False): "isolated",
    (False, True): "initial",
    (True, True): "medial",
    (True, False): "final",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cluster:
    """Characters start … end and their glyphs from left to right."""

    start: int
    end: int
    glyphs: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Witness:
    """A run's line and font, and arabic-reshaper's account of the line."""

    text: str
    joins: dict[int, _Joins]
    font: hb.Font
    language: str
    run: tuple[int, int]

    def judge(self, cluster: _Cluster) -> _Verdict:
        """False when both agree, the difference when not, None when that cannot be told."""
        letters = [i for i in range(cluster.start, cluster.end) if _is_letter(self.text[i])]
        if not letters or any(i not in self.joins for i in letters):
            return None
        expected = (self.joins[letters[0]][0], self.joins[letters[-1]][1])
        part = self.text[cluster.start : cluster.end].strip(_ZWJ + _ZWNJ)
        if cluster.glyphs == self._glyphs(part, expected):
            return False
        if any(cluster.glyphs == self._glyphs(part, other) for other in _NAMES):
            return JoinDifference(text=part, expected=_NAMES[expected], font="")
        return None

    def agrees_when_parted(self, cluster: _Cluster) -> bool:
        """Whether a non-joiner changes the cluster on just the sides that are said to join."""
        letters = [i for i in range(cluster.start, cluster.end) if _is_letter(self.text[i])]
        if any(i not in self.joins for i in letters):
            return False
        before, after = self.joins[letters[0]][0], self.joins[letters[-1]][1]
        sides = ((cluster.start, before), (cluster.end, after))
        return self._again(cluster) == cluster.glyphs and all(
            (self._again(cluster, parted_at=at) != cluster.glyphs) == joined for at, joined in sides
        )

    def _again(self, cluster: _Cluster, *, parted_at: int | None = None) -> tuple[int, ...]:
        """The cluster's glyphs when its run is shaped anew, with a non-joiner in it or without."""
        start, end = self.run
        text, own = self.text[start:end], cluster.start - start
        if parted_at is not None:
            text = self.text[start:parted_at] + _ZWNJ + self.text[parted_at:end]
            own += parted_at == cluster.start
        shaped = _shaped(self.font, self.language, text)
        return tuple(info.codepoint for info in shaped if info.cluster == own)

    def _glyphs(self, part: str, joins: _Joins) -> tuple[int, ...]:
        before, after = (_ZWJ if join else "" for join in joins)
        return _reference(self.font, self.language, before + part + after)


def audit_joins(lines: Sequence[ShapedLine], *, fonts: FontLibrary) -> JoinAudit:
    """Compare every Arabic cluster of the lines with arabic-reshaper's account."""
    compared = 0
    differing: list[JoinDifference] = []
    incomparable: list[str] = []
    for line in lines:
        runs = [run for run in line.runs if run.item.setting.script == "Arab"]
        joins = expected_joins(line.text) if runs else {}
        for run in runs:
            setting = run.item.setting
            witness = _Witness(
                text=line.text,
                joins=joins,
                font=fonts.font(setting.font, setting.axes),
                language=setting.language,
                run=(run.item.start, run.item.end),
            )
            for cluster, verdict in _verdicts(run, witness):
                if verdict is None:
                    incomparable.append(line.text[cluster.start : cluster.end])
                    continue
                compared += 1
                if verdict:
                    difference = replace(verdict, font=setting.font.family)
                    differing.append(difference)
    return JoinAudit(
        compared=compared, differing=tuple(differing), incomparable=tuple(incomparable)
    )


def expected_joins(text: str) -> dict[int, _Joins]:
    """How arabic-reshaper joins each letter, by index; letters it does not know are absent."""
    visible = [i for i, c in enumerate(text) if c in _PART or not is_invisible(c)]
    shaped = _reshaper().reshape("".join(text[i] for i in visible))
    kept = [i for i in visible if text[i] != _ZWJ and not HARAKAT_RE.match(text[i])]
    if len(kept) != len(shaped):
        return {}
    letters = _reshaper().letters
    joins: dict[int, _Joins] = {}
    for i, form in zip(kept, shaped, strict=True):
        forms = letters.get(text[i], ())
        if form in forms and text[i] != _TATWEEL:
            index = forms.index(form)
            joins[i] = (index in (MEDIAL, FINAL), index in (INITIAL, MEDIAL))
    unknown = {i for i in kept if i not in joins and (_is_letter(text[i]) or is_mark(text[i]))}
    unknown -= {i for i in kept if text[i] in _PART}
    # A letter or mark that the table lacks says nothing about its neighbours either.
    doubtful = {n for a, b in pairwise(kept) if a in unknown or b in unknown for n in (a, b)}
    return {i: join for i, join in joins.items() if i not in doubtful}


def _verdicts(run: ShapedItem, witness: _Witness) -> Iterator[tuple[_Cluster, _Verdict]]:
    """Each lettered cluster of a run with what is to be said of it."""
    clusters = _clusters(run)
    for i, cluster in enumerate(clusters):
        if not any(_is_letter(c) for c in witness.text[cluster.start : cluster.end]):
            continue
        verdict = witness.judge(cluster)
        if verdict is None:
            # Fonts may choose a glyph by its neighbour too (lam before alef): judge them as one.
            pairs = [clusters[i : i + 2], clusters[max(0, i - 1) : i + 1]]
            joined = (witness.judge(_together(*pair)) for pair in pairs if len(pair) == 2)
            verdict = next((found for found in joined if found is not None), None)
        if verdict is None and witness.agrees_when_parted(cluster):
            verdict = False
        yield cluster, verdict


@lru_cache(maxsize=8192)
def _reference(font: hb.Font, language: str, text: str) -> tuple[int, ...]:
    return tuple(info.codepoint for info in _shaped(font, language, text))


def _shaped(font: hb.Font, language: str, text: str) -> Sequence[hb.GlyphInfo]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script, buffer.language = "rtl", "Arab", language or "und"
    buffer.flags = (
        hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES | hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
    )
    hb.shape(font, buffer)
    found: Sequence[hb.GlyphInfo] = buffer.glyph_infos
    return found


@lru_cache(maxsize=1)
def _reshaper() -> ArabicReshaper:
    reshaper = ArabicReshaper(
        {"delete_harakat": True, "support_ligatures": False, "support_zwj": True}
    )
    reshaper.letters = {**LETTERS_KURDISH, **LETTERS_ARABIC}
    return reshaper


def _clusters(run: ShapedItem) -> list[_Cluster]:
    """A run's clusters in logical order."""
    glyphs: dict[int, list[int]] = {}
    for glyph in run.glyphs:
        glyphs.setdefault(glyph.cluster, []).append(glyph.id)
    starts = sorted(glyphs)
    return [
        _Cluster(start=start, end=end, glyphs=tuple(glyphs[start]))
        for start, end in pairwise([*starts, run.item.end])
    ]


def _together(first: _Cluster, second: _Cluster) -> _Cluster:
    # Right to left: what comes later in the text stands further left.
    return _Cluster(start=first.start, end=second.end, glyphs=second.glyphs + first.glyphs)


def _is_letter(character: str) -> bool:
    return character.isalpha() and "\u0600" <= character <= "\u08ff" and character != _TATWEEL
