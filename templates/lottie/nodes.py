"""Lifted layers and slices → nodes of template.yaml, lengths in u."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from templates.lottie.movement import Moments, Rect, Resting
from templates.lottie.plain_shape import PlainShape
from templates.lottie.texts import TextDesign

Node = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scale:
    """From the comp's pixels to u, a hundredth of its short side."""

    width: float
    height: float

    @property
    def per_px(self) -> float:
        """u in a pixel."""
        return 100 / min(self.width, self.height)

    def length(self, pixels: float) -> float:
        """Pixels in u, in thousandths."""
        return _tidy(pixels * self.per_px)

    def placed(self, rect: Rect) -> Node:
        """A rectangle as an absolute node's properties."""
        x, y, width, height = rect
        return {
            "position": "absolute",
            "inset": [self.length(y), "auto", "auto", self.length(x)],
            "width": self.length(width),
            "height": self.length(height),
        }


def text_node(
    name: str, slot: str, design: TextDesign, resting: Resting, *, style: str, scale: Scale
) -> Node:
    """A text: what hangs on a point stays there in every script, a box's text may change sides."""
    node: Node = {"id": name, "kind": "text", "slot": slot, "style": style, "color": design.color}
    if design.stroke is not None and design.stroke_width > 0:
        width = design.stroke_width * (resting.scales[0] * resting.scales[1]) ** 0.5
        node |= {"stroke": design.stroke, "stroke_width": min(scale.length(width), 20.0)}
    node["text_align"] = design.align
    node |= scale.placed(resting.rect)
    node["baseline"] = _tidy(design.baseline, 5)
    if design.point or design.align == "end":
        node["mirror"] = False
    return node | _moving(resting, scale)


def picture_node(
    name: str, slot: str, resting: Resting, *, window: PlainShape | None, scale: Scale
) -> Node:
    """A picture that fills its box, or the plain shape it is seen through."""
    node: Node = {"id": name, "kind": "picture", "slot": slot, "fit": "cover"}
    node |= scale.placed(resting.rect)
    if window is not None and window.ellipse:
        node["radius"] = "50%"
    elif window is not None and window.radius:
        node["radius"] = scale.length(window.radius * resting.scales[0])
    return node | _moving(resting, scale)


def window_node(name: str, rect: Rect, child: Node, *, scale: Scale) -> Node:
    """A still rectangle beyond which `child`, placed in the whole, is not seen."""
    x, y, _, _ = rect
    top, _, _, start = child["inset"]
    inset = [_tidy(top - scale.length(y)), "auto", "auto", _tidy(start - scale.length(x))]
    inner = {**child, "inset": inset}
    return {"id": name, "kind": "box", **scale.placed(rect), "clip": True, "children": [inner]}


def lottie_node(name: str, file: str) -> Node:
    """A slice: it fills the comp."""
    node: Node = {"id": name, "kind": "lottie", "file": file, "position": "absolute"}
    return {**node, "inset": 0, "width": "100%", "height": "100%"}


def _moving(resting: Resting, scale: Scale) -> Node:
    found: Node = {}
    if resting.opacity != 1:
        found["opacity"] = _tidy(resting.opacity, 4)
    motion: dict[str, Any] = {}
    if resting.shown is not None:
        motion["shown"] = [_tidy(moment, 4) for moment in resting.shown]
    if {"scale", "rotation"} & resting.tracks.keys():
        motion["pivot"] = [_tidy(share, 5) for share in resting.pivot]
    for name, moments in resting.tracks.items():
        motion[name] = _keys(name, moments, scale)
    return {**found, "motion": motion} if motion else found


def _keys(name: str, moments: Moments, scale: Scale) -> list[Mapping[str, Any]]:
    keys: list[Mapping[str, Any]] = []
    for index, moment in enumerate(moments):
        key: dict[str, Any] = {"t": _tidy(moment.t_s, 4)}
        if name == "offset":
            key |= {"x": scale.length(moment.value[0]), "y": scale.length(moment.value[1])}
        else:
            key["value"] = _tidy(moment.value[0], 4)
        if index:
            ease = moment.ease
            numbers = [f"{_tidy(n, 4):g}" for n in (ease.x1, ease.y1, ease.x2, ease.y2)]
            linear = (ease.x1, ease.x2) == (ease.y1, ease.y2)
            key["ease"] = "linear" if linear else f"cubic-bezier({', '.join(numbers)})"
        keys.append(key)
    return keys


def _tidy(number: float, digits: int = 3) -> float:
    return round(number, digits) + 0.0
