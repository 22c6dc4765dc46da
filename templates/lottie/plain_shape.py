"""A layer that is one plain shape → its outline: what may serve as a window for a lifted layer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from templates.lottie.property import Values, read_property

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainShape:
    """A rectangle or an ellipse in its layer's pixels: left, top, width, height.

    radius: of a rectangle's corners. color: #rrggbb of its fill.
    """

    rect: Rect
    radius: float = 0.0
    ellipse: bool = False
    color: str = "#000000"


def plain_shape(layer: Mapping[str, Any]) -> PlainShape | None:
    """The one still, filled rectangle or ellipse that a solid or shape layer draws, else None."""
    if layer.get("ty") == 1:
        return _solid(layer)
    if layer.get("ty") != 4 or layer.get("masksProperties"):
        return None
    items = list(_items(layer.get("shapes", [])))
    kinds = [item.get("ty") for item in items]
    outlines = [item for item in items if item.get("ty") in ("rc", "el")]
    fills = [item for item in items if item.get("ty") == "fl"]
    moves = [item for item in items if item.get("ty") == "tr"]
    if len(outlines) != 1 or len(fills) != 1 or set(kinds) - {"rc", "el", "fl", "tr"}:
        return None
    if not all(_in_place(move) for move in moves) or not _opaque(fills[0]):
        return None
    return _outline(outlines[0], moves, hex_color(_still(fills[0].get("c"), (0.0, 0.0, 0.0))))


def hex_color(channels: Values | None) -> str:
    """Channels 0-1 as #rrggbb."""
    three = (*(channels or ()), 0.0, 0.0, 0.0)[:3]
    return "#" + "".join(f"{round(min(max(part, 0.0), 1.0) * 255):02x}" for part in three)


def _solid(layer: Mapping[str, Any]) -> PlainShape | None:
    width, height, color = layer.get("sw"), layer.get("sh"), layer.get("sc")
    if not isinstance(width, int | float) or not isinstance(height, int | float):
        return None
    known = isinstance(color, str) and len(color) == 7 and color.startswith("#")
    shown = str(color).lower() if known else "#000000"
    return PlainShape(rect=(0.0, 0.0, float(width), float(height)), color=shown)


def _items(shapes: Any) -> Iterator[Mapping[str, Any]]:
    for item in shapes if isinstance(shapes, list) else ():
        if isinstance(item, Mapping) and not item.get("hd"):
            yield from _items(item.get("it")) if item.get("ty") == "gr" else (item,)


def _outline(
    item: Mapping[str, Any], moves: list[Mapping[str, Any]], color: str
) -> PlainShape | None:
    size, center = _still(item.get("s"), ()), _still(item.get("p"), (0.0, 0.0))
    radius = _still(item.get("r"), (0.0,))
    if size is None or center is None or radius is None or len(size) < 2 or len(center) < 2:
        return None
    x, y = center[0], center[1]
    for move in moves:
        position = _still(move.get("p"), (0.0, 0.0)) or (0.0, 0.0)
        anchor = _still(move.get("a"), (0.0, 0.0)) or (0.0, 0.0)
        x, y = x + position[0] - anchor[0], y + position[1] - anchor[1]
    return PlainShape(
        rect=(x - size[0] / 2, y - size[1] / 2, size[0], size[1]),
        radius=min(radius[0], size[0] / 2, size[1] / 2),
        ellipse=item["ty"] == "el",
        color=color,
    )


def _in_place(move: Mapping[str, Any]) -> bool:
    """Whether a group is only shifted."""
    shifts = (_still(move.get("p"), (0.0, 0.0)), _still(move.get("a"), (0.0, 0.0)))
    plain = (
        _still(move.get("s"), (100.0, 100.0)) in ((100.0, 100.0), (100.0, 100.0, 100.0))
        and _still(move.get("r"), (0.0,)) == (0.0,)
        and _still(move.get("o"), (100.0,)) == (100.0,)
    )
    return plain and None not in shifts


def _opaque(fill: Mapping[str, Any]) -> bool:
    return _still(fill.get("o"), (100.0,)) == (100.0,) and _still(fill.get("c"), (0.0,)) is not None


def _still(value: Any, default: Values) -> Values | None:
    """A property's value; None when it moves."""
    found = read_property(value, default)
    return found.keys[0].value if found.still else None
