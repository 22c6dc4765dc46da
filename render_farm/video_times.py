"""When a clip's frames are shown → the even grid of frames that it is read in."""

from collections.abc import Sequence
from dataclasses import dataclass

# No template shows more, and what lies between cannot be seen.
_MOST_FPS = 60.0
# A frame may stand off its place in an even row by so much of a frame: clocks are rounded.
_UNEVEN = 0.3
# Rates of cameras and editors; files round their clocks, some to a thousandth of a second.
_RATES = (24_000 / 1001, 24.0, 25.0, 30_000 / 1001, 30.0, 50.0, 60_000 / 1001, 60.0)
_NEAR = 0.002
# What cameras of phones mean by a variable rate.
_USUAL_FPS = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameGrid:
    """Frame n is what is shown at n ÷ fps seconds. fps is in thousandths, as scenes are."""

    fps: float
    frames: int


def frame_grid(times_s: Sequence[float], *, end_s: float) -> FrameGrid:
    """The grid of frames that are shown at `times_s` (rising, at least two) until `end_s`.

    Even frames keep their rate, halved until it is at most 60; others are read at 30 a second, or
    at 60 where there are more than that.
    """
    step_s = (times_s[-1] - times_s[0]) / (len(times_s) - 1)
    fps = 1 / step_s
    if _is_even(times_s, step_s):
        while fps > _MOST_FPS + 0.01:
            fps /= 2
        fps = _told(fps)
    else:
        fps = _USUAL_FPS if fps <= _USUAL_FPS + 0.5 else _MOST_FPS
    fps = round(fps, 3)
    return FrameGrid(fps=fps, frames=max(1, round(end_s * fps)))


def _told(fps: float) -> float:
    """The rate that was meant by one that was measured."""
    nearest = min(_RATES, key=lambda rate: abs(rate - fps))
    return nearest if abs(nearest - fps) <= _NEAR * nearest else fps


def _is_even(times_s: Sequence[float], step_s: float) -> bool:
    first_s = times_s[0]
    return all(
        abs(time_s - first_s - index * step_s) <= _UNEVEN * step_s
        for index, time_s in enumerate(times_s)
    )
