"""Keyframes → a value at a moment: pure functions of time."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from templates.easing import LINEAR, Easing


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


def delayed(track: Track | None, by_s: float) -> Track | None:
    """The same track, `by_s` seconds later."""
    if track is None:
        return None
    keyframes = tuple(replace(key, t_s=key.t_s + by_s) for key in track.keyframes)
    return Track(keyframes=keyframes)


def mapped(track: Track, change: Callable[[tuple[float, ...]], tuple[float, ...]]) -> Track:
    """The track with each value changed; only linear changes stay right between keyframes."""
    return Track(
        keyframes=tuple(
            replace(key, value=tuple(value + 0.0 for value in change(key.value)))
            for key in track.keyframes
        )
    )
