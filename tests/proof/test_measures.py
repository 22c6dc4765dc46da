"""The measures see what they are for and forgive what they should."""

import numpy as np
import pytest

from tests.proof.drawing import Mask
from tests.proof.measures import compare


def _bars() -> Mask:
    mask = np.zeros((60, 200), dtype=np.uint8)
    for left in range(20, 180, 24):
        mask[10:50, left : left + 8] = 255
    return mask


def test_a_picture_is_like_itself_wherever_it_stands() -> None:
    likeness = compare(_bars(), np.roll(_bars(), (3, -5), axis=(0, 1)))
    assert likeness.correlation == pytest.approx(1.0)
    assert likeness.local == pytest.approx(0.0)
    assert likeness.width_error == 0


def test_a_lost_dot_hardly_lowers_the_correlation_but_fills_a_window() -> None:
    dotted = _bars()
    dotted[0:7, 100:107] = 255
    likeness = compare(_bars(), dotted)
    assert likeness.correlation > 0.9
    assert likeness.local > 0.9


def test_half_a_pixel_of_edge_is_no_difference() -> None:
    soft = _bars()
    soft[10:50, 19:180:24] = 100
    assert compare(_bars(), soft).local < 0.1


def test_widths_are_of_ink() -> None:
    wider = _bars()
    wider[10:50, 180:190] = 255
    likeness = compare(_bars(), wider)
    assert (likeness.width_px, likeness.other_width_px) == (152, 170)
    assert likeness.width_error == pytest.approx(18 / 170)


def test_a_picture_without_ink_is_refused() -> None:
    with pytest.raises(ValueError, match="without ink"):
        compare(_bars(), np.zeros((60, 200), dtype=np.uint8))
