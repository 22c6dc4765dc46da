from dataclasses import replace

import pytest

from templates.build.crop import cover_crop, cut_faces
from templates.pictures.facts import PictureFacts
from templates.scene import Box
from tests.unit.templates.samples import facts


def test_a_square_is_shown_whole_in_a_square() -> None:
    assert cover_crop(facts(size=(800, 800)), 1.0, (0.9, 0.9)) == Box(
        x=0, y=0, width=800, height=800
    )


@pytest.mark.parametrize("focal", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.5)])
@pytest.mark.parametrize("aspect", [0.5, 1.0, 2.0])
def test_a_crop_stays_inside_and_keeps_its_aspect(
    focal: tuple[float, float], aspect: float
) -> None:
    crop = cover_crop(facts(size=(900, 600)), aspect, focal)
    assert crop.width / crop.height == pytest.approx(aspect)
    assert crop.x >= 0
    assert crop.y >= 0
    assert crop.x + crop.width <= 900.001
    assert crop.y + crop.height <= 600.001


def test_the_focal_point_is_kept() -> None:
    crop = cover_crop(facts(size=(1000, 500)), 1.0, (0.8, 0.5))
    assert crop.x == pytest.approx(500)
    crop = cover_crop(facts(size=(1000, 500)), 1.0, (0.4, 0.5))
    assert crop.x + crop.width / 2 == pytest.approx(400)


def portrait(*faces: Box, size: tuple[int, int] = (1000, 1000)) -> PictureFacts:
    first = faces[0]
    focal = (first.x + first.width / 2, first.y + 0.4 * first.height)
    return replace(facts(size=size, focal=focal), faces=faces)


@pytest.mark.parametrize("aspect", [0.4, 0.5625, 0.8, 1.25, 1.91, 2.5])
@pytest.mark.parametrize("x", [0.02, 0.3, 0.74])
@pytest.mark.parametrize("y", [0.02, 0.3, 0.68])
def test_a_face_stays_whole_wherever_it_is(aspect: float, x: float, y: float) -> None:
    found = portrait(Box(x=x, y=y, width=0.24, height=0.3))
    assert cut_faces(found, cover_crop(found, aspect)) == 0


def test_eyes_stand_on_the_upper_third() -> None:
    found = portrait(Box(x=0.4, y=0.4, width=0.1, height=0.12))
    crop = cover_crop(found, 1.91)
    assert (found.focal[1] * 1000 - crop.y) / crop.height == pytest.approx(0.38)


def test_a_group_is_held_where_it_fits_and_else_the_largest_face() -> None:
    large = Box(x=0.05, y=0.3, width=0.25, height=0.3)
    small = Box(x=0.6, y=0.3, width=0.2, height=0.25)
    found = replace(portrait(large, small), focal=(0.43, 0.42))
    assert cut_faces(found, cover_crop(found, 0.9)) == 0
    tall = cover_crop(found, 0.4)
    assert tall.x <= 50
    assert tall.x + tall.width >= 300


def test_a_focal_point_that_a_template_names_is_obeyed() -> None:
    found = portrait(Box(x=0.05, y=0.05, width=0.25, height=0.3))
    assert cover_crop(found, 0.5, (1.0, 0.5)).x == 500


def test_cut_faces_are_told_from_whole_and_absent_ones() -> None:
    found = portrait(Box(x=0.2, y=0.2, width=0.2, height=0.2))
    cuts = {
        left: cut_faces(found, Box(x=left, y=0, width=500, height=1000))
        for left in (0, 215, 300, 400, 500)
    }
    assert cuts == {0: 0, 215: 0, 300: 1, 400: 0, 500: 0}
