"""Motion of nodes → tracks of layers: inherited, mirrored, in pixels."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from templates.motion import Track, mapped
from templates.nodes import STILL, Motion
from templates.scene import Box, Carrier, Tracks

_Values = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """What moves a node: its own motion over that of what holds it, all in pixels.

    pivot_px: the point in the picture about which it turns and grows, None = its own middle.
    clip_box: what an inherited clip is in fractions of; None for one of the node's own, which cuts
    each of its layers by itself. cuts: the box that an own clip cuts what the node holds by.
    carrier: what moves all that.
    """

    shown_from: float = 0.0
    shown_to: float | None = None
    pivot_px: tuple[float, float] | None = None
    clip_box: Box | None = None
    cuts: Box | None = None
    carrier: Carrier | None = None
    tracks: Tracks = field(default_factory=Tracks)

    def pivot(self, box: Box) -> tuple[float, float]:
        """The pivot in fractions of a layer's box."""
        if self.pivot_px is None or not box.width or not box.height:
            return 0.5, 0.5
        return (self.pivot_px[0] - box.x) / box.width, (self.pivot_px[1] - box.y) / box.height

    def tracks_of(self, box: Box) -> Tracks:
        """The tracks of a layer in `box`: the clip is in fractions of that."""
        whole = self.clip_box
        if whole is None or self.tracks.clip is None:
            return self.tracks
        return replace(self.tracks, clip=mapped(self.tracks.clip, lambda v: _seen(v, whole, box)))


STANDING = Movement()


def moved(outer: Movement, motion: Motion, *, box: Box, unit_px: float, flipped: bool) -> Movement:
    """The movement of a node in `box`: its own, carried along by that of what holds it."""
    if motion is STILL or motion == STILL:
        return outer if outer.clip_box is outer.cuts else replace(outer, clip_box=outer.cuts)
    own = _own_tracks(motion, box=box, unit_px=unit_px, flipped=flipped)
    if _both_move(own, outer.tracks):
        outer = _carrying(outer)
    turns = motion.scale is not None or motion.rotation is not None
    x = 1 - motion.pivot[0] if flipped else motion.pivot[0]
    pivot = (box.x + x * box.width, box.y + motion.pivot[1] * box.height)
    return Movement(
        shown_from=max(outer.shown_from, motion.shown_from, motion.enters_s or 0.0),
        shown_to=_soonest(outer.shown_to, motion.shown_to, motion.leaves_s),
        pivot_px=pivot if turns else outer.pivot_px,
        clip_box=outer.cuts if own.clip is None else None,
        cuts=outer.cuts if own.clip is None else box,
        carrier=outer.carrier,
        tracks=Tracks(
            offset=own.offset or outer.tracks.offset,
            scale=own.scale or outer.tracks.scale,
            rotation=own.rotation or outer.tracks.rotation,
            opacity=own.opacity or outer.tracks.opacity,
            clip=own.clip or outer.tracks.clip,
        ),
    )


def _both_move(own: Tracks, outer: Tracks) -> bool:
    """Whether one set of tracks cannot say what both do."""
    own_moves, outer_moves = (
        any(track is not None for track in (t.offset, t.scale, t.rotation)) for t in (own, outer)
    )
    return (
        (own_moves and (outer_moves or outer.clip is not None))
        or (own.opacity is not None and outer.opacity is not None)
        or (own.clip is not None and outer.clip is not None)
    )


def _carrying(outer: Movement) -> Movement:
    """What holds a node, as a carrier of it."""
    carrier = Carrier(
        box=outer.cuts or Box(x=0, y=0, width=1, height=1),
        pivot=outer.pivot_px or (0.0, 0.0),
        tracks=outer.tracks,
        carrier=outer.carrier,
    )
    return Movement(shown_from=outer.shown_from, shown_to=outer.shown_to, carrier=carrier)


def _own_tracks(motion: Motion, *, box: Box, unit_px: float, flipped: bool) -> Tracks:
    """A node's own tracks, mirrored and in pixels."""
    side = -1.0 if flipped else 1.0
    clip = _changed(motion.clip, lambda v: (v[2], v[1], v[0], v[3]) if flipped else v)
    offset = _changed(motion.offset, lambda v: (side * v[0] * unit_px, v[1] * unit_px))
    if motion.masked and clip is not None:
        # Content moves by as much as is cut away, so that the edge it comes from stands still.
        slide = mapped(clip, lambda v: (0.0, (v[3] - v[1]) * box.height))
        keys = (*slide.keyframes, *(() if offset is None else offset.keyframes))
        # An entrance and an exit: one rests while the other moves.
        offset = Track(keyframes=tuple(sorted(keys, key=lambda key: key.t_s)))
    return Tracks(
        offset=offset,
        scale=motion.scale,
        rotation=_changed(motion.rotation, lambda v: (side * v[0],)),
        opacity=motion.opacity,
        clip=clip,
    )


def _seen(clip: _Values, whole: Box, box: Box) -> _Values:
    """Parts cut off a box → of another one that it holds; below 0 where the cut is outside."""
    left, top, right, bottom = clip
    return (
        (whole.x + left * whole.width - box.x) / box.width,
        (whole.y + top * whole.height - box.y) / box.height,
        (box.x + box.width - whole.x - (1 - right) * whole.width) / box.width,
        (box.y + box.height - whole.y - (1 - bottom) * whole.height) / box.height,
    )


def _soonest(*times: float | None) -> float | None:
    return min((time for time in times if time is not None), default=None)


def _changed(track: Track | None, change: Callable[[_Values], _Values]) -> Track | None:
    return None if track is None else mapped(track, change)
