"""A layer's tracks → where and how its content lies at a moment: pure functions of time."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from templates.motion import Track
from templates.scene import (
    AnyLayer,
    Box,
    Carrier,
    Color,
    LottieLayer,
    PictureLayer,
    Tracks,
    VideoLayer,
)

Clip = tuple[float, float, float, float]
Window = tuple[float, float, float, float]

NO_CLIP: Clip = (0.0, 0.0, 0.0, 0.0)
_STILL = Tracks()


@dataclass(frozen=True, kw_only=True, slots=True)
class Affine:
    """x' = xx·x + xy·y + dx, y' = yx·x + yy·y + dy, in pixels of the canvas."""

    xx: float = 1.0
    xy: float = 0.0
    yx: float = 0.0
    yy: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    @property
    def upright(self) -> bool:
        """Whether upright rectangles stay upright: no rotation."""
        return self.xy == 0.0 and self.yx == 0.0

    @property
    def whole_pixels(self) -> bool:
        """Whether it only moves, and only by whole pixels."""
        moves_only = self.upright and self.xx == 1.0 and self.yy == 1.0
        return moves_only and self.dx == round(self.dx) and self.dy == round(self.dy)

    def apply(self, x: float, y: float) -> tuple[float, float]:
        """Where the point (x, y) goes."""
        return (self.xx * x + self.xy * y + self.dx, self.yx * x + self.yy * y + self.dy)

    def after(self, first: "Affine") -> "Affine":
        """This way gone after another one."""
        dx, dy = self.apply(first.dx, first.dy)
        return Affine(
            xx=_round(self.xx * first.xx + self.xy * first.yx),
            xy=_round(self.xx * first.xy + self.xy * first.yy),
            yx=_round(self.yx * first.xx + self.yy * first.yx),
            yy=_round(self.yx * first.xy + self.yy * first.yy),
            dx=_to_256th(dx),
            dy=_to_256th(dy),
        )

    def inverse(self) -> "Affine":
        """The way back."""
        area = self.xx * self.yy - self.xy * self.yx
        xx, xy, yx, yy = self.yy / area, -self.xy / area, -self.yx / area, self.xx / area
        dx = -(xx * self.dx + xy * self.dy)
        dy = -(yx * self.dx + yy * self.dy)
        return Affine(xx=xx, xy=xy, yx=yx, yy=yy, dx=dx, dy=dy)


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerState:
    """A layer at a moment; equal states, equal pixels.

    opacity: 0-1 in steps of 1/256. clip: parts of the box cut away (left, top, right, bottom).
    zoom: factor by which a picture's crop is narrowed. pan: how far it is moved, in fractions of
    it. color: that of a text or a shape, None = its own paint. frame: the one that an animation
    or a clip shows. window: left, top, right and bottom edge on the canvas of what carriers leave.
    """

    matrix: Affine = Affine()
    opacity: float = 1.0
    clip: Clip = NO_CLIP
    zoom: float = 1.0
    pan: tuple[float, float] = (0.0, 0.0)
    color: Color | None = None
    frame: float = 0.0
    window: Window | None = None

    @property
    def look(self) -> tuple[object, ...]:
        """What the content depends on; all else only moves, fades and cuts it."""
        return (self.zoom, self.pan, self.color, self.frame)


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """What one set of tracks, or all those above each other, do at a moment."""

    matrix: Affine
    opacity: float
    clip: Clip = NO_CLIP
    window: Window | None = None


# What a carrier does at a moment; None when it leaves nothing to be seen.
CarrierMoves = Callable[[Carrier, float], Moved | None]


def carrier_moved(carrier: Carrier, t_s: float) -> Moved | None:
    """What a carrier's own tracks do at `t_s` seconds."""
    return _moved(carrier.tracks, carrier.pivot, t_s)


def state_at(
    layer: AnyLayer, t_s: float, *, carriers: CarrierMoves = carrier_moved
) -> LayerState | None:
    """The layer at `t_s` seconds; None when nothing of it is to be seen.

    carriers: `carrier_moved`, or what remembers it where many layers have the same carrier.

    Numbers are rounded below what an eye or an 8-bit sample can tell (positions to 1/256 px),
    so that a movement that has come to rest is equal from frame to frame.
    """
    if t_s < layer.in_s or (layer.out_s is not None and t_s >= layer.out_s):
        return None
    if _stands(layer):
        return _resting(_steps(layer.opacity))
    own = _moved(layer.tracks, _pivot(layer), t_s)
    whole = None if own is None else _carried(own, layer.carrier, t_s, carriers)
    steps = 0 if whole is None else _steps(layer.opacity * whole.opacity)
    if own is None or whole is None or steps == 0:
        return None
    zoom = _round(_at(layer.zoom, t_s, (1.0,))[0]) if isinstance(layer, PictureLayer) else 1.0
    return LayerState(
        matrix=whole.matrix,
        opacity=steps / 256,
        clip=own.clip,
        zoom=zoom,
        pan=_pan(layer, t_s, zoom) if isinstance(layer, PictureLayer) else (0.0, 0.0),
        color=_color(layer.tracks.color, t_s),
        frame=layer.frame_at(t_s) if isinstance(layer, LottieLayer | VideoLayer) else 0.0,
        window=whole.window,
    )


def _steps(opacity: float) -> int:
    return round(min(1.0, max(0.0, opacity)) * 256)


def _stands(layer: AnyLayer) -> bool:
    """Whether nothing of it ever changes, as of most layers of a still."""
    if isinstance(layer, LottieLayer | VideoLayer) or layer.carrier is not None:
        return False
    if isinstance(layer, PictureLayer) and (layer.zoom is not None or layer.pan is not None):
        return False
    return layer.tracks == _STILL


