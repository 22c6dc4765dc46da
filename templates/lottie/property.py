"""A property of a layer, still or with keyframes → its value at any frame.

Bodymovin's keyframes: `t` the frame, `s` the value, `o` and `i` the handles of the easing to the
next one, `h` for a value that is held, `to` and `ti` for a path that bends. Exports before 5.5
name the value at the end of each stretch `e`; later ones have it in the next keyframe.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from templates.easing import CubicBezier

Values = tuple[float, ...]

_PATH_STEPS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A value at a frame, and how it goes on to the next key.

    eases: one for all numbers or one for each; none = held until the next key. bend: the tangents
    of a path to the next key, away from this value and from the next.
    """

    frame: float
    value: Values
    eases: tuple[CubicBezier, ...] = ()
    end: Values | None = None
    bend: tuple[Values, Values] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Property:
    """Keys in order of time, at least one."""

    keys: tuple[Key, ...]

    @property
    def still(self) -> bool:
        """Whether it never changes."""
        return all(key.value == self.keys[0].value and key.bend is None for key in self.keys)

    @property
    def plain(self) -> bool:
        """Whether each stretch is straight and eased alike in all its numbers."""
        return all(key.bend is None and len(set(key.eases)) <= 1 for key in self.keys)

    def at(self, frame: float) -> Values:
        """The value at a frame."""
        index = bisect_right(self.keys, frame, key=lambda key: key.frame)
        if index == 0:
            return self.keys[0].value
        before = self.keys[index - 1]
        if index == len(self.keys) or not before.eases:
            return before.value
        after = self.keys[index]
        share = (frame - before.frame) / (after.frame - before.frame)
        end = before.end or after.value
        if before.bend is not None:
            return _along(before.value, end, before.bend, before.eases[0].progress(share))
        eased = [ease.progress(share) for ease in before.eases]
        shares = eased if len(eased) == len(before.value) else eased[:1] * len(before.value)
        return tuple(a + (b - a) * s for a, b, s in zip(before.value, end, shares, strict=False))


def read_property(value: Any, default: Values) -> Property:
    """A property of an export; what is not there, or makes no sense, stands at `default`."""
    if not isinstance(value, Mapping):
        return _fixed(default)
    if value.get("s") is True:
        return _joined([read_property(value.get(axis), (0.0,)) for axis in ("x", "y")])
    found = value.get("k")
    if isinstance(found, list) and found and isinstance(found[0], Mapping):
        return _keyed(found, default)
    return _fixed(_numbers(found, default))


def _fixed(value: Values) -> Property:
    return Property(keys=(Key(frame=0.0, value=value),))


def _keyed(found: Sequence[Any], default: Values) -> Property:
    keys: list[Key] = []
    last = default
    for item in found:
        # The last keyframe of an old export has a time alone: it holds the end of the one before.
        value = _numbers(item.get("s"), last)
        end = _numbers(item["e"], value) if "e" in item else None
        key = Key(
            frame=_number(item.get("t")),
            value=value,
            eases=() if item.get("h") else _eases(item),
            end=end,
            bend=_bend(item),
        )
        last = end or value
        if not keys or key.frame > keys[-1].frame:
            keys.append(key)
    return Property(keys=tuple(keys))


def _eases(item: Mapping[str, Any]) -> tuple[CubicBezier, ...]:
    out, into = item.get("o"), item.get("i")
    if not isinstance(out, Mapping) or not isinstance(into, Mapping):
        return (CubicBezier(x1=0, y1=0, x2=1, y2=1),)
    sides = [_numbers(side.get(axis), (0.0,)) for side in (out, into) for axis in ("x", "y")]
    count = min(len(side) for side in sides)
    x1, y1, x2, y2 = sides
    return tuple(
        CubicBezier(x1=_share(x1[n]), y1=y1[n], x2=_share(x2[n]), y2=y2[n]) for n in range(count)
    )


def _bend(item: Mapping[str, Any]) -> tuple[Values, Values] | None:
    away, back = _numbers(item.get("to"), ()), _numbers(item.get("ti"), ())
    if len(away) < 2 or len(back) < 2 or not any((*away[:2], *back[:2])):
        return None
    return away, back


def _joined(parts: Sequence[Property]) -> Property:
    """X and y of a position that are animated apart → one property, keyed where both can be."""
    frames = sorted({key.frame for part in parts for key in part.keys})
    if all(part.still for part in parts):
        return _fixed(tuple(part.keys[0].value[0] for part in parts))
    moving = [part for part in parts if not part.still]
    if len(moving) == 1:
        keys = tuple(
            Key(
                frame=key.frame,
                value=tuple(part.at(key.frame)[0] for part in parts),
                eases=key.eases,
            )
            for key in moving[0].keys
        )
        return Property(keys=keys)
    first, last = math.floor(frames[0]), math.ceil(frames[-1])
    linear = (CubicBezier(x1=0, y1=0, x2=1, y2=1),)
    return Property(
        keys=tuple(
            Key(frame=float(frame), value=tuple(p.at(frame)[0] for p in parts), eases=linear)
            for frame in range(first, last + 1)
        )
    )


def _along(start: Values, end: Values, bend: tuple[Values, Values], share: float) -> Values:
    """The point after a share of the length of the Bézier curve that leads from start to end."""
    away, back = bend
    points = [start, *(_curve(start, end, away, back, n / _PATH_STEPS) for n in range(1, 61))]
    lengths = [0.0]
    for one, other in pairwise(points):
        lengths.append(lengths[-1] + math.hypot(other[0] - one[0], other[1] - one[1]))
    wanted = share * lengths[-1]
    index = min(max(bisect_right(lengths, wanted) - 1, 0), _PATH_STEPS - 1)
    step = lengths[index + 1] - lengths[index]
    rest = (wanted - lengths[index]) / step if step else 0.0
    one, other = points[index], points[index + 1]
    return tuple(a + (b - a) * rest for a, b in zip(one, other, strict=True))


def _curve(start: Values, end: Values, away: Values, back: Values, at: float) -> Values:
    rest = 1 - at
    return tuple(
        rest**3 * a
        + 3 * rest * rest * at * (a + (away[n] if n < len(away) else 0.0))
        + 3 * rest * at * at * (b + (back[n] if n < len(back) else 0.0))
        + at**3 * b
        for n, (a, b) in enumerate(zip(start, end, strict=False))
    )


def _numbers(value: Any, default: Values) -> Values:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (float(value),)
    parts = value if isinstance(value, list) else []
    if parts and all(isinstance(n, int | float) and not isinstance(n, bool) for n in parts):
        return tuple(float(part) for part in parts)
    return default


def _number(value: Any) -> float:
    return _numbers(value, (0.0,))[0]


def _share(value: float) -> float:
    return min(max(value, 0.0), 1.0)
