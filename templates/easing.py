"""Easings: how much of a way is gone at a share of its time, in closed forms.

Each starts at 0 and ends at 1. They run for every keyframe of every frame, so they are cheap.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

# A spring has come to rest when it stays this near its end, of a way of 1.
REST = 1e-3
# Newton's step on a curve's parameter after which the next one would change nothing to be seen.
_LAST_STEP = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class CubicBezier:
    """The CSS cubic-bezier(x1, y1, x2, y2) timing function (CSS Easing Functions Level 1).

    x1 and x2 lie in 0-1.
    """

    x1: float
    y1: float
    x2: float
    y2: float

    def progress(self, share: float) -> float:
        """Eased progress for a share 0-1 of the time between two keyframes; exact to 1e-6."""
        if share <= 0 or share >= 1:
            return 0.0 if share <= 0 else 1.0
        if self.x1 == self.y1 and self.x2 == self.y2:
            return share
        at = _parameter(self.x1, self.x2, share)
        rest = 1 - at
        return at * (3 * rest * (rest * self.y1 + at * self.y2) + at * at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spring:
    """A mass of 1 on a spring: x'' = stiffness · (1 - x) - damping · x', let go at 0 from rest.

    Between two keyframes it is stretched so that it comes to rest at the later one; `rest_s` is
    how long it takes by itself. The closed forms are those of the damped harmonic oscillator.
    """

    stiffness: float
    damping: float

    @property
    def rest_s(self) -> float:
        """Seconds until it stays within REST of its end."""
        return _rest_s(self.stiffness, self.damping)

    def progress(self, share: float) -> float:
        """Eased progress for a share 0-1 of the time between two keyframes."""
        if share <= 0 or share >= 1:
            return 0.0 if share <= 0 else 1.0
        # What little is left to go when time is up is spread over the whole way.
        rest_s, reached = _course(self.stiffness, self.damping)
        return (1 - _left(self.stiffness, self.damping, share * rest_s)) / reached


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounce:
    """A ball let fall that bounces three times (Penner, Robert: Programming Macromedia Flash)."""

    def progress(self, share: float) -> float:
        """Eased progress for a share 0-1 of the time between two keyframes."""
        if share <= 0 or share >= 1:
            return 0.0 if share <= 0 else 1.0
        hops = ((4, 0.0, 0.0), (8, 6.0, 0.75), (10, 9.0, 0.9375), (11, 10.5, 0.984375))
        top, floor = next((top, floor) for end, top, floor in hops if share * 11 <= end)
        return 7.5625 * (share - top / 11) ** 2 + floor


@dataclass(frozen=True, kw_only=True, slots=True)
class Elastic:
    """A rubber band: overshoots by a third, swings three times (Penner)."""

    def progress(self, share: float) -> float:
        """Eased progress for a share 0-1 of the time between two keyframes."""
        if share <= 0 or share >= 1:
            return 0.0 if share <= 0 else 1.0
        swing = math.exp2(-10 * share) * math.sin((share * 10 - 0.75) * 2 * math.pi / 3)
        # 1/2048 of the swing is left at the end; that is taken away along the way.
        return 1.0 + swing - share / 2048


Easing = CubicBezier | Spring | Bounce | Elastic

EASINGS: Mapping[str, Easing] = {
    "linear": CubicBezier(x1=0, y1=0, x2=1, y2=1),
    "ease": CubicBezier(x1=0.25, y1=0.1, x2=0.25, y2=1),
    "ease-in": CubicBezier(x1=0.42, y1=0, x2=1, y2=1),
    "ease-out": CubicBezier(x1=0, y1=0, x2=0.58, y2=1),
    "ease-in-out": CubicBezier(x1=0.42, y1=0, x2=0.58, y2=1),
    "cubic-in": CubicBezier(x1=0.55, y1=0.055, x2=0.675, y2=0.19),
    "cubic-out": CubicBezier(x1=0.215, y1=0.61, x2=0.355, y2=1),
    "cubic-in-out": CubicBezier(x1=0.65, y1=0, x2=0.35, y2=1),
    "quart-in": CubicBezier(x1=0.5, y1=0, x2=0.75, y2=0),
    "quart-out": CubicBezier(x1=0.25, y1=1, x2=0.5, y2=1),
    "quart-in-out": CubicBezier(x1=0.76, y1=0, x2=0.24, y2=1),
    "expo-in": CubicBezier(x1=0.7, y1=0, x2=0.84, y2=0),
    "expo-out": CubicBezier(x1=0.16, y1=1, x2=0.3, y2=1),
    "expo-in-out": CubicBezier(x1=0.87, y1=0, x2=0.13, y2=1),
    "circ-in": CubicBezier(x1=0.55, y1=0, x2=1, y2=0.45),
    "circ-out": CubicBezier(x1=0, y1=0.55, x2=0.45, y2=1),
    "circ-in-out": CubicBezier(x1=0.85, y1=0, x2=0.15, y2=1),
    "back-in": CubicBezier(x1=0.36, y1=0, x2=0.66, y2=-0.56),
    "back-out": CubicBezier(x1=0.34, y1=1.56, x2=0.64, y2=1),
    "back-in-out": CubicBezier(x1=0.68, y1=-0.6, x2=0.32, y2=1.6),
    "bounce-out": Bounce(),
    "elastic-out": Elastic(),
    "spring": Spring(stiffness=180, damping=20),
    "spring-soft": Spring(stiffness=90, damping=16),
    "spring-stiff": Spring(stiffness=400, damping=30),
    "spring-bouncy": Spring(stiffness=260, damping=14),
}
LINEAR = EASINGS["linear"]

_NUMBER = r"\s*(-?\d*\.?\d+)\s*"
BEZIER_PATTERN = rf"^cubic-bezier\({_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}\)$"
SPRING_PATTERN = rf"^spring\({_NUMBER},{_NUMBER}\)$"


def easing(text: str) -> Easing:
    """A named easing, `cubic-bezier(x1, y1, x2, y2)` or `spring(stiffness, damping)`.

    Raises:
        ValueError: no easing, x beyond 0-1, or a spring that hardly moves or hardly stops; the
            message says what is allowed.
    """
    if text in EASINGS:
        return EASINGS[text]
    if found := re.match(BEZIER_PATTERN, text):
        x1, y1, x2, y2 = map(float, found.groups())
        if not (0 <= x1 <= 1 and 0 <= x2 <= 1 and abs(y1) <= 4 and abs(y2) <= 4):
            raise ValueError("x1 and x2 from 0 to 1, y1 and y2 from -4 to 4")
        return CubicBezier(x1=x1, y1=y1, x2=x2, y2=y2)
    if found := re.match(SPRING_PATTERN, text):
        stiffness, damping = map(float, found.groups())
        if not (1 <= stiffness <= 2000 and 1 <= damping <= 200):
            raise ValueError("a stiffness from 1 to 2000, a damping from 1 to 200")
        return Spring(stiffness=stiffness, damping=damping)
    raise ValueError(", ".join(EASINGS) + ", cubic-bezier(x1, y1, x2, y2), spring(k, c)")


@lru_cache(maxsize=256)
def still_from(ease: Easing, *, within: float = 0.02) -> float:
    """The share of time from which an easing stays that near its end: the eye sees it stand."""
    steps = 200
    moving = [n for n in range(steps) if abs(1 - ease.progress(n / steps)) > within]
    return (moving[-1] + 1) / steps


def _parameter(x1: float, x2: float, share: float) -> float:
    """Where a curve's x is `share`: Newton's steps, inside a bracket that bisection shrinks."""
    c = 3 * x1
    b = 3 * (x2 - x1) - c
    a = 1 - c - b
    low, high, at = 0.0, 1.0, share
    while high - low > _LAST_STEP:
        miss = ((a * at + b) * at + c) * at - share
        if miss > 0:
            high = at
        else:
            low = at
        slope = (3 * a * at + 2 * b) * at + c
        after = at - miss / slope if slope > 1e-9 else -1.0
        if not low <= after <= high:
            after = (low + high) / 2
        if abs(after - at) < _LAST_STEP:
            return after
        at = after
    return at


def _left(stiffness: float, damping: float, t_s: float) -> float:
    """How much of a spring's way is left to go after `t_s` seconds."""
    half, square = damping / 2, stiffness - damping * damping / 4
    if square > 1e-9:
        turn = math.sqrt(square)
        swing = math.cos(turn * t_s) + half / turn * math.sin(turn * t_s)
        return math.exp(-half * t_s) * swing
    if square > -1e-9:
        return math.exp(-half * t_s) * (1 + half * t_s)
    root = math.sqrt(-square)
    slow, fast = half - root, half + root
    return (fast * math.exp(-slow * t_s) - slow * math.exp(-fast * t_s)) / (2 * root)


@lru_cache(maxsize=256)
def _rest_s(stiffness: float, damping: float) -> float:
    square = stiffness - damping * damping / 4
    if square > 1e-9:
        # The curve that the swing never leaves.
        return math.log(math.sqrt(stiffness / square) / REST) / (damping / 2)
    low, high = 0.0, 1.0
    while _left(stiffness, damping, high) > REST:
        high *= 2
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _left(stiffness, damping, middle) > REST else (low, middle)
    return high


@lru_cache(maxsize=256)
def _course(stiffness: float, damping: float) -> tuple[float, float]:
    """How long a spring takes to come to rest, and how far it has come by then."""
    rest_s = _rest_s(stiffness, damping)
    return rest_s, 1 - _left(stiffness, damping, rest_s)
