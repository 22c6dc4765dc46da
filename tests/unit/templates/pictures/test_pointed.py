import pytest

from templates.content import PictureRef
from templates.errors import InvalidValue
from templates.pictures.pointed import split_focal


@pytest.mark.parametrize(
    ("text", "path", "focal"),
    [
        ("artwork/a.jpg", "artwork/a.jpg", None),
        ("artwork/a.jpg#focal=0.4,0.25", "artwork/a.jpg", (0.4, 0.25)),
        ("a#1.jpg#focal=0,1", "a#1.jpg", (0, 1)),
        ("a#1.jpg", "a#1.jpg", None),
        ("a.jpg#focal=.5,1.0", "a.jpg", (0.5, 1)),
    ],
)
def test_a_point_is_split_off(text: str, path: str, focal: tuple[float, float] | None) -> None:
    assert split_focal(text) == (path, focal)


@pytest.mark.parametrize(
    "point",
    ["", "0.5", "0.5,", "1.1,0", "-0.1,0", "0.5,0.5,0.5", "nan,0", "0,5,0,5", "½,0", " 0,0"],
)
def test_what_is_no_point_is_refused(point: str) -> None:
    with pytest.raises(InvalidValue, match="each from 0 to 1"):
        split_focal(f"a.jpg#focal={point}")


def test_a_reference_takes_points_of_the_picture_alone() -> None:
    with pytest.raises(InvalidValue, match="from 0 to 1"):
        PictureRef(sha256="ab" * 32, focal=(0.5, 1.5))
