import numpy as np
import pytest

from render_farm.paint.grid import Axis
from render_farm.paint.kernels_resample import resample_upright


def resampled(source: np.typing.NDArray[np.uint8], axis: Axis, count: int) -> list[int]:
    """One axis for both sides; the middle row is told."""
    out = np.zeros((count, count), dtype=np.uint8)
    size = source.shape[0]
    resample_upright(source, axis.columns(0, count, size), axis.rows(0, count, size), 1, out, 0, 0)
    return [int(value) for value in out[count // 2]]


@pytest.mark.parametrize("step", [0.4, 0.97, 1.0, 1.01, 1.6, 2.7])
@pytest.mark.parametrize("first", [-3.2, 0.0, 0.37])
def test_resampling_is_bilinear(first: float, step: float) -> None:
    ramp = np.repeat(np.arange(100, dtype=np.uint8)[None, :] * 2, 100, axis=0)
    out = resampled(ramp, Axis(first=first, step=step), 30)
    exact = np.clip(first + np.arange(30) * step, 0, 99) * 2
    assert np.abs(np.array(out) - exact).max() <= 1.01


def test_several_channels_stay_apart() -> None:
    source = np.zeros((4, 4, 4), dtype=np.uint8)
    source[:, :, 1] = 100
    source[:, 2:, 3] = 200
    out = np.zeros((4, 16), dtype=np.uint8)
    axis = Axis(first=0.5, step=1.0)
    columns, rows = axis.columns(0, 4, 4, channels=4), axis.rows(0, 4, 4)
    resample_upright(source.reshape(4, 16), columns, rows, 4, out, 0, 0)
    assert out.reshape(4, 4, 4)[1].tolist() == [
        [0, 100, 0, 0],
        [0, 100, 0, 100],
        [0, 100, 0, 200],
        [0, 100, 0, 200],
    ]


def test_chroma_lies_in_the_middle_of_its_two_samples() -> None:
    # At twice the size, luma 0 and 1 lie at 0 and 0.5 of the source; their middle is 0.25, which
    # is -0.125 between the centres of the halved source.
    assert Axis(first=0.0, step=0.5).half() == Axis(first=-0.125, step=0.5)


def test_output_goes_where_it_belongs() -> None:
    out = np.zeros((5, 6), dtype=np.uint8)
    source = np.full((3, 3), 9, dtype=np.uint8)
    axis = Axis(first=0, step=1)
    resample_upright(source, axis.columns(0, 2, 3), axis.rows(0, 2, 3), 1, out, 3, 1)
    assert out.sum() == 4 * 9
    assert out[1:3, 3:5].min() == 9
