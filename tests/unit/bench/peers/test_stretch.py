"""The frames that peers are measured on, and what is said of them."""

from pathlib import Path

import pytest
from PIL import Image

from bench.peers.errors import PeerFailed
from bench.peers.stretch import (
    Stretch,
    check_film,
    rate_row,
    skipped_row,
    stretch_of,
    unlikeness,
)
from templates.scene import Color, Scene
from tests.unit.bench.subjects import small


def _scene(seconds: float, poster_s: float) -> Scene:
    return Scene(
        width_px=8,
        height_px=8,
        background=Color(red=0, green=0, blue=0),
        layers=(),
        duration_s=seconds,
        fps=30,
        poster_s=poster_s,
    )


@pytest.mark.parametrize(
    ("seconds", "poster_s", "first", "stop"),
    [(6.0, 2.0, 60, 105), (6.0, 5.0, 135, 180), (0.5, 0.2, 0, 15), (0.1, 2.0, 0, 3)],
)
def test_a_stretch_begins_at_the_poster_and_ends_with_the_film(
    seconds: float, poster_s: float, first: int, stop: int
) -> None:
    assert stretch_of(_scene(seconds, poster_s)) == Stretch(first=first, stop=stop, fps=30)


def test_speed_is_a_ratio_and_an_absent_peer_has_no_aim() -> None:
    subject = small("pulse")
    row = rate_row(subject, ours=60.0, peer="MoviePy 2.2.1", theirs=8.0)
    assert (row.ratio, row.met) == (7.5, True)
    skipped = skipped_row("pulse", peer="Remotion", why="Node is not installed").document()
    assert (skipped["aim"], skipped["met"]) == (None, None)
    assert skipped["skipped"] == "Node is not installed"


def test_pictures_differ_by_the_mean_of_their_levels() -> None:
    one, other = (Image.new("RGB", (4, 4), color) for color in ("#102030", "#132030"))
    assert unlikeness(one, one) == 0
    assert unlikeness(one, other) == 1.0


def test_a_film_that_is_none_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match="cannot be read"):
        check_film(tmp_path / "film.mp4", Stretch(first=0, stop=1, fps=30), _scene(1.0, 0.0))
