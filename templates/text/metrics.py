"""Font → the heights that lines stand on, and how scripts grow beside Latin."""

from dataclasses import dataclass, fields
from functools import lru_cache

import uharfbuzz as hb

from templates.text.library import UNITS_PER_EM

# Beside Latin of the same size, factors on (size, line height). Arabic letters are small for
# their em and stack marks above and below; the scripts of India and its east stack signs and
# subscript consonants too, by as much as their Noto fonts reach further than Latin.
_GROWTH = {
    "Arab": (1.06, 1.20),
    "Thai": (1.0, 1.15),
    "Laoo": (1.0, 1.20),
    "Khmr": (1.04, 1.30),
    "Mymr": (1.0, 1.40),
    "Deva": (1.0, 1.12),
    "Beng": (1.0, 1.15),
    "Gujr": (1.0, 1.12),
    "Guru": (1.0, 1.15),
    "Orya": (1.0, 1.12),
    "Taml": (1.0, 1.15),
    "Telu": (1.0, 1.28),
    "Knda": (1.0, 1.25),
    "Mlym": (1.0, 1.12),
    "Sinh": (1.0, 1.15),
}
# Letters whose ink bounds what the eye takes for the script's body, and how much the lower one
# counts: Arabic bowls hang far below the line, but not from every letter.
_BODY = {
    "Arab": ("ا", "ع", 0.5),
    "Hebr": ("ה", "ה", 1.0),
    "Deva": ("क", "क", 1.0),
    "Thai": ("ก", "ก", 1.0),
    "Laoo": ("ກ", "ກ", 1.0),
    "Khmr": ("ក", "ក", 1.0),
    "Mymr": ("က", "က", 1.0),
    "Beng": ("ক", "ক", 1.0),
    "Gujr": ("ક", "ક", 1.0),
    "Guru": ("ਕ", "ਕ", 1.0),
    "Orya": ("କ", "କ", 1.0),
    "Taml": ("க", "க", 1.0),
    "Telu": ("క", "క", 1.0),
    "Knda": ("ಕ", "ಕ", 1.0),
    "Mlym": ("ക", "ക", 1.0),
    "Sinh": ("ක", "ක", 1.0),
    "Hani": ("国", "国", 1.0),
    "Hang": ("한", "한", 1.0),
    "Zsye": ("😀", "😀", 1.0),
}
_LATIN_BODY = ("H", "H", 1.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class FontHeights:
    """Heights above the baseline in em (descent below it, positive); body: the visual body."""

    ascent: float = 0.0
    descent: float = 0.0
    cap_height: float = 0.0
    x_height: float = 0.0
    body_top: float = 0.0
    body_bottom: float = 0.0

    @property
    def center(self) -> float:
        """How far above the baseline the eye sees the middle of a line."""
        return (self.body_top + self.body_bottom) / 2

    def scaled(self, factor: float) -> "FontHeights":
        """The heights of the same font set larger."""
        return FontHeights(**{f.name: getattr(self, f.name) * factor for f in fields(self)})


def script_scale(script: str) -> float:
    """How much larger the script is set than Latin beside it."""
    return _GROWTH.get(script, (1.0, 1.0))[0]


def script_leading(script: str) -> float:
    """How much more line height the script needs than Latin."""
    return _GROWTH.get(script, (1.0, 1.0))[1]


@lru_cache(maxsize=512)
def font_heights(font: hb.Font, script: str) -> FontHeights:
    """Heights of a shaping font, for text of a script."""
    extents = font.get_font_extents("ltr")
    tags = hb.OTMetricsTag
    cap = font.get_metric_position_with_fallback(tags.CAP_HEIGHT)
    x = font.get_metric_position_with_fallback(tags.X_HEIGHT)
    upper, lower, share = _BODY.get(script, _LATIN_BODY)
    top, _ = _ink(font, upper) or (cap, 0)
    _, bottom = _ink(font, lower) or (cap, 0)
    return FontHeights(
        ascent=extents.ascender / UNITS_PER_EM,
        descent=-extents.descender / UNITS_PER_EM,
        cap_height=(_ink(font, "H") or (cap, 0))[0] / UNITS_PER_EM,
        x_height=x / UNITS_PER_EM,
        body_top=top / UNITS_PER_EM,
        body_bottom=bottom * share / UNITS_PER_EM,
    )


def _ink(font: hb.Font, character: str) -> tuple[int, int] | None:
    """Top and bottom of the character's nominal glyph, if the font has one."""
    glyph = font.get_nominal_glyph(ord(character))
    extents = font.get_glyph_extents(glyph) if glyph else None
    return (extents.y_bearing, extents.y_bearing + extents.height) if extents else None
