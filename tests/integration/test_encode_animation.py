"""Real GIFs and animated WebPs: painted, encoded, read back, refused when something is wrong."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from render_farm.encode import AnimationSettings, PaintedVideo
from render_farm.encode.animation import encode_animation
from render_farm.errors import EncodeError, QualityFailure
from render_farm.gate import Expectation, check_file
from render_farm.paint import VideoPainter, still
from templates.scene import Scene, Tracks
from tests.unit.render_farm.paint.scenes import (
    NO_FONTS,
    WHITE,
    box,
    busy_scene,
    picture,
    pictures,
    rectangle,
    scene,
    track,
)

FORMATS = {"gif": AnimationSettings(codec="gif"), "animated-webp": AnimationSettings(codec="webp")}


def encoded(what: Scene, path: Path, format: str) -> PaintedVideo:
    painter = VideoPainter(what, pictures=pictures(), fonts=NO_FONTS)
    settings = FORMATS[format]
    return encode_animation(painter, path, settings=settings, frames=painter.frame_count)


def reasons(path: Path, expected: Expectation) -> str:
    with pytest.raises(QualityFailure) as caught:
        check_file(path, expected=expected)
    return " | ".join(caught.value.reasons)


def shown_at(film: Image.Image, seconds: float) -> NDArray[np.uint8]:
    """The picture that is shown at a moment."""
    end_ms = 0.0
    for number in range(getattr(film, "n_frames", 1)):
        film.seek(number)
        film.load()
        end_ms += film.info["duration"]
        if end_ms > 1000 * seconds + 1:
            break
    return np.asarray(film.convert("RGB"))


def seen(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    """What the eye makes of it: dots that lie side by side are one shade."""
    rows, columns, _ = picture.shape
    blocks = picture.reshape(rows // 4, 4, columns // 4, 4, 3)
    return np.asarray(blocks.mean(axis=(1, 3)), dtype=np.float64)


@pytest.mark.parametrize("format", FORMATS)
def test_the_file_is_what_was_asked_for(format: str, tmp_path: Path) -> None:
    path = tmp_path / "film"
    painted = encoded(busy_scene(), path, format)
    expected = Expectation.of(busy_scene(), format=format)
    facts = check_file(path, expected=expected.painted(painted))
    assert (facts.width, facts.height, facts.frames, facts.duration_s) == (120, 160, 30, 3.0)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("format", FORMATS)
def test_the_pictures_are_those_of_the_scene(format: str, tmp_path: Path) -> None:
    encoded(busy_scene(), tmp_path / "film", format)
    with Image.open(tmp_path / "film") as film:
        for moment in (0.0, 1.1, 2.9):
            wanted = still(busy_scene(), pictures=pictures(), fonts=NO_FONTS, at_s=moment)
            gap = np.abs(seen(shown_at(film, moment)) - seen(np.asarray(wanted)))
            assert gap.mean() < (3 if format == "gif" else 5)


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_frames_make_the_same_bytes(format: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        encoded(busy_scene(), tmp_path / name, format)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_fewer_frames_last_as_long(format: str, tmp_path: Path) -> None:
    quick = replace(busy_scene(), fps=60, duration_s=61 / 60)
    painted = encoded(quick, tmp_path / "film", format)
    expected = Expectation.of(quick, format=format).painted(painted)
    assert (expected.frames, expected.fps) == (21, 20)
    check_file(tmp_path / "film", expected=expected)


@pytest.mark.parametrize("format", FORMATS)
def test_what_passed_leaves_no_specks_behind(format: str, tmp_path: Path) -> None:
    leaves = Tracks(clip=track((0.2, (0, 0, 0, 0)), (0.9, (0, 0, 0, 1))))
    passing = replace(picture(box(0, 0, 120, 160)), tracks=leaves)
    blinks = Tracks(opacity=track(*((n / 10, (n % 2,)) for n in range(40))))
    blinking = replace(rectangle(box(4, 4, 8, 8), color=WHITE), tracks=blinks)
    encoded(scene(passing, blinking, frames=40), tmp_path / "film", format)
    with Image.open(tmp_path / "film") as film:
        assert shown_at(film, 3.85)[20:].max() <= 12


def test_what_stands_still_costs_a_gif_nothing(tmp_path: Path) -> None:
    stands = scene(rectangle(box(20, 20, 60, 60), color=WHITE), frames=40)
    painted = encoded(stands, tmp_path / "film.gif", "gif")
    expected = Expectation.of(stands, format="gif").painted(painted)
    check_file(tmp_path / "film.gif", expected=expected)
    with Image.open(tmp_path / "film.gif") as film:
        assert getattr(film, "n_frames", 0) == 2
    assert "stands still for 3.90 s, not 1.00 s" in reasons(
        tmp_path / "film.gif", replace(expected, still_s=1.0)
    )


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_wrong_is_told(format: str, tmp_path: Path) -> None:
    path = tmp_path / "film"
    encoded(busy_scene(), path, format)
    expected = Expectation.of(busy_scene(), format=format)
    told = reasons(path, replace(expected, codec="avif", width=122, frames=31))
    assert "not avif" in told
    assert "size is 120×160, not 122×160" in told
    assert "a round lasts 3.00 s, not 3.10 s" in told
    assert "frames, not 20 at most" in reasons(path, replace(expected, frames=20, fps=10))
    assert "100 at most" in reasons(path, replace(expected, max_bytes=100))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert reasons(path, expected)


@pytest.mark.parametrize(("kind", "ending"), [("GIF", "gif"), ("WEBP", "animated-webp")])
def test_one_that_does_not_repeat_is_refused(kind: str, ending: str, tmp_path: Path) -> None:
    slope = Image.linear_gradient("L").resize((120, 160)).convert("RGB")
    turned = slope.transpose(Image.Transpose.ROTATE_180)
    slope.save(
        tmp_path / "film", kind, save_all=True, append_images=[turned], duration=1500, loop=3
    )
    assert reasons(tmp_path / "film", Expectation.of(busy_scene(), format=ending)) == (
        "it does not repeat for ever"
    )


def test_blank_at_both_ends(tmp_path: Path) -> None:
    late = replace(rectangle(box(20, 20, 60, 60), color=WHITE), in_s=0.5, out_s=1.5)
    blank = scene(late, frames=20)
    encoded(blank, tmp_path / "film.gif", "gif")
    told = reasons(tmp_path / "film.gif", Expectation.of(blank, format="gif"))
    assert "the first frame is blank" in told
    assert "the last frame is blank" in told


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EncodeError):
        encoded(busy_scene(), tmp_path / "nowhere" / "film.gif", "gif")
