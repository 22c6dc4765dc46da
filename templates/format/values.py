"""Values as `template.yaml` writes them → typed values."""

from collections.abc import Sequence
from typing import Any

from templates.format.model import FadeModel, GradientModel, MaskModel, ShadowModel
from templates.nodes import (
    AUTO,
    ZERO,
    ColorRef,
    Edges,
    Fade,
    Fill,
    Gradient,
    Length,
    MaskRef,
    ShadowRef,
    Unit,
)


def length(value: float | str) -> Length:
    """4 → 4u, "50%" → half of the parent, "auto" → auto."""
    if value == "auto":
        return AUTO
    if isinstance(value, str):
        return Length(value=float(value.removesuffix("%")), unit=Unit.PARENT)
    return Length(value=float(value))


def edges(value: Any) -> Edges:
    """One length for all edges; [block, inline]; [top, inline, bottom]; or all four."""
    parts = (
        [length(part) for part in value]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else [length(value)]
    )
    top = parts[0]
    end = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    start = parts[3] if len(parts) > 3 else end
    return Edges(top=top, end=end, bottom=bottom, start=start)


def color(value: str) -> ColorRef:
    """`accent`, `#FF8800`, either with `/60`: sixty per cent opaque."""
    name, _, percent = value.partition("/")
    alpha = min(float(percent) / 100, 1.0) if percent else 1.0
    if name.startswith("#"):
        red, green, blue = bytes.fromhex(name[1:])
        return ColorRef(rgb=(red, green, blue), alpha=alpha)
    return ColorRef(role=name, alpha=alpha)


def fill(value: str | GradientModel) -> Fill:
    """A colour or a gradient."""
    if isinstance(value, str):
        return color(value)
    return Gradient(
        start=(value.start[0], value.start[1]),
        end=(value.end[0], value.end[1]),
        radius=value.radius if value.type == "radial" else None,
        stops=tuple((at, color(name)) for at, name in value.stops),
    )


def shadow(value: ShadowModel) -> ShadowRef:
    """A shadow with its colour parsed."""
    return ShadowRef(dx=value.x, dy=value.y, blur=value.blur, color=color(value.color))


def mask(value: MaskModel) -> MaskRef:
    """A mask with its lengths parsed."""
    return MaskRef(
        shape=value.shape,
        points=tuple((point[0], point[1]) for point in value.points or ()),
        radius=ZERO if value.radius is None else length(value.radius),
        inset=edges(value.inset) if value.inset is not None else Edges(),
        fade=_fade(value.fade) if value.fade else None,
        text=value.text,
    )


def _fade(value: FadeModel) -> Fade:
    return Fade(
        start=(value.start[0], value.start[1]),
        end=(value.end[0], value.end[1]),
        radius=value.radius if value.type == "radial" else None,
        stops=tuple(value.stops),
    )
