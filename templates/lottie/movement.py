"""A layer's place over time → a box at rest and the tracks that move it, in the comp's pixels.

Where only the layer itself moves, its keyframes and their easings are taken over as they are.
Where parents or compositions move it too, or its path bends, no keyframes of one node say the
same: then it is sampled frame by frame, and frames that lie on a straight line are left out.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from templates.easing import CubicBezier
from templates.lottie.liftable import stretched
from templates.lottie.matrix import Matrix
from templates.lottie.placement import Place
from templates.lottie.property import Property, Values

_LINEAR = CubicBezier(x1=0, y1=0, x2=1, y2=1)
# A held value jumps this long before the next key.
_JUMP_S = 0.002
_MOST_PIVOT = (-4.0, 5.0)
# What a sampled track may stray: a quarter of a pixel and of a degree, a 400th of a factor.
_OFFSET_PX, _FACTOR, _DEGREES, _OPACITY = 0.25, 0.0025, 0.25, 0.004

Rect = tuple[float, float, float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A value at a second; `ease` leads to it."""

    t_s: float
    value: Values
    ease: CubicBezier = _LINEAR


Moments = tuple[Moment, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """The whole's frames and size: in and out point, frames a second, pixels."""

    start: float
    end: float
    fps: float
    width: float
    height: float

    def seconds(self, frame: float) -> float:
        """When a frame is shown."""
        return (frame - self.start) / self.fps

    @property
    def duration_s(self) -> float:
        """How long the whole lasts."""
        return self.seconds(self.end)


@dataclass(frozen=True, kw_only=True, slots=True)
class Resting:
    """A layer's box as it rests, in the whole's pixels, and what moves it from there.

    scales: of the layer's pixels at rest, across and down. tracks: by name, as template.yaml has
    them: offsets in pixels, rotation in degrees, scale and opacity as factors.
    """

    rect: Rect
    pivot: tuple[float, float]
    scales: tuple[float, float]
    opacity: float
    shown: tuple[float, float] | None
    tracks: dict[str, Moments]
    rest_s: float
    notes: tuple[str, ...]


class Mover:
    """Works out one layer's movement."""

    def __init__(self, place: Place, timing: Timing) -> None:
        self._place = place
        self._timing = timing
        start, end = place.span
        self._first = max(math.floor(start), math.floor(timing.start))
        self._last = min(math.ceil(end), math.ceil(timing.end))

    @property
    def seen(self) -> bool:
        """Whether it is there at any time."""
        return self._first < self._last

    @cached_property
    def _frames(self) -> range:
        return range(self._first, self._last + 1)

    @cached_property
    def _matrices(self) -> list[Matrix]:
        return [self._place.matrix(frame) for frame in self._frames]

    @cached_property
    def rest(self) -> int:
        """The index of a frame in which it stands still for longest, and is to be seen."""
        best = (False, False, -1)
        found = begun = 0
        for index, matrix in enumerate(self._matrices):
            if index and not _same(self._matrices[index - 1], matrix):
                begun = index
            there = min(matrix.scales) > 0.01 and self._place.opacity(self._frames[index]) > 0.01
            rank = (there, there and self._inside(index), index - begun)
            if rank > best:
                best, found = rank, (index + begun) // 2
        return found

    def _inside(self, index: int) -> bool:
        """Whether its anchor lies in the picture."""
        anchor = self._place.transform.anchor.at(self._place.clock.inner(self._frames[index]))
        x, y = self._matrices[index].apply(anchor[0], anchor[1] if len(anchor) > 1 else 0.0)
        return 0 <= x <= self._timing.width and 0 <= y <= self._timing.height

    @property
    def matrix(self) -> Matrix:
        """Where its pixels go at rest."""
        return self._matrices[self.rest]

    @property
    def rest_frame(self) -> int:
        """The whole's frame of its rest."""
        return self._frames[self.rest]

    def rides(self, other: "Mover") -> bool:
        """Whether it moves as the other one does, to a pixel."""
        home = other.matrix.inverse() @ self.matrix
        frames = range(max(self._first, other._first), min(self._last, other._last))
        return all(
            _same(home, other._at(frame).inverse() @ self._at(frame))
            for frame in frames
            if min(other._at(frame).scales) > 1e-3
        )

    def _at(self, frame: int) -> Matrix:
        return self._matrices[frame - self._first]

    def resting(self, local: Rect) -> Resting:
        """The movement of a box given in the layer's own pixels."""
        anchor, exact = self._pivot(local)
        matrix, (x, y, width, height) = self.matrix, local
        across, down = matrix.scales
        px, py = matrix.apply(*anchor)
        rect = (
            px + (x - anchor[0]) * across,
            py + (y - anchor[1]) * down,
            width * across,
            height * down,
        )
        tracks = {
            "offset": self._offset(anchor, (px, py), exact=exact),
            "scale": self._scale(across, exact=exact),
            "rotation": self._rotation(exact=exact),
            "opacity": self._opacity(),
        }
        steady = tracks["opacity"]
        fixed = len(steady) == 1
        return Resting(
            rect=rect,
            pivot=((anchor[0] - x) / width, (anchor[1] - y) / height),
            scales=(across, down),
            opacity=steady[0].value[0] if fixed else 1.0,
            shown=self._shown(),
            tracks={name: found for name, found in tracks.items() if _moves(name, found)},
            rest_s=self._timing.seconds(self.rest_frame),
            notes=tuple(self._notes()),
        )

    def _pivot(self, local: Rect) -> tuple[tuple[float, float], bool]:
        """What it turns about in its own pixels, and whether its own keyframes can be kept."""
        x, y, width, height = local
        transform, place = self._place.transform, self._place
        if transform.anchor.still:
            value = transform.anchor.keys[0].value
            anchor = (value[0], value[1] if len(value) > 1 else 0.0)
            shares = ((anchor[0] - x) / width, (anchor[1] - y) / height)
            if all(_MOST_PIVOT[0] <= share <= _MOST_PIVOT[1] for share in shares):
                still = all(mover.transform.still for mover in place.movers)
                outer = place.outer(self.rest_frame)
                straight = not outer.skewed and not stretched(outer) and transform.skew.still
                return anchor, still and straight
        return (x + width / 2, y + height / 2), False

    def _offset(
        self, anchor: tuple[float, float], home: tuple[float, float], *, exact: bool
    ) -> Moments:
        position = self._place.transform.position
        if exact and position.plain:
            outer = self._place.outer(self.rest_frame)

            def shifted(value: Values) -> Values:
                x, y = outer.apply(value[0], value[1] if len(value) > 1 else 0.0)
                return x - home[0], y - home[1]

            if kept := self._taken_over(position, shifted):
                return kept
        points = [matrix.apply(*anchor) for matrix in self._matrices]
        return self._sampled([(x - home[0], y - home[1]) for x, y in points], _OFFSET_PX)

    def _scale(self, at_rest: float, *, exact: bool) -> Moments:
        scale = self._place.transform.scale
        if exact and scale.plain:
            own = scale.at(self._place.clock.inner(self.rest_frame))[0]
            if own and (kept := self._taken_over(scale, lambda value: (abs(value[0] / own),))):
                return kept
        factors = [(matrix.scales[0] / max(at_rest, 1e-6),) for matrix in self._matrices]
        return self._sampled(factors, _FACTOR)

    def _rotation(self, *, exact: bool) -> Moments:
        rotation = self._place.transform.rotation
        if exact and rotation.plain:
            outer = self._place.outer(self.rest_frame).degrees
            if kept := self._taken_over(rotation, lambda value: (value[0] + outer,)):
                return kept
        turned: list[Values] = []
        for matrix in self._matrices:
            degrees = matrix.degrees
            if turned:
                degrees += 360 * round((turned[-1][0] - degrees) / 360)
            turned.append((degrees,))
        return self._sampled(turned, _DEGREES)

    def _opacity(self) -> Moments:
        opacity, holder = self._place.transform.opacity, self._place.holder
        if holder is None or holder.fades_never:
            factor = 1.0 if holder is None else holder.opacity(self.rest_frame)
            if kept := self._taken_over(opacity, lambda v: (_share(v[0] / 100) * factor,)):
                return kept
        return self._sampled([(self._place.opacity(f),) for f in self._frames], _OPACITY)

    def _taken_over(self, found: Property, change: Callable[[Values], Values]) -> Moments:
        """The keyframes as they are; empty when some lie outside the whole's time."""
        moments: list[Moment] = []
        if found.still:
            return (Moment(t_s=0.0, value=change(found.keys[0].value)),)
        clock, timing = self._place.clock, self._timing
        for before, key in zip((None, *found.keys), found.keys, strict=False):
            t_s, ease = timing.seconds(clock.whole(key.frame)), _LINEAR
            if not 0 <= t_s <= timing.duration_s + 1e-6 or key.end not in (None, _next(found, key)):
                return ()
            if before is not None and not before.eases:
                held = Moment(t_s=max(t_s - _JUMP_S, moments[-1].t_s), value=moments[-1].value)
                moments.append(held)
            elif before is not None:
                ease = before.eases[0]
            moments.append(Moment(t_s=t_s, value=change(key.value), ease=ease))
        return tuple(_apart(moments))

    def _sampled(self, values: Sequence[Values], tolerance: float) -> Moments:
        timing = self._timing
        moments = [
            Moment(t_s=min(max(timing.seconds(frame), 0.0), timing.duration_s), value=value)
            for frame, value in zip(self._frames, values, strict=True)
        ]
        return thinned(tuple(_apart(moments)), tolerance)

    def _shown(self) -> tuple[float, float] | None:
        start, end = (self._timing.seconds(frame) for frame in self._place.span)
        whole = start <= 0 and end >= self._timing.duration_s - 1e-6
        return None if whole else (max(start, 0.0), min(end, self._timing.duration_s))

    def _notes(self) -> Iterator[str]:
        if any(matrix.skewed for matrix in self._matrices):
            yield "without its skew"
        shapes = {round(m.scales[0] / m.scales[1], 2) for m in self._matrices if min(m.scales) > 0}
        if len(shapes) > 1:
            yield "growing alike in width and height"


def thinned(moments: Moments, tolerance: float) -> Moments:
    """Without the moments that lie on the straight line between those left (Douglas-Peucker)."""
    if len(moments) < 3:
        steady = len(moments) == 2 and moments[0].value == moments[1].value
        return moments[:1] if steady else moments
    keep = {0, len(moments) - 1}
    waiting = [(0, len(moments) - 1)]
    while waiting:
        first, last = waiting.pop()
        worst, gap = first, tolerance
        for index in range(first + 1, last):
            off = _gap(moments[first], moments[index], moments[last])
            if off > gap:
                worst, gap = index, off
        if worst != first:
            keep.add(worst)
            waiting += [(first, worst), (worst, last)]
    found = tuple(moments[index] for index in sorted(keep))
    same = all(_far(found[0].value, moment.value) <= tolerance / 10 for moment in found)
    return found[:1] if same else found


def _gap(before: Moment, at: Moment, after: Moment) -> float:
    share = (at.t_s - before.t_s) / (after.t_s - before.t_s)
    line = tuple(a + (b - a) * share for a, b in zip(before.value, after.value, strict=True))
    return _far(line, at.value)


def _far(one: Values, other: Values) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _apart(moments: Sequence[Moment]) -> Iterator[Moment]:
    """Only moments that come after the one before."""
    last = -1.0
    for moment in moments:
        if moment.t_s > last + 1e-9:
            yield moment
            last = moment.t_s


def _next(found: Property, key: object) -> Values | None:
    index = next(i for i, other in enumerate(found.keys) if other is key)
    return found.keys[index + 1].value if index + 1 < len(found.keys) else None


def _moves(name: str, moments: Moments) -> bool:
    """Whether a track says more than rest."""
    if name == "opacity":
        return len(moments) > 1
    rest = {"offset": (0.0, 0.0), "scale": (1.0,), "rotation": (0.0,)}[name]
    return any(_far(moment.value, rest) > 1e-3 for moment in moments)


def _same(one: Matrix, other: Matrix) -> bool:
    pairs = ((one.xx, other.xx), (one.xy, other.xy), (one.yx, other.yx), (one.yy, other.yy))
    near = all(abs(a - b) < 1e-3 for a, b in pairs)
    return near and abs(one.dx - other.dx) < 0.05 and abs(one.dy - other.dy) < 0.05


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
