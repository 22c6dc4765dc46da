"""MoviePy's composite of a scene is the scene: what is held against ours draws the same."""

import pytest
from PIL import Image

from bench.peers.moviepy_clips import composite, unknown
from bench.peers.stretch import unlikeness
from render_farm.paint import still
from tests.unit.bench.subjects import FONTS, small


# pulse zooms, cuts and hides; release turns, is carried and casts shadows; coverwall is turned.
@pytest.mark.parametrize("name", ["pulse", "release", "kinetic", "coverwall"])
def test_a_composite_draws_what_we_draw(name: str) -> None:
    subject = small(name)
    film = composite(subject, FONTS)
    assert (film.size, film.fps) == ((216, 384), 30)
    assert film.duration == subject.scene.duration_s
    for frame in (0, 16, 95, 140):
        theirs = Image.fromarray(film.get_frame(frame / 30))
        ours = still(
            subject.scene, pictures=subject.pictures.__getitem__, fonts=FONTS, at_s=frame / 30
        )
        # MoviePy lays clips on whole pixels: at a fifth of the size that is to be seen.
        assert unlikeness(ours, theirs) < 5, frame


def test_what_it_has_nothing_for_is_named() -> None:
    assert unknown(small("tour").scene) == "print: a blend mode"
    with pytest.raises(ValueError, match="print"):
        composite(small("tour"), FONTS)
