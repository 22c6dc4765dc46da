"""Text of users → text that is safe to set: no controls, no overrides, balanced isolates.

What carries meaning stays (joiners, marks, isolates, zero-width spaces); what could hide, flood
or turn text around goes. UAX #9 embeddings become isolates and overrides lose their force, so
that no string can reorder what stands beside it.
"""

import re
import unicodedata
from functools import lru_cache

from templates.text.errors import TextRefused

# Far beyond any ad; keeps the cost of hostile input small.
MAX_CHARACTERS = 2000
# Stacked marks beyond this are a flood, not writing (pointed Hebrew and Vedic need four).
MAX_MARKS = 6
MAX_ISOLATE_DEPTH = 16

SOFT_HYPHEN = "\u00ad"
FSI, LRI, RLI, PDI = "\u2068", "\u2066", "\u2067", "\u2069"
ISOLATE_STARTS = frozenset((FSI, LRI, RLI))
_AS_ISOLATE = {
    "\u202a": LRI,
    "\u202b": RLI,
    "\u202d": FSI,
    "\u202e": FSI,
    "\u202c": PDI,
} | {mark: mark for mark in (FSI, LRI, RLI, PDI)}
_NEW_LINES = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[ \t]+")
# Format characters that mean something to shaping, breaking or order; all others are dropped.
_KEPT_FORMATS = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2060\u00ad") | _AS_ISOLATE.keys()
# England, Scotland, Wales: a black flag and invisible letters, which elsewhere are dropped.
_REGION_FLAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)")
_JOINERS = "\u200c\u200d"
_FORMAT_FLOOD = re.compile("([\u200b-\u200f\u061c\u2060\u00ad])\\1+")


def isolate(text: str) -> str:
    """The text as a unit of its own direction inside any other text (UAX #9 FSI … PDI)."""
    return f"{FSI}{text}{PDI}"


@lru_cache(maxsize=1024)
def clean_paragraphs(text: str) -> tuple[str, ...]:
    """The text's lines as the author broke them, cleaned; at most one empty between others.

    Raises TextRefused for lone surrogates and for more than MAX_CHARACTERS.
    """
    if len(text) > MAX_CHARACTERS:
        raise TextRefused(
            f"text of {len(text)} characters", allowed=f"at most {MAX_CHARACTERS} characters"
        )
    lines = [_clean_line(line) for line in _NEW_LINES.split(text)]
    follows = [True, *(not line for line in lines[:-1])]
    lines = [
        line for line, after_empty in zip(lines, follows, strict=True) if line or not after_empty
    ]
    return tuple(lines[:-1] if lines and not lines[-1] else lines)


def _clean_line(line: str) -> str:
    # The split leaves what the pattern matched at the odd places.
    parts = _REGION_FLAGS.split(line)
    parts[::2] = ("".join(c for c in part if _is_kept(c)) for part in parts[::2])
    kept = "".join(parts)
    kept = _FORMAT_FLOOD.sub(r"\1", _SPACES.sub(" ", kept)).strip(f" {SOFT_HYPHEN}")
    return _balanced(_thinned(kept))


def _is_kept(character: str) -> bool:
    category = unicodedata.category(character)
    if character in "\ufffc\ufffd":
        raise TextRefused(
            f"U+{ord(character):04X} stands for something that was lost", allowed="the true text"
        )
    if category == "Cs":
        raise TextRefused(
            f"a lone surrogate U+{ord(character):04X}", allowed="well-formed Unicode text"
        )
    if category == "Cc":
        return character == "\t"
    return category != "Cf" or character in _KEPT_FORMATS or not _is_invisible(character)


def _is_invisible(character: str) -> bool:
    # Arabic number signs and the like are Cf, yet drawn.
    return not ("\u0600" <= character <= "\u0605" or character in "\u06dd\u070f\u08e2")


def _thinned(line: str) -> str:
    if line.isascii():
        return line
    kept: list[str] = []
    marks, based = 0, False
    for character in line:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category[0] != "M" and character not in _JOINERS:
            based = character != " " and category != "Cf"
        # A mark on nothing would be drawn on whatever stands beside the text.
        if marks <= MAX_MARKS and (based or category[0] != "M"):
            kept.append(character)
    return "".join(kept)


def _balanced(line: str) -> str:
    if not any(character in _AS_ISOLATE for character in line):
        return line
    kept: list[str] = []
    open_isolates = skipped = 0
    for character in (_AS_ISOLATE.get(c, c) for c in line):
        if character in ISOLATE_STARTS:
            if open_isolates >= MAX_ISOLATE_DEPTH:
                skipped += 1
                continue
            open_isolates += 1
        elif character == PDI:
            if skipped or not open_isolates:
                skipped = max(0, skipped - 1)
                continue
            open_isolates -= 1
        kept.append(character)
    return "".join(kept) + PDI * open_isolates
