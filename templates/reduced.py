"""A Scene → the same Scene in fewer pixels: nothing is set or laid out anew, only drawn smaller."""

from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from templates.motion import Track
from templates.scene import (
    Box,
    Carrier,
    Glyph,
    PictureLayer,
    Scene,
    Shadow,
    Tracks,
    VideoLayer,
)

# Lengths say so by their names (`radius_px`); these kinds hold lengths under plain names.
_LENGTHS: dict[type, frozenset[str]] = {
    Box: frozenset({"x", "y", "width", "height"}),
    Carrier: frozenset({"pivot"}),
    Glyph: frozenset({"x", "y"}),
    Shadow: frozenset({"dx", "dy", "sigma_px"}),
}
# Of the picture's own file, whatever size it is drawn at.
_KEPT: dict[type, frozenset[str]] = {
    PictureLayer: frozenset({"crop", "extent"}),
    VideoLayer: frozenset({"crop"}),
}


def reduced(scene: Scene, factor: float) -> Scene:
    """The scene at `factor` (0-1] of its width and height, cut to whole even pixels.

    Cut and not rounded: what fills the picture still does.
    """
    return replace(
        scene,
        layers=_scaled(scene.layers, factor),
        width_px=max(2, int(scene.width_px * factor / 2) * 2),
        height_px=max(2, int(scene.height_px * factor / 2) * 2),
    )


def _scaled(part: Any, factor: float) -> Any:
    if isinstance(part, tuple):
        return tuple(_scaled(item, factor) for item in part)
    if isinstance(part, Tracks):
        offset = part.offset and _moved(part.offset, factor)
        return replace(part, offset=offset)
    if not is_dataclass(part) or isinstance(part, type | Track):
        return part
    changes: dict[str, Any] = {}
    for name, is_length in _names(type(part)):
        value = getattr(part, name)
        if is_length:
            changes[name] = _shorter(value, factor)
        elif isinstance(value, tuple) or is_dataclass(value):
            changes[name] = _scaled(value, factor)
    return replace(part, **changes) if changes else part


def _shorter(length: Any, factor: float) -> Any:
    """A length, a point or nothing, at `factor`."""
    if isinstance(length, tuple):
        return tuple(part * factor for part in length)
    return None if length is None else length * factor


@lru_cache(maxsize=256)
def _names(kind: type) -> tuple[tuple[str, bool], ...]:
    """The fields of a kind that may change, and whether they are lengths themselves."""
    lengths, kept = _LENGTHS.get(kind, frozenset()), _KEPT.get(kind, frozenset())
    return tuple(
        (field.name, field.name in lengths or field.name.endswith("_px"))
        for field in fields(kind)
        if field.name not in kept
    )


def _moved(track: Track, factor: float) -> Track:
    return Track(
        keyframes=tuple(
            replace(key, value=tuple(length * factor for length in key.value))
            for key in track.keyframes
        )
    )
