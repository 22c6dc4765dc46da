"""Every frame is a step of the pulse, which tells how many there are to come."""

from collections.abc import Iterator
from typing import cast

import pytest

from render_farm.make.counted import CountedFrames
from render_farm.paint import VideoPainter
from render_farm.pulse import Pulse, Stopped


class Frames:
    """Four frames without pixels."""

    width_px, height_px, fps, frame_count = 4, 2, 30, 4

    def frames(self) -> Iterator[str]:
        yield from "abcd"


def counted(pulse: Pulse) -> CountedFrames:
    return CountedFrames(cast(VideoPainter, Frames()), pulse)


def test_each_frame_is_a_step() -> None:
    pulse = Pulse()
    fractions = []
    for _ in counted(pulse).frames():
        fractions.append(pulse.fraction)
    assert (pulse.steps, fractions) == (4, [0.0, 0.25, 0.5, 0.75])


def test_a_second_pass_begins_anew() -> None:
    pulse = Pulse()
    frames = counted(pulse)
    assert len(list(frames.frames())) == len(list(frames.frames())) == 4
    assert (pulse.steps, pulse.fraction) == (8, 0.75)


def test_painting_stops_where_nobody_waits_for_it() -> None:
    pulse = Pulse()
    painted = []
    with pytest.raises(Stopped):
        for frame in counted(pulse).frames():
            painted.append(frame)
            pulse.stop()
    assert len(painted) == 1
