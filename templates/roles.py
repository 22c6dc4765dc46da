"""A palette → colour roles whose texts keep their contrast (WCAG 2.2, 1.4.3: 4.5:1)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from templates.color import Oklch, contrast, readable, to_color, to_oklch
from templates.pictures.facts import Swatch
from templates.scene import Color

ROLES: tuple[str, ...] = (
    "background",
    "surface",
    "text",
    "muted",
    "accent",
    "on_accent",
    "glow",
    "ink",
    "paper",
)
# Whatever the artwork.
FIXED_ROLES = frozenset({"ink", "paper"})
SCHEMES: tuple[str, ...] = ("dark", "light", "vivid")
TEXT_CONTRAST = 4.5

_INK = Color(red=14, green=15, blue=20)
_PAPER = Color(red=250, green=249, blue=246)
_GRAY = 0.035


def color_roles(scheme: str, *, palette: Sequence[Swatch], brand: Color) -> Mapping[str, Color]:
    """A colour for each of ROLES; `brand` stands in where the palette has no colour of its own.

    text, muted and accent reach 4.5:1 on background and on surface; on_accent on accent. glow
    is the liveliest tone of the artwork, for fields and light, and promises nothing to text.
    """
    return _roles(scheme, tuple(palette), brand)


@lru_cache(maxsize=256)
def _roles(scheme: str, palette: tuple[Swatch, ...], brand: Color) -> Mapping[str, Color]:
    key, second = _leading(palette, to_oklch(brand))
    match scheme:
        case "light":
            roles = _light(key, second)
        case "vivid":
            # A poster of grays is mud: without a colour of its own the artwork stands on the
            # brand's, with its own gray beside it.
            gray = key.chroma < _GRAY
            roles = _vivid(second, key) if gray else _vivid(key, second)
        case _:
            roles = _dark(key, second)
    return MappingProxyType({**roles, "ink": _INK, "paper": _PAPER})


def best_on(color: Color) -> Color:
    """Ink or paper, whichever is read better on a colour, made darker or lighter up to 4.5:1."""
    tone = max(_INK, _PAPER, key=lambda tone: contrast(tone, color))
    return readable(to_oklch(tone), on=color, ratio=TEXT_CONTRAST)


def _leading(palette: Sequence[Swatch], brand: Oklch) -> tuple[Oklch, Oklch]:
    """The picture's own colour, and another hue of it that can stand against the first."""
    colors = [(to_oklch(swatch.color), swatch.share) for swatch in palette]
    lively = [(color, share) for color, share in colors if color.chroma >= _GRAY]
    if not lively:
        return Oklch(lightness=0.5, chroma=0.02, hue=brand.hue), brand
    key = max(lively, key=lambda found: found[1] ** 0.5 * (found[0].chroma + 0.02))[0]
    others = [
        (color, share)
        for color, share in lively
        if _hue_distance(color, key) > 28 and share > 0.015
    ]
    if not others:
        return key, key
    second = max(
        others,
        key=lambda found: (
            found[0].chroma * found[1] ** 0.25 * min(_hue_distance(found[0], key), 120)
        ),
    )[0]
    return key, second


def _dark(key: Oklch, second: Oklch) -> dict[str, Color]:
    background = to_color(_tone(key, lightness=0.19, chroma=0.055))
    surface = to_color(_tone(key, lightness=0.28, chroma=0.07))
    text = readable(_tone(key, lightness=0.985, chroma=0.012), on=surface, ratio=7)
    muted = readable(_tone(key, lightness=0.86, chroma=0.035), on=surface, ratio=TEXT_CONTRAST + 1)
    accent = readable(_bright(second), on=surface, ratio=TEXT_CONTRAST)
    return {
        "background": background,
        "surface": surface,
        "text": text,
        "muted": muted,
        "accent": accent,
        "on_accent": readable(_tone(second, lightness=0.2, chroma=0.05), on=accent, ratio=6),
        "glow": to_color(_tone(key, lightness=0.55, chroma=max(key.chroma, 0.06))),
    }


