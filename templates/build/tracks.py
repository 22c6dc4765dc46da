"""Motion of nodes → tracks of layers: inherited, mirrored, in pixels."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from templates.motion import Keyframe, Track
from templates.nodes import STILL, Motion
from templates.scene import Box, Tracks

_Values = tuple[float, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Movement:
    """What moves a node: its own motion over that of what holds it, all in pixels.

    pivot_px: the point in the picture about which it turns and grows, None = its own middle.
    """

    shown_from: float = 0.0
    shown_to: float | None = None
    pivot_px: tuple[float, float] | None = None
    tracks: Tracks = field(default_factory=Tracks)

    def pivot(self, box: Box) -> tuple[float, float]:
        """The pivot in fractions of a layer's box."""
        if self.pivot_px is None or not box.width or not box.height:
            return 0.5, 0.5
        return (self.pivot_px[0] - box.x) / box.width, (self.pivot_px[1] - box.y) / box.height

    def delayed(self, by_s: float) -> "Movement":
        """The same, later: for the next line of a staggered text."""
        if not by_s:
            return self
        tracks = Tracks(
            offset=_delayed(self.tracks.offset, by_s),
            scale=_delayed(self.tracks.scale, by_s),
            rotation=_delayed(self.tracks.rotation, by_s),
            opacity=_delayed(self.tracks.opacity, by_s),
            clip=_delayed(self.tracks.clip, by_s),
        )
        return replace(self, tracks=tracks)


STANDING = Movement()


def moved(outer: Movement, motion: Motion, *, box: Box, unit_px: float, flipped: bool) -> Movement:
    """The movement of a node in `box`; a track of its own replaces the one it inherits.

    A clip is not inherited: it is in fractions of the node's own box.
    """
    if motion is STILL or motion == STILL:
        if outer.tracks.clip is None:
            return outer
        return replace(outer, tracks=replace(outer.tracks, clip=None))
    side = -1.0 if flipped else 1.0
    own = Tracks(
        offset=_mapped(motion.offset, lambda v: (side * v[0] * unit_px, v[1] * unit_px)),
        scale=motion.scale,
        rotation=_mapped(motion.rotation, lambda v: (side * v[0],)),
        opacity=motion.opacity,
        clip=_mapped(motion.clip, lambda v: (v[2], v[1], v[0], v[3]) if flipped else v),
    )
    turns = motion.scale is not None or motion.rotation is not None
    x = 1 - motion.pivot[0] if flipped else motion.pivot[0]
    pivot = (box.x + x * box.width, box.y + motion.pivot[1] * box.height)
    return Movement(
        shown_from=max(outer.shown_from, motion.shown_from),
        shown_to=_sooner(outer.shown_to, motion.shown_to),
        pivot_px=pivot if turns else outer.pivot_px,
        tracks=Tracks(
            offset=own.offset or outer.tracks.offset,
            scale=own.scale or outer.tracks.scale,
            rotation=own.rotation or outer.tracks.rotation,
            opacity=own.opacity or outer.tracks.opacity,
            clip=own.clip,
        ),
    )


def _sooner(one: float | None, other: float | None) -> float | None:
    ends = [end for end in (one, other) if end is not None]
    return min(ends) if ends else None


def _mapped(track: Track | None, change: Callable[[_Values], _Values]) -> Track | None:
    if track is None:
        return None
    return Track(
        keyframes=tuple(
            replace(key, value=tuple(value + 0.0 for value in change(key.value)))
            for key in track.keyframes
        )
    )


def _delayed(track: Track | None, by_s: float) -> Track | None:
    if track is None:
        return None
    return Track(
        keyframes=tuple(
            Keyframe(t_s=key.t_s + by_s, value=key.value, ease=key.ease) for key in track.keyframes
        )
    )
