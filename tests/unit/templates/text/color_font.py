"""A colour font drawn for the tests: a red disc, a half-clear blue one, and both joined."""

from pathlib import Path
from typing import Any

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

EM = 1000
RED, BLUE = "\U0001f534", "\U0001f535"
PAIR = f"{RED}\u200d{BLUE}"
_GLYPHS = (".notdef", "red", "blue", "pair", "zwj", "vs16", "square", "small")
_JOINED = "feature ccmp { sub red zwj blue by pair; } ccmp;"
# Layers as (outline, palette index); 0xFFFF is the text's own colour.
_V0 = {"red": [("square", 0)], "blue": [("square", 1)], "pair": [("square", 0), ("small", 0xFFFF)]}
_V1 = {
    "red": {
        "Format": 10,
        "Glyph": "square",
        "Paint": {
            "Format": 4,
            "ColorLine": {
                "Extend": "pad",
                "ColorStop": [
                    {"StopOffset": 0.0, "PaletteIndex": 0, "Alpha": 1.0},
                    {"StopOffset": 1.0, "PaletteIndex": 1, "Alpha": 1.0},
                ],
            },
            "x0": 0,
            "y0": 0,
            "x1": 800,
            "y1": 0,
            "x2": 0,
            "y2": 800,
        },
    }
}


def write_color_font(path: Path, *, layers: dict[str, Any] | None = None) -> Path:
    """The font as a file of family “Test Colour”: COLRv0, or COLRv1 with `gradient`."""
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(_GLYPHS))
    cmap = {0x1F534: "red", 0x1F535: "blue", 0x200D: "zwj", 0xFE0F: "vs16"}
    builder.setupCharacterMap(cmap)
    outlines = {name: _square(0) for name in _GLYPHS}
    outlines |= {"square": _square(800), "small": _square(400)}
    outlines |= {name: _square(800) for name in ("red", "blue", "pair")}
    builder.setupGlyf(outlines)
    builder.setupHorizontalMetrics(dict.fromkeys(_GLYPHS, (EM, 0)))
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Test Colour", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=900, usWinAscent=900, usWinDescent=200)
    builder.setupPost()
    addOpenTypeFeaturesFromString(builder.font, _JOINED)
    builder.setupCPAL([[(1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0, 0.5)]])
    builder.setupCOLR(_V0 if layers is None else layers)
    builder.save(path)
    return path


def gradients() -> dict[str, Any]:
    """Layers of version 1: the red glyph runs from red to half-clear blue."""
    return dict(_V1)


def _square(side: int) -> Any:
    pen = TTGlyphPen(None)
    if side:
        pen.moveTo((0, 0))
        pen.lineTo((0, side))
        pen.lineTo((side, side))
        pen.lineTo((side, 0))
        pen.closePath()
    return pen.glyph()
