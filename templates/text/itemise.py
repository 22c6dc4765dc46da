"""Paragraph → runs of one level, one script and one font, in logical order."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from templates.text.bidi import bidi_levels
from templates.text.coverage import choose_fonts
from templates.text.emoji import EMOJI_SCRIPT
from templates.text.errors import TextUncovered
from templates.text.font_file import FontFile
from templates.text.library import FontLibrary
from templates.text.script import locale_script, text_scripts
from templates.text.stacks import emoji_stack, font_stack
from templates.text.style import Direction, TextStyle


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """Where a run's glyphs come from: the font with its axes, script and language."""

    font: FontFile
    axes: tuple[tuple[str, float], ...]
    script: str
    language: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Characters start … end of a paragraph that are shaped together."""

    start: int
    end: int
    level: int
    setting: Setting


def itemise(
    text: str, *, style: TextStyle, locale: str, direction: Direction, fonts: FontLibrary
) -> tuple[Item, ...]:
    """The runs of one cleaned paragraph. Raises TextUncovered, UnknownFont."""
    levels = bidi_levels(text, base_level=int(direction is Direction.RTL))
    home = locale_script(locale)
    scripts = text_scripts(text, default=home)
    files = _font_files(text, scripts, style=style, locale=locale, fonts=fonts)
    settings = {
        (font, script): Setting(
            font=font,
            axes=font.settings(wght=style.weight, wdth=style.width, opsz=style.size_px),
            script=script,
            language=locale if script == home else "",
        )
        for font, script in set(zip(files, scripts, strict=True))
    }
    per_character = [settings[key] for key in zip(files, scripts, strict=True)]
    return tuple(
        Item(start=start, end=end, level=levels[start], setting=per_character[start])
        for start, end in _stretches(list(zip(levels, per_character, strict=True)))
    )


def _font_files(
    text: str, scripts: Sequence[str], *, style: TextStyle, locale: str, fonts: FontLibrary
) -> list[FontFile]:
    chosen: dict[int, FontFile] = {}
    uncovered: list[str] = []
    for script in dict.fromkeys(scripts):
        spans = [span for span in _stretches(scripts) if scripts[span[0]] == script]
        families = (
            emoji_stack(style.families, in_color=fonts.color_families())
            if script == EMOJI_SCRIPT
            else font_stack(style.families, script=script, locale=locale)
        )
        stack = _stack_files(families, style, fonts)
        found, missing = choose_fonts(text, spans, stack=stack, covers=fonts.covers)
        chosen.update(found)
        uncovered += missing
    if uncovered:
        raise TextUncovered(uncovered)
    return [chosen[i] for i in range(len(text))]


def _stack_files(families: Sequence[str], style: TextStyle, fonts: FontLibrary) -> list[FontFile]:
    held = set(fonts.families())
    # A wanted family that is unknown is the author's error; an absent fall-back is not.
    usable = [f for f in families if f in held or f in style.families]
    return [fonts.find(family, weight=style.weight) for family in usable]


def _stretches(values: Sequence[object]) -> list[tuple[int, int]]:
    """Start and end of each stretch of equal neighbours."""
    starts = [i for i in range(len(values)) if i == 0 or values[i] != values[i - 1]]
    return list(pairwise([*starts, len(values)]))
