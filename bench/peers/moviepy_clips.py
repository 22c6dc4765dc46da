"""A Scene → MoviePy clips that draw the same: a CompositeVideoClip as anyone would write it.

Each layer is an ImageClip of its content, painted once by our own painter, which is more than
MoviePy's TextClip and ColorClip can draw. What moves is a position, Resize, Rotate or a mask over
time; a picture that zooms or pans is cropped and resized by Pillow in every frame.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoClip, vfx
from numpy.typing import NDArray
from PIL import Image

from bench.subject import Subject
from render_farm.paint.content import content, picture_mask
from render_farm.paint.moment import panned
from render_farm.paint.picture import zoomed
from render_farm.paint.raster import pixels_around
from render_farm.paint.state import LayerState, state_at
from templates.scene import AnyLayer, Blend, LottieLayer, PictureLayer, Scene
from templates.text import FontLibrary

Mask = NDArray[np.float64]
Pixels = NDArray[np.uint8]
# Clips begin and end a quarter of a frame early, or sums of floats decide about their last frame.
_EARLY = 0.25


def composite(subject: Subject, fonts: FontLibrary) -> CompositeVideoClip:
    """The subject's film. Raises ValueError for what MoviePy cannot draw: see `unknown`."""
    scene = subject.scene
    if strange := unknown(scene):
        raise ValueError(strange)
    clips = [_clip(motion, subject, fonts) for motion in _motions(scene) if motion.seen]
    color = scene.background
    background = (color.red, color.green, color.blue)
    film = CompositeVideoClip(clips, size=(scene.width_px, scene.height_px), bg_color=background)
    return film.with_duration(scene.duration_s).with_fps(scene.fps)


def unknown(scene: Scene) -> str | None:
    """The first thing in the scene that MoviePy has nothing for; None where it has."""
    for motion in _motions(scene):
        layer = motion.layer
        if isinstance(layer, LottieLayer):
            return f"{layer.name}: an animation"
        if layer.blend is not Blend.NORMAL:
            return f"{layer.name}: a blend mode"
        if motion.changes and not (isinstance(layer, PictureLayer) and layer.shadow is None):
            return f"{layer.name}: content that changes"
    return None


