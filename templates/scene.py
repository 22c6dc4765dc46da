"""The Scene: everything a painter needs, complete and free of decisions.

A layer's content is painted once into its box; over time it is only moved, scaled, rotated,
faded and clipped. All lengths are pixels of the finished picture, all times seconds, y grows
downwards. Text arrives as glyph ids and positions: it was shaped when the Scene was made.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from templates.motion import Track

# Raised whenever the same template and content would be laid out or shaped to another Scene.
LAYOUT_EPOCH = 2

# A field that came later: its default says nothing, so that older scenes keep their hash.
_LATER = {"unsaid": True}


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """An upright rectangle: left and top edge, width and height, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Color:
    """An sRGB colour, channels 0-255, straight (not premultiplied) alpha 0-1."""

    red: int
    green: int
    blue: int
    alpha: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """A colour of a gradient at `at` (0-1 along it)."""

    at: float
    color: Color


@dataclass(frozen=True, kw_only=True, slots=True)
class Solid:
    """One colour everywhere."""

    color: Color


@dataclass(frozen=True, kw_only=True, slots=True)
class LinearGradient:
    """Stops along the line from (x0, y0) to (x1, y1), in fractions of the layer's box; dithered."""

    x0: float
    y0: float
    x1: float
    y1: float
    stops: tuple[Stop, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RadialGradient:
    """Stops from the centre (cx, cy) to `radius`, in fractions of the box's width; dithered."""

    cx: float
    cy: float
    radius: float
    stops: tuple[Stop, ...]


Paint = Solid | LinearGradient | RadialGradient


@dataclass(frozen=True, kw_only=True, slots=True)
class Shadow:
    """A soft shadow under the layer's content: offset, Gaussian sigma in pixels, colour."""

    dx: float
    dy: float
    sigma_px: float
    color: Color


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracks:
    """What changes over time; None stands still.

    offset: (dx, dy) pixels added to the box. scale: (factor,) about the pivot. rotation:
    (degrees clockwise,) about the pivot. opacity: (0-1,). clip: (left, top, right, bottom) parts
    of the box cut away, as fractions 0-1: the mask of a reveal; it moves with the layer. color:
    (red, green, blue 0-255, alpha 0-1) of a text, or of what fills a shape, instead of its paint.
    """

    offset: Track | None = None
    scale: Track | None = None
    rotation: Track | None = None
    opacity: Track | None = None
    clip: Track | None = None
    color: Track | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """A box that takes layers along: its tracks come over those of the layer itself.

    box: what its clip is in fractions of. pivot: of scale and rotation, in pixels of the picture.
    carrier: what takes the box along in turn.
    """

    box: Box
    pivot: tuple[float, float]
    tracks: Tracks
    carrier: "Carrier | None" = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Treatment:
    """How a picture is treated before anything moves; baked into its raster.

    blur_px: Gaussian sigma in finished pixels. brightness and saturation: factors, 1 = as is.
    tint: colour laid over the picture by its alpha. grain: amplitude of monochrome noise, 0-255.
    """

    blur_px: float = 0.0
    brightness: float = 1.0
    saturation: float = 1.0
    tint: Color | None = None
    grain: float = 0.0


class ShapeKind(Enum):
    """The shapes a painter knows; each fills its box."""

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"
    BARS = "bars"


@dataclass(frozen=True, kw_only=True, slots=True)
class Glyph:
    """A glyph id of its run's font, its origin relative to the layer's box, in pixels."""

    id: int
    x: float
    y: float


@dataclass(frozen=True, kw_only=True, slots=True)
class GlyphRun:
    """Glyphs of one font, in visual order, left to right.

    font: sha256 of the font file. axes: variable-font settings, sorted by tag. size_px: the em.
    text: the characters the run stands for, in logical order, for audits and messages.
    """

    font: str
    axes: tuple[tuple[str, float], ...]
    size_px: float
    glyphs: tuple[Glyph, ...]
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ColorGlyphRun(GlyphRun):
    """Glyphs that bring their own colours (emoji); the layer's paint fills what has none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Mask:
    """What of a layer is seen, before anything moves it: the product of all that is given.

    box: in pixels of the picture, as a layer's. kind: a shape that fills the box (None: all is
    seen), radius_px and points as a ShapeLayer's. fade: a paint across the box whose alpha
    counts; its end colours go on beyond the box. runs: glyphs, placed from the box's corner,
    inside which the layer is seen (none: everywhere).
    """

    box: Box
    kind: ShapeKind | None = None
    radius_px: float = 0.0
    points: tuple[tuple[float, float], ...] = ()
    fade: Paint | None = None
    runs: tuple[GlyphRun, ...] = ()


class Blend(Enum):
    """How a layer's colours meet those below (W3C Compositing and Blending Level 1, 9.1).

    ADD is their sum, cut at white.
    """

    NORMAL = "normal"
    MULTIPLY = "multiply"
    SCREEN = "screen"
    OVERLAY = "overlay"
    SOFT_LIGHT = "soft-light"
    LIGHTEN = "lighten"
    DARKEN = "darken"
    ADD = "add"


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """What all layers have.

    name: the node in the template, for messages. box: where the content lies. pivot: centre of
    scale and rotation, fractions of the box. in_s, out_s: shown while in_s <= t < out_s (None =
    to the end). frame: what lies outside this box is not painted (None = the picture's edge).
    blur_px: Gaussian sigma. The content is blurred, then masked, then casts its shadow; then it
    moves, mask and all, and is blended with what lies below.
    """

    name: str
    box: Box
    pivot: tuple[float, float] = (0.5, 0.5)
    in_s: float = 0.0
    out_s: float | None = None
    opacity: float = 1.0
    shadow: Shadow | None = None
    frame: Box | None = None
    tracks: Tracks = field(default_factory=Tracks)
    carrier: Carrier | None = None
    blur_px: float = field(default=0.0, metadata=_LATER)
    mask: Mask | None = None
    blend: Blend = field(default=Blend.NORMAL, metadata=_LATER)


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureLayer(Layer):
    """A crop of a picture, resized to fill the box.

    sha256: of the picture's file. crop: the part shown, in pixels of the upright picture (after
    its EXIF orientation). radius_px: rounded corners. zoom: (factor >= 1,) narrows the crop about
    `zoom_center` (fractions of the crop) while box and corners stand still. pan: (x, y) moves the
    crop by fractions of it, held inside `extent`, the whole picture.
    """

    sha256: str
    crop: Box
    radius_px: float = 0.0
    treatment: Treatment = field(default_factory=Treatment)
    zoom: Track | None = None
    zoom_center: tuple[float, float] = (0.5, 0.5)
    pan: Track | None = None
    extent: Box | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TextLayer(Layer):
    """Glyph runs in one paint; usually one line of text, so that lines can move apart.

    stroke: colour of a line along the outline of all runs together, under the paint; stroke_px
    wide, half of it on each side of the edge, with round joins.
    """

    runs: tuple[GlyphRun, ...]
    paint: Paint
    stroke: Color | None = None
    stroke_px: float = field(default=0.0, metadata=_LATER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """Upright bars of one width side by side, from edge to edge of their box.

    heights: shares 0-1 of the box's height, left to right, at least one. gap: the share (0-0.95)
    of the step from bar to bar that stays empty. above: the share of the room that a bar leaves
    which lies above it: 0.5 = centred, 1 = all stand on the box's foot.
    """

    heights: tuple[float, ...]
    gap: float = 0.4
    above: float = 0.5

    def boxes(self, around: Box) -> tuple[Box, ...]:
        """Where the bars lie in their box, left to right."""
        step = around.width / (len(self.heights) - self.gap)
        return tuple(
            Box(
                x=around.x + index * step,
                y=around.y + (1 - height) * around.height * self.above,
                width=step * (1 - self.gap),
                height=height * around.height,
            )
            for index, height in enumerate(self.heights)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class ShapeLayer(Layer):
    """A filled and/or stroked shape; `points` (fractions of the box) only for polygons.

    bars: of a shape of the kind BARS alone; radius_px then rounds each of them.
    """

    kind: ShapeKind
    fill: Paint | None = None
    stroke: Color | None = None
    stroke_px: float = 0.0
    radius_px: float = 0.0
    points: tuple[tuple[float, float], ...] = ()
    bars: Bars | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class LottieLayer(Layer):
    """An animation drawn into the box, whose width by height is the animation's own.

    sha256: of the animation's file. fps: its frames a second. start_s: when its frame 0 is shown.
    first, last: frames between which it changes; before and after it stands still.
    """

    sha256: str
    fps: float
    first: float
    last: float
    start_s: float = 0.0

    def frame_at(self, t_s: float) -> float:
        """The frame shown at `t_s` seconds, in thousandths; it may lie between two."""
        frame = (t_s - self.start_s) * self.fps
        return round(min(max(frame, self.first), self.last), 3) + 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class VideoLayer(Layer):
    """A clip that fills the box with a crop of its picture, running.

    sha256: of the clip's file. crop: the part shown, in fractions of the upright picture, its
    pixels made square. fps: of the even grid of frames that the clip is read in. first, last: its
    frames between which it runs, from 0, both shown. start_s: when `first` gives way to the next.
    speed: seconds of the clip a second. loop: after `last` comes `first` again; else it stands.
    radius_px: rounded corners.
    """

    sha256: str
    crop: Box
    fps: float
    first: int
    last: int
    start_s: float = 0.0
    speed: float = 1.0
    loop: bool = False
    radius_px: float = 0.0

    def frame_at(self, t_s: float) -> float:
        """The number of the clip's frame shown at `t_s` seconds; always a whole one."""
        # Moments are multiples of another frame time: a last bit must not hold a frame back.
        run = int(max(t_s - self.start_s, 0.0) * self.speed * self.fps + 1e-4)
        count = self.last - self.first + 1
        return float(self.first + (run % count if self.loop else min(run, count - 1)))


