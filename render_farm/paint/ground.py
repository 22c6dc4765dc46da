"""A scene at a moment → what its layers, and all that lies below each, are known by.

A worker paints many stills that share artwork, scrims, grounds. Equal keys, equal pixels: what
has a key that was painted before is taken from a shelf.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

from render_farm.paint.raster import Raster
from render_farm.paint.state import LayerState, state_at
from render_farm.warm import WarmShelf
from templates.scene import AnyLayer, Color, Scene

RasterShelf = WarmShelf[Raster]

# Fields that say where, when and how content is shown: a LayerState holds them for a moment. Any
# other field of a layer counts as content.
_SHOWING = frozenset(
    {"name", "pivot", "in_s", "out_s", "opacity", "frame", "tracks", "carrier", "blend"}
    | {"zoom", "pan", "extent"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What something is known by, its hash taken once: that of a text goes through all glyphs."""

    told: Hashable
    digest: int

    @classmethod
    def by(cls, told: Hashable) -> "Known":
        """Known by that."""
        return cls(told, hash(told))

    def __hash__(self) -> int:
        return self.digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Known) and self.digest == other.digest and self.told == other.told


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """A layer that is seen at a moment; `raster` is what its pixels are known by."""

    layer: AnyLayer
    state: LayerState
    raster: Known


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What lies below a layer: the one under it, that one's ground, down to the background.

    Its hash is taken once, since a scene has a ground for each layer.
    """

    below: "Ground | None"
    told: Hashable
    digest: int

    @classmethod
    def on(cls, below: "Ground | None", told: Hashable) -> "Ground":
        """A ground one layer higher, or the background."""
        return cls(below, told, hash((told, below)))

    def __hash__(self) -> int:
        return self.digest

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ground) or self.digest != other.digest:
            return False
        return self.told == other.told and self.below == other.below


def seen_at(scene: Scene, at_s: float) -> tuple[Seen, ...]:
    """The layers of which something is seen, from back to front."""
    states = ((layer, state_at(layer, at_s)) for layer in scene.layers)
    return tuple(
        Seen(layer=layer, state=state, raster=_raster(scene, layer, state))
        for layer, state in states
        if state is not None
    )


def grounds(scene: Scene, cast: tuple[Seen, ...]) -> Iterator[Ground]:
    """What lies below each layer, and last the whole picture."""
    size_and_color: tuple[int, int, Color] = (scene.width_px, scene.height_px, scene.background)
    ground = Ground.on(None, size_and_color)
    yield ground
    for seen in cast:
        mode = seen.layer.blend.value
        ground = Ground.on(ground, (seen.raster, seen.state, seen.layer.frame, mode))
        yield ground


def _raster(scene: Scene, layer: AnyLayer, state: LayerState) -> Known:
    """Its content; where that is resampled, also the way it goes, and how much canvas there is."""
    kind: type = type(layer)
    content = (kind, state.look, *(getattr(layer, name) for name in content_fields(kind)))
    if state.matrix.whole_pixels:
        return Known.by(content)
    return Known.by((content, state.matrix, state.clip, scene.width_px, scene.height_px))


@lru_cache(maxsize=64)
def content_fields(kind: type) -> tuple[str, ...]:
    """The fields of a kind of layer that its raster depends on."""
    return tuple(field.name for field in fields(kind) if field.name not in _SHOWING)
