"""Paragraph → where its lines may end (UAX #14), in logical order.

uniseg knows the rules but takes 0.08 ms a character, so it is asked once per pattern: letters
that the rules treat alike are written alike, and the text is cut where a break is certain.
"""

import re
from functools import lru_cache

from uniseg.linebreak import line_break_boundaries

from templates.text.chunks import thai_word_ends

_LETTERS = "A-Za-zÀ-ÖØ-öø-ʯͰ-ͳͶͷΑ-ΡΣ-ώЀ-ҁҊ-ԯؠ-ؿف-يٱ-ۓḀ-ỿअ-ह"
_MARKS = "\u0300-\u034e\u064b-\u065f\u093a-\u093c\u093e-\u094f\u05b0-\u05bd"
_KANA = "あいうえおか-ぢつ-もやゆよら-ろわ-んアイウエオカ-ヂツ-モヤユヨラ-ロワ-ン"
# (what the rules treat as one, its stand-in): alphabetic, Hebrew, numeric, ideographic.
_ALIKE = (
    (re.compile(f"[{_LETTERS}][{_LETTERS}{_MARKS}]*"), "a"),
    (re.compile(f"[א-ת][א-ת{_MARKS}]*"), "א"),
    (re.compile("[0-9\u0660-\u0669\u06f0-\u06f9]+"), "1"),
    (re.compile(f"[\u4e00-\u9fff{_KANA}]"), "一"),
)
_ANY_ALIKE = re.compile("|".join(pattern.pattern for pattern, _ in _ALIKE))
# Where a line may end whatever stands around (LB18, LB31).
_CERTAIN = re.compile("(?<=[a1א.,!?:;]) +(?=[a1א])|(?<=一)(?=一)")
# Where scripts without spaces may break for certain, which UAX #14 leaves to dictionaries.
_SYLLABLES = re.compile(
    r"""
    # Thai and Lao: a vowel written before its consonant always starts a syllable.
      (?<=[\u0e01-\u0e3a\u0e45-\u0e4e\u0e81-\u0ec6])(?=[เแโใไເແໂໃໄ])
    # Khmer: a consonant that carries something starts one, unless it is itself a subscript; a
    # bare, clipped or silenced one mostly ends the syllable before it.
    | (?<=[\u1780-\u17d1\u17d3\u17d7\u17dd])
      (?=[\u1780-\u17b3](?:[\u17b6-\u17ca\u17cc\u17d0\u17d2]))
    | (?<=[\u17cb\u17cd])(?=[\u1780-\u17b3])
    """,
    re.VERBOSE,
)
# Makes a subscript of the consonant after it.
_COENG = "\u17d2"

_SEPARATOR = re.compile("[·•|–—→/] ")


@lru_cache(maxsize=1024)
def line_ends(text: str) -> tuple[int, ...]:
    """Indices after which a line may end, the text's end last; empty for empty text."""
    pattern, origins = _pattern(text)
    cuts = [0, *(match.end() for match in _CERTAIN.finditer(pattern)), len(pattern)]
    ends = set() if text.isascii() else {*syllable_ends(text), *thai_word_ends(text)}
    for i in range(len(cuts) - 1):
        found = _pattern_ends(pattern[cuts[i] : cuts[i + 1]])
        ends.update(origins[cuts[i] + end] for end in found)
    return tuple(
        end
        for end in sorted(ends)
        if end == len(text) or not (starts_separator(text, end) or text[end - 1] == _COENG)
    )


def syllable_ends(text: str) -> frozenset[int]:
    """Where syllables of Thai, Lao and Khmer end for certain; not all of them."""
    return frozenset(match.start() for match in _SYLLABLES.finditer(text))


def starts_separator(text: str, index: int) -> bool:
    """Whether a lone sign between words stands there: it ends a line, it never begins one."""
    return bool(_SEPARATOR.match(text, index)) and text[index - 1 : index] == " "


def _pattern(text: str) -> tuple[str, list[int]]:
    """The text with stand-ins, and where each of its characters (and its end) comes from."""
    pieces: list[str] = []
    origins: list[int] = []
    position = 0
    for match in _ANY_ALIKE.finditer(text):
        pieces.append(text[position : match.start()])
        pieces.append(next(s for p, s in _ALIKE if p.match(match.group())))
        origins += range(position, match.start() + 1)
        position = match.end()
    pieces.append(text[position:])
    origins += range(position, len(text) + 1)
    return "".join(pieces), origins


@lru_cache(maxsize=4096)
def _pattern_ends(pattern: str) -> tuple[int, ...]:
    return tuple(end for end in line_break_boundaries(pattern) if end)
