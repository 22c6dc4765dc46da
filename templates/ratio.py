"""A ratio such as `9:16` → pixels and the shape of its design."""

import re
from enum import Enum

from templates.errors import InvalidRatio

RATIOS: tuple[str, ...] = ("1:1", "4:5", "9:16", "16:9", "1.91:1")
_RATIO = re.compile(r"(\d{1,4}(?:\.\d{1,3})?):(\d{1,4}(?:\.\d{1,3})?)")
_SHORT_SIDE_PX = 1080
_WIDEST = 4.0


class Shape(Enum):
    """The designs a template tells apart; a ratio has one of them."""

    TALL = "tall"
    PORTRAIT = "portrait"
    SQUARE = "square"
    WIDE = "wide"


def pixel_size(ratio: str) -> tuple[int, int]:
    """Width and height in pixels: even, the short side 1080; `1.91:1` is 1200x628."""
    across, down = _parts(ratio)
    if (across, down) == (1.91, 1.0):
        return 1200, 628
    if across >= down:
        return _even(_SHORT_SIDE_PX * across / down), _SHORT_SIDE_PX
    return _SHORT_SIDE_PX, _even(_SHORT_SIDE_PX * down / across)


def shape_of(ratio: str) -> Shape:
    """Tall below 2:3, portrait below 9:10, square below 5:4, else wide."""
    across, down = _parts(ratio)
    aspect = across / down
    if aspect < 2 / 3:
        return Shape.TALL
    if aspect < 0.9:
        return Shape.PORTRAIT
    return Shape.SQUARE if aspect < 1.25 else Shape.WIDE


def _parts(ratio: str) -> tuple[float, float]:
    match = _RATIO.fullmatch(ratio)
    across, down = (float(match[1]), float(match[2])) if match else (0.0, 0.0)
    if not across or not down or max(across / down, down / across) > _WIDEST:
        raise InvalidRatio(
            f"{ratio!r} is not a ratio", where="ratio", allowed="W:H from 1:4 to 4:1, such as 9:16"
        )
    return across, down


def _even(length: float) -> int:
    return round(length / 2) * 2
