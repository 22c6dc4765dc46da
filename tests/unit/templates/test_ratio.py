import pytest

from templates.errors import InvalidRatio
from templates.ratio import RATIOS, Shape, pixel_size, shape_of


def test_sizes_of_the_design() -> None:
    sizes = [(1080, 1080), (1080, 1350), (1080, 1920), (1920, 1080), (1200, 628)]
    assert [pixel_size(ratio) for ratio in RATIOS] == sizes


@pytest.mark.parametrize(("ratio", "size"), [("3:2", (1620, 1080)), ("2:3", (1080, 1620))])
def test_any_other_ratio_has_a_short_side_of_1080(ratio: str, size: tuple[int, int]) -> None:
    assert pixel_size(ratio) == size


def test_sides_are_even() -> None:
    for down in range(50, 200):
        width, height = pixel_size(f"100:{down}")
        assert width % 2 == height % 2 == 0
        assert min(width, height) == 1080


def test_shapes() -> None:
    shapes = [Shape.SQUARE, Shape.PORTRAIT, Shape.TALL, Shape.WIDE, Shape.WIDE]
    assert [shape_of(ratio) for ratio in RATIOS] == shapes


@pytest.mark.parametrize("ratio", ["", "1", "0:1", "1:0", "5:1", "1:9", "-1:1", "a:b", "1:1 "])
def test_what_is_no_ratio_is_refused(ratio: str) -> None:
    with pytest.raises(InvalidRatio, match="W:H"):
        pixel_size(ratio)
