"""Characters and locales → scripts (ISO 15924), as far as setting text needs them."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import uharfbuzz as hb
from uniseg.derived import default_ignorable_code_point

from templates.locales import parse_locale
from templates.text.brackets import bracket_pairs
from templates.text.clean import ISOLATE_STARTS, PDI
from templates.text.emoji import EMOJI_SCRIPT, emoji_spans
from templates.text.style import Direction

# Scripts whose letters join: space between them breaks the word (CSS Text 3, 8.2).
JOINED_SCRIPTS = frozenset(
    ("Arab", "Syrc", "Mong", "Nkoo", "Adlm", "Rohg", "Mand", "Deva", "Beng", "Guru")
)
# One Japanese word mixes three scripts, which one font draws and one shaper shapes.
_MERGED = {"Hira": "Hani", "Kana": "Hani", "Bopo": "Hani"}
_OF_LOCALE = {"Jpan": "Hani", "Hans": "Hani", "Hant": "Hani", "Kore": "Hang"}


def text_direction(locale: str) -> Direction:
    """The way text of a locale runs. Raises InvalidLocale."""
    return Direction.RTL if parse_locale(locale).right_to_left else Direction.LTR


@lru_cache(maxsize=256)
def locale_script(locale: str) -> str:
    """The script a locale is written in, Han for all of Japanese and Chinese."""
    script = parse_locale(locale).script
    return _OF_LOCALE.get(script, script)


@lru_cache(maxsize=8192)
def character_script(character: str) -> str | None:
    """The character's script; None for what scripts share (digits, punctuation, marks)."""
    buffer = hb.Buffer()
    buffer.add_str(character)
    buffer.guess_segment_properties()
    script: str | None = buffer.script
    if script is None or script in ("Zyyy", "Zinh", "Zzzz"):
        return None
    return _MERGED.get(script, script)


def text_scripts(text: str, *, default: str) -> list[str]:
    """The script each character is set in: its own, else that of the text before it.

    Leading shared characters, of the text or of an isolate in it, go with what comes after
    them; a closing bracket goes with its opening one (UAX #24, 5.1); a text without letters is
    set in `default`. Emoji are a script of their own.
    """
    own = [character_script(character) for character in text]
    current = next((script for script in own if script), default)
    outer: list[str] = []
    scripts = []
    for i, script in enumerate(own):
        if text[i] in ISOLATE_STARTS:
            outer.append(current)
            current = _isolated_script(text, own, i) or current
        elif text[i] == PDI and outer:
            current = outer.pop()
        current = script or current
        scripts.append(current)
    _pair_brackets(text, own, scripts)
    for start, end in emoji_spans(text):
        scripts[start:end] = [EMOJI_SCRIPT] * (end - start)
    return scripts


def _isolated_script(text: str, own: Sequence[str | None], start: int) -> str | None:
    """The first script inside the isolate that begins at `start`."""
    depth = 0
    for i in range(start, len(text)):
        depth += (text[i] in ISOLATE_STARTS) - (text[i] == PDI)
        if own[i] or not depth:
            return own[i]
    return None


def _pair_brackets(text: str, own: Sequence[str | None], scripts: list[str]) -> None:
    if text.isascii() and "(" not in text and "[" not in text:
        return
    for start, end in bracket_pairs(text):
        scripts[end] = scripts[start]
        # What shares a script and follows the bracket goes with it, up to the next letter.
        after = end + 1
        while after < len(text) and own[after] is None:
            scripts[after] = scripts[start]
            after += 1


def is_mark(character: str) -> bool:
    """Whether the character is drawn on the one before it, or joins it to the next."""
    return unicodedata.category(character)[0] == "M" or character in "\u200c\u200d"


@lru_cache(maxsize=8192)
def is_invisible(character: str) -> bool:
    """Whether nothing is drawn for the character in any font (Default_Ignorable_Code_Point)."""
    return bool(default_ignorable_code_point(character))