@lru_cache(maxsize=257)
def _resting(steps: int) -> LayerState | None:
    return LayerState(opacity=steps / 256) if steps else None


def _moved(tracks: Tracks, pivot: tuple[float, float], t_s: float) -> Moved | None:
    """None when they leave nothing to be seen."""
    opacity = _at(tracks.opacity, t_s, (1.0,))[0]
    scale = _at(tracks.scale, t_s, (1.0,))[0]
    clip = _clip_at(tracks.clip, t_s)
    if abs(scale) < 1e-3 or clip[0] + clip[2] >= 1 or clip[1] + clip[3] >= 1:
        return None
    return Moved(matrix=_matrix(tracks, pivot, t_s, scale), opacity=opacity, clip=clip)


def _carried(
    own: Moved, carrier: Carrier | None, t_s: float, carriers: CarrierMoves
) -> Moved | None:
    """What a layer does, carried along by all that holds it, the innermost first."""
    matrix, opacity, window = own.matrix, max(0.0, own.opacity), own.window
    while carrier is not None:
        step = carriers(carrier, t_s)
        if step is None:
            return None
        if step.clip != NO_CLIP:
            window = _cut(window, carrier.box, step.clip)
        window = None if window is None else _through(step.matrix, window)
        matrix, opacity = step.matrix.after(matrix), opacity * max(0.0, step.opacity)
        carrier = carrier.carrier
    return Moved(matrix=matrix, opacity=opacity, window=window)


def _cut(window: Window | None, box: Box, clip: Clip) -> Window:
    """What a clip of a box leaves of a window; it cuts only at the sides where it is set."""
    left, top, right, bottom = window or (-math.inf, -math.inf, math.inf, math.inf)
    return (
        max(left, box.x + clip[0] * box.width) if clip[0] > 0 else left,
        max(top, box.y + clip[1] * box.height) if clip[1] > 0 else top,
        min(right, box.x + (1 - clip[2]) * box.width) if clip[2] > 0 else right,
        min(bottom, box.y + (1 - clip[3]) * box.height) if clip[3] > 0 else bottom,
    )


def _through(matrix: Affine, window: Window) -> Window:
    """A window moved and scaled; turned, it is the upright one around it."""
    if not matrix.upright:
        x, y = zip(*(matrix.apply(x, y) for x in window[::2] for y in window[1::2]), strict=True)
        return (min(x), min(y), max(x), max(y))
    x0, x1 = sorted(matrix.xx * x + matrix.dx for x in window[::2])
    y0, y1 = sorted(matrix.yy * y + matrix.dy for y in window[1::2])
    return (_to_256th(x0), _to_256th(y0), _to_256th(x1), _to_256th(y1))


def _pivot(layer: AnyLayer) -> tuple[float, float]:
    box, (x, y) = layer.box, layer.pivot
    return box.x + x * box.width, box.y + y * box.height


def _pan(layer: PictureLayer, t_s: float, zoom: float) -> tuple[float, float]:
    """How far the crop has moved: as far as there is picture."""
    if layer.pan is None:
        return 0.0, 0.0
    crop, whole = layer.crop, layer.extent or layer.crop
    x, y = layer.pan.at(t_s)
    center_x, center_y = layer.zoom_center
    return (
        _held(x, crop.x, crop.width, center_x, zoom, (whole.x, whole.width)),
        _held(y, crop.y, crop.height, center_y, zoom, (whole.y, whole.height)),
    )


def _held(
    pan: float, start: float, size: float, center: float, zoom: float, whole: tuple[float, float]
) -> float:
    """A pan along one axis, held so that the narrowed crop stays inside the picture."""
    first = start + center * size * (1 - 1 / zoom)
    least = (whole[0] - first) / size
    most = max(least, (whole[0] + whole[1] - size / zoom - first) / size)
    return _round(min(max(pan, least), most))


def _color(track: Track | None, t_s: float) -> Color | None:
    if track is None:
        return None
    red, green, blue, alpha = track.at(t_s)
    red, green, blue = (min(255.0, max(0.0, channel)) for channel in (red, green, blue))
    alpha = _round(min(1.0, max(0.0, alpha)), 3)
    return Color(red=round(red), green=round(green), blue=round(blue), alpha=alpha)


def _matrix(tracks: Tracks, pivot: tuple[float, float], t_s: float, scale: float) -> Affine:
    moved_x, moved_y = _at(tracks.offset, t_s, (0.0, 0.0))
    turn = math.radians(_at(tracks.rotation, t_s, (0.0,))[0])
    pivot_x, pivot_y = pivot
    along, across = _round(scale * math.cos(turn)), _round(scale * math.sin(turn))
    return Affine(
        xx=along,
        xy=-across,
        yx=across,
        yy=along,
        dx=_to_256th(pivot_x + moved_x - along * pivot_x + across * pivot_y),
        dy=_to_256th(pivot_y + moved_y - across * pivot_x - along * pivot_y),
    )


def _clip_at(track: Track | None, t_s: float) -> Clip:
    if track is None:
        return NO_CLIP
    left, top, right, bottom = (min(1.0, max(0.0, _round(part, 5))) for part in track.at(t_s))
    return (left, top, right, bottom)


def _at(track: Track | None, t_s: float, rest: tuple[float, ...]) -> tuple[float, ...]:
    return rest if track is None else track.at(t_s)


def _round(value: float, digits: int = 6) -> float:
    return round(value, digits) + 0.0


def _to_256th(value: float) -> float:
    return round(value * 256) / 256 + 0.0 if math.isfinite(value) else value
