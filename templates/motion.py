"""Keyframes and easings → a value at a moment: pure functions of time."""

import math
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class CubicBezier:
    """The CSS cubic-bezier(x1, y1, x2, y2) timing function (CSS Easing Functions Level 1)."""

    x1: float
    y1: float
    x2: float
    y2: float

    def progress(self, share: float) -> float:
        """Eased progress for a share 0-1 of the time between two keyframes."""
        low, high = 0.0, 1.0
        for _ in range(30):
            middle = (low + high) / 2
            if _bezier(self.x1, self.x2, middle) < share:
                low = middle
            else:
                high = middle
        return _bezier(self.y1, self.y2, (low + high) / 2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spring:
    """A damped spring that comes to rest at 1; damping < 1 overshoots, bounces = half swings."""

    damping: float
    bounces: float

    def progress(self, share: float) -> float:
        """Eased progress for a share 0-1 of the time between two keyframes."""
        if share >= 1:
            return 1.0
        swing = math.pi * self.bounces
        decay = math.exp(-self.damping * 10 * share)
        return 1.0 - decay * math.cos(swing * share) * (1.0 - share)


Easing = CubicBezier | Spring

EASINGS: dict[str, Easing] = {
    "linear": CubicBezier(x1=0, y1=0, x2=1, y2=1),
    "ease-in": CubicBezier(x1=0.42, y1=0, x2=1, y2=1),
    "ease-out": CubicBezier(x1=0, y1=0, x2=0.58, y2=1),
    "ease-in-out": CubicBezier(x1=0.42, y1=0, x2=0.58, y2=1),
    "cubic-out": CubicBezier(x1=0.215, y1=0.61, x2=0.355, y2=1),
    "cubic-in": CubicBezier(x1=0.55, y1=0.055, x2=0.675, y2=0.19),
    "expo-out": CubicBezier(x1=0.16, y1=1, x2=0.3, y2=1),
    "back-out": CubicBezier(x1=0.34, y1=1.56, x2=0.64, y2=1),
    "spring": Spring(damping=0.6, bounces=2.0),
}
LINEAR = EASINGS["linear"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Keyframe:
    """A value at a moment; `ease` leads from here to the next keyframe."""

    t_s: float
    value: tuple[float, ...]
    ease: Easing = LINEAR


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """Keyframes in order of time, at least one; before the first and after the last it holds."""

    keyframes: tuple[Keyframe, ...]

    def at(self, t_s: float) -> tuple[float, ...]:
        """The value at `t_s` seconds."""
        frames = self.keyframes
        index = bisect_right(frames, t_s, key=lambda frame: frame.t_s)
        if index == 0:
            return frames[0].value
        before = frames[index - 1]
        if index == len(frames):
            return before.value
        after = frames[index]
        share = before.ease.progress((t_s - before.t_s) / (after.t_s - before.t_s))
        return tuple(a + (b - a) * share for a, b in zip(before.value, after.value, strict=True))


def _bezier(first: float, second: float, at: float) -> float:
    rest = 1 - at
    return 3 * rest * rest * at * first + 3 * rest * at * at * second + at**3
