"""sRGB ↔ OKLCH, and contrast: the arithmetic of colours.

OKLab: Björn Ottosson, https://bottosson.github.io/posts/oklab/. Contrast: WCAG 2.2, 1.4.3.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

from templates.scene import Color


@dataclass(frozen=True, kw_only=True, slots=True)
class Oklch:
    """Lightness 0-1, chroma (0 to about 0.33 in sRGB), hue in degrees."""

    lightness: float
    chroma: float
    hue: float


def to_oklab(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """L, a, b of an sRGB colour with channels 0-255."""
    r, g, b = (_linear(channel) for channel in (red, green, blue))
    l_ = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    m_ = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s_ = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_,
    )


def to_oklch(color: Color) -> Oklch:
    """Lightness, chroma and hue of a colour; its alpha is dropped."""
    lightness, a, b = to_oklab(color.red, color.green, color.blue)
    return Oklch(lightness=lightness, chroma=math.hypot(a, b), hue=math.degrees(math.atan2(b, a)))


def to_color(wanted: Oklch) -> Color:
    """The sRGB colour of that lightness and hue with the most chroma, up to the one wanted."""
    low, high = 0.0, wanted.chroma
    channels = _channels(wanted, high)
    if not _in_gamut(channels):
        for _ in range(16):
            middle = (low + high) / 2
            low, high = (middle, high) if _in_gamut(_channels(wanted, middle)) else (low, middle)
        channels = _channels(wanted, low)
    red, green, blue = (round(255 * _gamma(min(max(channel, 0.0), 1.0))) for channel in channels)
    return Color(red=red, green=green, blue=blue)


def luminance(color: Color) -> float:
    """Relative luminance 0-1 (WCAG); alpha is dropped."""
    linear = _linear_levels()
    r, g, b = linear[color.red], linear[color.green], linear[color.blue]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio 1-21 (WCAG) of two opaque colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


# Checks look at hundreds of points a scene, which show few colours: to find one costs a tenth of
# making it.
@lru_cache(maxsize=4096)
def opaque(red: int, green: int, blue: int) -> Color:
    """The opaque colour with these channels, 0-255."""
    return Color(red=red, green=green, blue=blue)


def over(front: Color, back: Color) -> Color:
    """`front` laid over an opaque `back`."""
    share = front.alpha
    return opaque(
        round(front.red * share + back.red * (1 - share)),
        round(front.green * share + back.green * (1 - share)),
        round(front.blue * share + back.blue * (1 - share)),
    )


def readable(wanted: Oklch, *, on: Color, ratio: float) -> Color:
    """`wanted`, its lightness moved as little as needed to reach the contrast `ratio` on `on`."""
    for step in range(51):
        for sign in (1, -1):
            lightness = wanted.lightness + sign * step * 0.02
            if not 0 <= lightness <= 1:
                continue
            color = to_color(Oklch(lightness=lightness, chroma=wanted.chroma, hue=wanted.hue))
            if contrast(color, on) >= ratio:
                return color
    white, black = Color(red=255, green=255, blue=255), Color(red=0, green=0, blue=0)
    return max(white, black, key=lambda color: contrast(color, on))


def _channels(color: Oklch, chroma: float) -> tuple[float, float, float]:
    hue = math.radians(color.hue)
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    l_ = (color.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (color.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (color.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )


def _in_gamut(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)


def _linear(channel: float) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


@lru_cache(maxsize=1)
def _linear_levels() -> tuple[float, ...]:
    """`_linear` of every channel that a Color can have."""
    return tuple(_linear(channel) for channel in range(256))


def _gamma(share: float) -> float:
    return share * 12.92 if share <= 0.0031308 else float(1.055 * share ** (1 / 2.4) - 0.055)
