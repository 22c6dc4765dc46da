"""A text layer → a text node, its style and the words it says by default.

Text documents: https://lottie.github.io/lottie-spec/ ("Text Document"); point text stands on its
first baseline at the layer's origin, box text in `sz` at `ps`.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from templates.lottie.document import Plain
from templates.lottie.liftable import text_document
from templates.lottie.movement import Rect
from templates.lottie.plain_shape import hex_color
from templates.lottie.property import read_property

_WEIGHTS = (
    ("thin", 100),
    ("hairline", 100),
    ("extralight", 200),
    ("ultralight", 200),
    ("semibold", 600),
    ("demibold", 600),
    ("demi", 600),
    ("extrabold", 800),
    ("ultrabold", 800),
    ("heavy", 800),
    ("black", 900),
    ("light", 300),
    ("medium", 500),
    ("bold", 700),
)
_SERIF = ("serif", "times", "georgia", "garamond", "baskerville", "bodoni", "didot", "playfair")
_ALIGN = {0: "start", 1: "end", 2: "center", 3: "start", 4: "end", 5: "center"}
# A text may shrink to this before it is cut: translations and names are longer.
_LEAST = 0.45
# What a font without an ascent of its own rises above its baseline, in em.
_ASCENT = 0.72
# A point text is as wide as the picture lets it be, but for so much of its width at the edge.
_EDGE = 0.04

# The width, in em, of a line of words in a family and weight.
WidthOf = Callable[[str, str, int], float]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextDesign:
    """A text layer's design, lengths in its own pixels.

    rect: where it may be. baseline: of the first line, as a share of the rect's height. point:
    whether it hangs on a point instead of filling a box.
    """

    words: str
    families: tuple[str, ...]
    weight: int
    size: float
    line: float
    spacing: float
    upper: bool
    lines: int
    color: str
    stroke: str | None
    stroke_width: float
    align: str
    rect: Rect
    baseline: float
    point: bool
    notes: tuple[str, ...]


def text_design(
    layer: Plain,
    fonts: Mapping[str, Mapping[str, Any]],
    *,
    families: Collection[str],
    room: tuple[float, float],
    width_em: WidthOf,
) -> TextDesign:
    """The design of a text layer.

    fonts: the export's by name. families: those that can be had here. room: how far a point text
    may reach left and right of its origin, in the layer's pixels. width_em: of a line.
    """
    document = text_document(layer)
    font = fonts.get(str(document.get("f")), {})
    size = _number(document.get("s"), 40.0)
    family, notes = _family(font, families)
    weight = _weight(font)
    pitch = _number(document.get("lh"), size * 1.2) or size * 1.2
    words = re.sub(r"[\r\n\x03]+", "\n", str(document.get("t", ""))).strip()
    lines = words.count("\n") + 1
    align = _ALIGN.get(int(_number(document.get("j"), 0)), "start")
    raised = _number(document.get("ls"), 0.0)
    box, corner = document.get("sz"), document.get("ps")
    boxed = _pair(box)
    if boxed is not None and min(boxed) > 0:
        left, top = _pair(corner) or (0.0, 0.0)
        ascent = _number(font.get("ascent"), _ASCENT * 100) / 100 or _ASCENT
        rect = (left, top, *boxed)
        baseline = (ascent * size - raised) / boxed[1]
        lines = max(lines, round(boxed[1] / pitch))
    else:
        # What was broken by hand breaks there again: no wider than its widest line.
        widest = room[0] + room[1]
        if lines > 1:
            hair = 1.01 * size
            widest = hair * max(width_em(line, family, weight) for line in words.split("\n"))
        rect = _point_rect(align, size, pitch * lines, room, widest=widest)
        baseline = (-rect[1] - raised) / rect[3]
    return TextDesign(
        words=" ".join(words.split()),
        families=(family,),
        weight=weight,
        size=size,
        line=min(max(pitch / size, 0.7), 3.0),
        spacing=min(max(_number(document.get("tr"), 0.0) / 1000, -0.2), 1.0),
        upper=document.get("ca") == 1,
        lines=min(lines, 12),
        color=_color(document.get("fc")),
        stroke=_color(document.get("sc")) if document.get("sc") else None,
        stroke_width=_number(document.get("sw"), 0.0),
        align=align,
        rect=rect,
        baseline=baseline,
        point=boxed is None,
        notes=notes,
    )


def style_of(design: TextDesign, *, scale: float) -> dict[str, Any]:
    """The named style of template.yaml; scale: from the layer's pixels to u."""
    size = min(design.size * scale, 80)
    style: dict[str, Any] = {
        "families": list(design.families),
        "weight": design.weight,
        "size": round(size, 3),
        "min": round(size * _LEAST, 3),
        "line": round(design.line, 3),
        "lines": design.lines,
    }
    if design.spacing:
        style["spacing"] = round(design.spacing, 4)
    if design.upper:
        style["case"] = "upper"
    return style


def _point_rect(
    align: str, size: float, height: float, room: tuple[float, float], *, widest: float
) -> Rect:
    left, right = (max(min(side, widest), size) for side in room)
    x, width = {
        "start": (0.0, right),
        "end": (-left, left),
        "center": (-min(left, right, widest / 2), 2 * min(left, right, widest / 2)),
    }[align]
    # High enough for what any script stacks, so that only the width makes it smaller.
    return (x, -1.4 * size, width, 1.4 * size + 1.3 * height)


def point_room(origin: float, scale: float, width: float) -> tuple[float, float]:
    """How far a text may reach left and right of a place in a picture of that width."""
    edge = _EDGE * width
    return (origin - edge) / scale, (width - edge - origin) / scale


def _family(font: Mapping[str, Any], families: Collection[str]) -> tuple[str, tuple[str, ...]]:
    wanted = str(font.get("fFamily") or "")
    plain = {_plain(name): name for name in families}
    if _plain(wanted) in plain:
        return plain[_plain(wanted)], ()
    serif = any(word in _plain(wanted) for word in _SERIF) and "sans" not in _plain(wanted)
    instead = "Fraunces" if serif and "Fraunces" in families else "Noto Sans"
    if not wanted:
        return instead, (f"set in {instead}: the export names no family",)
    return instead, (f"set in {instead}: there is no family {wanted!r} here",)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _color(value: Any) -> str:
    return hex_color(read_property({"k": value}, (0.0, 0.0, 0.0)).keys[0].value)


def _weight(font: Mapping[str, Any]) -> int:
    style = _plain(str(font.get("fStyle") or ""))
    return next((weight for word, weight in _WEIGHTS if word in style), 400)


def _number(value: Any, default: float) -> float:
    found = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if found else default


def _pair(value: Any) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    return _number(value[0], 0.0), _number(value[1], 0.0)