AnyLayer = PictureLayer | TextLayer | ShapeLayer | LottieLayer | VideoLayer


@dataclass(frozen=True, kw_only=True, slots=True)
class Voice:
    """The sound of a clip that is shown.

    sha256: of the clip's file. from_s, to_s: what of it runs, in seconds of the clip. start_s,
    speed, loop: as its layer runs. in_s, out_s: heard while in_s <= t < out_s (None = to the end).
    volume: factor.
    """

    sha256: str
    from_s: float
    to_s: float
    start_s: float = 0.0
    speed: float = 1.0
    loop: bool = False
    in_s: float = 0.0
    out_s: float | None = None
    volume: float = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sound:
    """What is heard: a sound's file, cut or looped to the scene's duration, and clips' voices.

    sha256: None = voices alone. fades: of all that is heard. gain_db: how much louder (or softer,
    below 0) than the level of the other videos it is. duck_db: how much softer the sound is while
    a voice is heard.
    """

    sha256: str | None
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    gain_db: float = 0.0
    duck_db: float = field(default=0.0, metadata=_LATER)
    voices: tuple[Voice, ...] = field(default=(), metadata=_LATER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A finished picture or video, waiting to be painted; layers run from back to front.

    duration_s and fps are None for a still. poster_s: the moment that stands for the whole.
    sound: None is silence. loop: the last frame leads to the first.
    """

    width_px: int
    height_px: int
    background: Color
    layers: tuple[AnyLayer, ...]
    duration_s: float | None = None
    fps: int | None = None
    poster_s: float = 0.0
    sound: Sound | None = None
    loop: bool = field(default=False, metadata=_LATER)

    @property
    def frames(self) -> int:
        """How many pictures the scene has: 1 for a still."""
        if self.duration_s is None or self.fps is None:
            return 1
        return round(self.duration_s * self.fps)


def scene_json(scene: Scene) -> str:
    """The scene as canonical JSON: sorted keys, numbers rounded to 1/1000, None left out."""
    return json.dumps(_plain(scene), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def scene_sha256(scene: Scene) -> str:
    """What the asset key knows of a scene: equal scenes, equal pictures."""
    return hashlib.sha256(scene_json(scene).encode()).hexdigest()


@lru_cache(maxsize=64)
def _told(kind: type) -> tuple[tuple[str, bool, Any], ...]:
    """The fields of a kind: name, whether its default is left out, and that default."""
    return tuple((f.name, bool(f.metadata.get("unsaid")), f.default) for f in fields(kind))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3) + 0.0
    if is_dataclass(value) and not isinstance(value, type):
        body = {
            name: _plain(v)
            for name, unsaid, default in _told(type(value))
            if (v := getattr(value, name)) is not None and not (unsaid and v == default)
        }
        return {"type": type(value).__name__, **body}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