def _light(key: Oklch, second: Oklch) -> dict[str, Color]:
    """Paper tinted by the picture, ink of its hue, and an accent of its other one."""
    background = to_color(_tone(key, lightness=0.96, chroma=0.022))
    surface = to_color(_tone(key, lightness=0.91, chroma=0.044))
    accent = readable(_deep(second), on=surface, ratio=TEXT_CONTRAST)
    return {
        "background": background,
        "surface": surface,
        "text": readable(_tone(key, lightness=0.23, chroma=0.075), on=surface, ratio=7),
        "muted": readable(
            _tone(key, lightness=0.43, chroma=0.065), on=surface, ratio=TEXT_CONTRAST
        ),
        "accent": accent,
        "on_accent": readable(_tone(second, lightness=0.985, chroma=0.01), on=accent, ratio=4.5),
        "glow": to_color(_tone(key, lightness=0.79, chroma=max(key.chroma, 0.12))),
    }


def _vivid(key: Oklch, second: Oklch) -> dict[str, Color]:
    """A poster's field of one strong colour: light hues stay light, deep ones go deep."""
    chroma = min(max(key.chroma * 1.25, 0.03 if key.chroma < _GRAY else 0.13), 0.2)
    field = to_color(_tone(key, lightness=_field_lightness(key), chroma=chroma))
    light_field = contrast(field, _INK) >= contrast(field, _PAPER)
    lightness = 0.17 if light_field else 0.985
    text = readable(_tone(key, lightness=lightness, chroma=0.03), on=field, ratio=6)
    shade = to_oklch(field)
    step = 0.06 if light_field else -0.06
    surface = to_color(_tone(shade, lightness=shade.lightness + step, chroma=shade.chroma))
    accent = text
    return {
        "background": field,
        "surface": surface,
        "text": text,
        "muted": readable(
            _tone(key, lightness=0.3 if light_field else 0.92, chroma=0.05),
            on=field,
            ratio=TEXT_CONTRAST,
        ),
        "accent": accent,
        "on_accent": readable(
            _tone(key, lightness=0.9 if light_field else 0.3, chroma=chroma), on=accent, ratio=4.5
        ),
        "glow": _against(second, field),
    }


def _field_lightness(key: Oklch) -> float:
    # Yellow, orange, green and cyan are themselves when light; red, violet and blue when deep.
    hue = key.hue % 360
    if 45 <= hue <= 230:
        return min(max(key.lightness, 0.76), 0.87)
    return min(max(key.lightness, 0.36), 0.5)


def _against(second: Oklch, field: Color) -> Color:
    chroma = max(second.chroma, 0.1)
    return readable(_tone(second, lightness=second.lightness, chroma=chroma), on=field, ratio=1.6)


def _bright(color: Oklch) -> Oklch:
    return _tone(
        color, lightness=max(color.lightness, 0.8), chroma=min(max(color.chroma, 0.11), 0.19)
    )


def _deep(color: Oklch) -> Oklch:
    """Dark enough for white words, and still a colour: a yellow that only darkens is mud."""
    hue = color.hue % 360
    warmer = 0.55 * (hue - 40) if 40 < hue < 105 else 0.0
    tone = _tone(color, lightness=0.53, chroma=max(color.chroma, 0.17))
    return replace(tone, hue=hue - warmer)


def _tone(color: Oklch, *, lightness: float, chroma: float) -> Oklch:
    # A gray stays gray: its hue is noise.
    strength = 0.25 if color.chroma < _GRAY else 1.0
    return Oklch(lightness=min(max(lightness, 0.0), 1.0), chroma=chroma * strength, hue=color.hue)


def _hue_distance(one: Oklch, other: Oklch) -> float:
    distance = abs(one.hue - other.hue) % 360
    return min(distance, 360 - distance)