@dataclass(frozen=True, kw_only=True)  # no slots: what is asked in every frame is cached
class Motion:
    """A layer's states, frame by frame; MoviePy asks by the seconds since the clip began."""

    layer: AnyLayer
    states: tuple[LayerState | None, ...]
    fps: int

    @cached_property
    def seen(self) -> tuple[LayerState, ...]:
        """The states in which something is to be seen."""
        return tuple(state for state in self.states if state is not None)

    @cached_property
    def first(self) -> int:
        """The first frame in which something is to be seen."""
        return next(n for n, state in enumerate(self.states) if state is not None)

    @cached_property
    def stop(self) -> int:
        """The frame before which the last one is."""
        return max(n for n, state in enumerate(self.states) if state is not None) + 1

    @property
    def changes(self) -> bool:
        """Whether the content itself changes."""
        return len({state.look for state in self.seen}) > 1

    @property
    def fades(self) -> bool:
        """Whether the mask changes."""
        plain = LayerState()
        return self.layer.frame is not None or any(
            state is None
            or (state.opacity, state.clip, state.window) != (1.0, plain.clip, plain.window)
            for state in self.states[self.first : self.stop]
        )

    @property
    def turns(self) -> tuple[float, ...]:
        """The angles in which it is seen, in degrees clockwise."""
        return tuple(sorted({_angle(state) for state in self.seen}))

    @property
    def scales(self) -> tuple[float, ...]:
        """The sizes in which it is seen."""
        return tuple(sorted({_scale(state) for state in self.seen}))

    def at(self, t_s: float) -> LayerState | None:
        """The state of the frame that is nearest."""
        number = self.first + round(t_s * self.fps - _EARLY)
        return self.states[min(max(number, self.first), self.stop - 1)]

    def moved(self, t_s: float) -> LayerState:
        """The same; where nothing is to be seen it does not matter."""
        return self.at(t_s) or self.seen[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """Straight RGBA pixels, and where the first of them lies on the canvas."""

    x: float
    y: float
    pixels: Pixels

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.pixels.shape[1], self.pixels.shape[0]


def _motions(scene: Scene) -> list[Motion]:
    fps = scene.fps or 1
    moments = [number / fps for number in range(scene.frames)]
    return [
        Motion(layer=layer, states=tuple(state_at(layer, t) for t in moments), fps=fps)
        for layer in scene.layers
    ]


def _clip(motion: Motion, subject: Subject, fonts: FontLibrary) -> VideoClip:
    layer = motion.layer
    if motion.changes and isinstance(layer, PictureLayer):
        clip, sheet = _zooming(motion, layer, subject, fonts)
    else:
        sheet = _sheet(motion, subject, fonts)
        clip = ImageClip(sheet.pixels, transparent=True)
    if motion.fades:
        clip.mask = clip.mask.transform(partial(_faded, motion, sheet))
    turn, scale = motion.turns, motion.scales
    if scale != (1.0,):
        clip = clip.with_effects([vfx.Resize(lambda t: max(0.01, _scale(motion.moved(t))))])
    if turn != (0.0,):
        clip = clip.with_effects([vfx.Rotate(lambda t: -_angle(motion.moved(t)))])
    start, end = ((frame - _EARLY) / motion.fps for frame in (motion.first, motion.stop))
    return clip.with_start(start).with_end(end).with_position(_position(motion, sheet))


def _sheet(motion: Motion, subject: Subject, fonts: FontLibrary) -> _Sheet:
    """The layer's content, straight; the alpha of ours is in its colours already."""
    raster = content(
        panned(motion.layer, motion.seen[0].pan)
        if isinstance(motion.layer, PictureLayer)
        else motion.layer,
        pictures=subject.pictures.__getitem__,
        fonts=fonts,
        zoom=motion.seen[0].zoom,
    )
    pixels = raster.pixels.astype(np.float32)
    pixels[:, :, :3] *= 255 / np.maximum(pixels[:, :, 3:], 1)
    return _Sheet(x=raster.x, y=raster.y, pixels=np.clip(pixels, 0, 255).astype(np.uint8))


def _zooming(
    motion: Motion, layer: PictureLayer, subject: Subject, fonts: FontLibrary
) -> tuple[VideoClip, _Sheet]:
    """A picture whose crop narrows or moves, resized anew in every frame."""
    rect = pixels_around(layer.box, where=layer.name)
    image = subject.pictures[layer.sha256].convert("RGB")
    mask = picture_mask(layer, rect, fonts)
    size = (rect.width, rect.height)

    def frame(t_s: float) -> Pixels:
        state = motion.moved(t_s)
        seen = zoomed(panned(layer, state.pan).crop, state.zoom, layer.zoom_center)
        box = (
            max(0.0, seen.x),
            max(0.0, seen.y),
            min(float(image.width), seen.x + seen.width),
            min(float(image.height), seen.y + seen.height),
        )
        return np.asarray(image.resize(size, Image.Resampling.LANCZOS, box=box))

    clip = VideoClip(frame_function=frame)
    clip.size = size
    pixels = np.dstack([np.zeros((*mask.shape, 3), np.uint8), mask])
    return clip.with_mask(ImageClip(mask / 255.0, is_mask=True)), _Sheet(
        x=rect.left, y=rect.top, pixels=pixels
    )


def _faded(motion: Motion, sheet: _Sheet, get_frame: Callable[[float], Mask], t_s: float) -> Mask:
    """The mask of a moment: its opacity, and nothing outside clip, window and frame."""
    mask, state = get_frame(t_s), motion.at(t_s)
    out = np.zeros_like(mask)
    if state is None:
        return out
    left, top, right, bottom = _edges(motion.layer, state)
    rows = slice(max(0, round(top - sheet.y)), max(0, round(bottom - sheet.y)))
    columns = slice(max(0, round(left - sheet.x)), max(0, round(right - sheet.x)))
    out[rows, columns] = mask[rows, columns] * state.opacity
    return out


def _edges(layer: AnyLayer, state: LayerState) -> tuple[float, float, float, float]:
    """What is seen of the layer, before it moves: left, top, right, bottom on the canvas."""
    far = 1e5
    edges, box, clip = [-far, -far, far, far], layer.box, state.clip
    places = (
        box.x + clip[0] * box.width,
        box.y + clip[1] * box.height,
        box.x + (1 - clip[2]) * box.width,
        box.y + (1 - clip[3]) * box.height,
    )
    edges = [
        place if cut > 0 else edge for place, cut, edge in zip(places, clip, edges, strict=True)
    ]
    frame = layer.frame
    windows = [state.window] if state.window is not None else []
    windows += [(frame.x, frame.y, frame.x + frame.width, frame.y + frame.height)] if frame else []
    back = state.matrix.inverse()
    for window in windows:
        held = [min(max(edge, -far), far) for edge in window]
        x0, y0 = back.apply(held[0], held[1])
        x1, y1 = back.apply(held[2], held[3])
        edges = [max(edges[0], x0), max(edges[1], y0), min(edges[2], x1), min(edges[3], y1)]
    return edges[0], edges[1], edges[2], edges[3]


def _position(motion: Motion, sheet: _Sheet) -> Callable[[float], tuple[int, int]]:
    """Where the clip's upper left corner lies: MoviePy knows whole pixels alone."""
    width, height = sheet.size

    def corner(t_s: float) -> tuple[int, int]:
        state = motion.moved(t_s)
        x, y = state.matrix.apply(sheet.x + width / 2, sheet.y + height / 2)
        wide, high = int(width * _scale(state)), int(height * _scale(state))
        along, across = abs(state.matrix.xx), abs(state.matrix.yx)
        along, across = along / _scale(state), across / _scale(state)
        box = (wide * along + high * across, wide * across + high * along)
        return round(x - math.ceil(box[0]) / 2), round(y - math.ceil(box[1]) / 2)

    return corner


def _scale(state: LayerState) -> float:
    return math.hypot(state.matrix.xx, state.matrix.yx)


def _angle(state: LayerState) -> float:
    return math.degrees(math.atan2(state.matrix.yx, state.matrix.xx)) + 0.0
