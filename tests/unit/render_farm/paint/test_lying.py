import gc

import numpy as np
import pytest
from PIL import Image

from render_farm.paint.lying import lying
from tests.unit.render_farm.paint.scenes import photo


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "RGBa"])
def test_pixels_are_read_where_they_lie(mode: str) -> None:
    image = photo(30, 20).convert("RGBA").convert(mode)
    found = lying(image)
    assert found is not None
    assert found.shape == (20, 30, 4)
    bands = len(image.getbands())
    assert (found[:, :, :bands] == np.asarray(image)).all()
    image.putpixel((3, 2), (9,) * bands)
    assert (found[2, 3, :bands] == 9).all()


def test_they_hold_the_picture() -> None:
    image = photo(300, 200)
    told, found = np.asarray(image).copy(), lying(image)
    del image
    gc.collect()
    # What would take the memory over, were it free.
    others = [Image.new("RGB", (300, 200), (index, 0, 0)) for index in range(20)]
    assert found is not None
    assert (found[:, :, :3] == told).all()
    assert len(others) == 20


def test_a_picture_in_several_pieces_is_not_one() -> None:
    assert lying(Image.new("RGB", (3000, 3000))) is None
