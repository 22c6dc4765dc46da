"""Text + style + locale + box → lines of placed glyphs, and glyphs → masks."""

from templates.text.block import JoinAudit, JoinDifference, TextBlock, TextLine
from templates.text.clean import isolate
from templates.text.errors import (
    FontUnreadable,
    TextError,
    TextOverflow,
    TextRefused,
    TextUncovered,
    UnknownFont,
)
from templates.text.fit import fit_text
from templates.text.font_file import Axis, FontFile
from templates.text.library import FontLibrary
from templates.text.raster import rasterise
from templates.text.raster_color import rasterise_color
from templates.text.script import text_direction
from templates.text.split import Part, split_line
from templates.text.style import Align, Case, Direction, Overflow, TextStyle

__all__ = [
    "Align",
    "Axis",
    "Case",
    "Direction",
    "FontFile",
    "FontLibrary",
    "FontUnreadable",
    "JoinAudit",
    "JoinDifference",
    "Overflow",
    "Part",
    "TextBlock",
    "TextError",
    "TextLine",
    "TextOverflow",
    "TextRefused",
    "TextStyle",
    "TextUncovered",
    "UnknownFont",
    "fit_text",
    "isolate",
    "rasterise",
    "rasterise_color",
    "split_line",
    "text_direction",
]
