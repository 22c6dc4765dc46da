import pytest

from render_farm.video_times import frame_grid


def times(count: int, fps: float, *, first_s: float = 0.0) -> list[float]:
    return [first_s + n / fps for n in range(count)]


@pytest.mark.parametrize(
    ("fps", "told"),
    [
        (24, 24),
        (25, 25),
        (30, 30),
        (30_000 / 1001, 29.97),
        (60, 60),
        (12, 12),
        (120, 60),
        (100, 50),
    ],
)
def test_even_frames_keep_their_rate(fps: float, told: float) -> None:
    grid = frame_grid(times(90, fps), end_s=90 / fps)
    assert grid.fps == pytest.approx(told, abs=0.0006)
    assert grid.frames == pytest.approx(90 * told / fps, abs=1)


def test_clocks_that_count_thousandths_mean_a_usual_rate() -> None:
    rounded = [round(time, 3) for time in times(60, 30)]
    assert frame_grid(rounded, end_s=2).fps == 30
    assert (
        frame_grid([round(time, 3) for time in times(60, 24_000 / 1001)], end_s=2.5).fps == 23.976
    )


@pytest.mark.parametrize(("many", "told"), [(20, 30.0), (80, 60.0)])
def test_uneven_frames_are_read_evenly(many: int, told: float) -> None:
    uneven = sorted({0.0, *(0.02 * n * n / many for n in range(1, many))})
    stretched = [time * 2 / uneven[-1] for time in uneven]
    grid = frame_grid(stretched, end_s=2.0)
    assert (grid.fps, grid.frames) == (told, 2 * told)


def test_a_clip_that_begins_late_counts_from_the_beginning() -> None:
    assert frame_grid(times(30, 30, first_s=0.5), end_s=1.5).frames == 45
