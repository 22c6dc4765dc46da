"""Run of characters → glyphs with advances, in em (HarfBuzz)."""

from dataclasses import dataclass

import uharfbuzz as hb

from templates.text.errors import TextUncovered
from templates.text.itemise import Item
from templates.text.library import UNITS_PER_EM, FontLibrary
from templates.text.metrics import script_scale
from templates.text.script import JOINED_SCRIPTS

# Nothing that the text does not hold is drawn.
_FLAGS = hb.BufferFlags.DO_NOT_INSERT_DOTTED_CIRCLE
# What HarfBuzz puts for what is invisible, dropped here. Its own flag for that takes the glyph but
# not its advance away, so that marks placed across it (lamed, patah, U+034F, hiriq) stray.
_INVISIBLE = 0xFFFFFFFF
_MISSING = 0
_SPACED_OUT = {"liga": False, "clig": False}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShapedGlyph:
    """A glyph: id, first character it stands for, advance and offsets (y up) in em."""

    id: int
    cluster: int
    advance: float
    dx: float
    dy: float


@dataclass(frozen=True, kw_only=True, slots=True)
class ShapedItem:
    """An item's glyphs from left to right; `scale`: its em beside the text's nominal em.

    spacing: em added after each cluster.
    """

    item: Item
    glyphs: tuple[ShapedGlyph, ...]
    scale: float
    spacing: float


def shape_item(text: str, item: Item, *, letter_spacing: float, fonts: FontLibrary) -> ShapedItem:
    """Shape characters of `text`, a paragraph or a line, which lends its context.

    Raises TextUncovered when the font draws a missing-glyph box after all.
    """
    setting = item.setting
    buffer = hb.Buffer()
    buffer.add_str(text, item.start, item.end - item.start)
    buffer.direction = "rtl" if item.level % 2 else "ltr"
    buffer.script = setting.script
    buffer.language = setting.language or "und"
    buffer.flags = _FLAGS | _edges(text, item)
    buffer.invisible_glyph = _INVISIBLE
    spacing = 0.0 if setting.script in JOINED_SCRIPTS else letter_spacing
    features = _SPACED_OUT if spacing else None
    hb.shape(fonts.font(setting.font, setting.axes), buffer, features)
    boxes = [text[info.cluster] for info in buffer.glyph_infos if info.codepoint == _MISSING]
    if boxes:
        raise TextUncovered(boxes)
    scale = script_scale(setting.script)
    em = scale / UNITS_PER_EM
    return ShapedItem(
        item=item,
        glyphs=tuple(
            ShapedGlyph(
                id=info.codepoint,
                cluster=info.cluster,
                advance=position.x_advance * em,
                dx=position.x_offset * em,
                dy=position.y_offset * em,
            )
            for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
            if info.codepoint != _INVISIBLE
        ),
        scale=scale,
        spacing=spacing,
    )


def _edges(text: str, item: Item) -> int:
    flags = hb.BufferFlags.BOT if item.start == 0 else 0
    return flags | (hb.BufferFlags.EOT if item.end == len(text) else 0)
