import pytest

from templates.build.layers import cover_crop
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
