import io

import numpy as np
import pytest
from PIL import Image

from render_farm.encode.quality import LEAST_QUALITY, best_quality
from render_farm.errors import DeliveryRefused


class Encoder:
    """Weighs what a curve says, and counts."""

    def __init__(self, *, steep: float = 1.0, flat_below: int = 0) -> None:
        self.asked: list[int] = []
        self._steep = steep
        self._flat_below = flat_below

    def weight(self, quality: int) -> int:
        return int(1000 * 2 ** (self._steep * max(quality, self._flat_below) / 25))

    def __call__(self, quality: int) -> bytes:
        self.asked.append(quality)
        return bytes(self.weight(quality))


def test_what_fits_is_encoded_once() -> None:
    encode = Encoder()
    assert len(best_quality(encode, start=88, max_bytes=10**6)) == encode.weight(88)
    assert encode.asked == [88]


@pytest.mark.parametrize("wanted", [LEAST_QUALITY, 41, 57, 70, 86, 87])
@pytest.mark.parametrize("steep", [0.3, 1.0, 3.0])
def test_it_is_the_highest_that_fits(wanted: int, steep: float) -> None:
    encode = Encoder(steep=steep)
    cap = encode.weight(wanted)
    assert len(best_quality(encode, start=88, max_bytes=cap)) == cap
    assert len(encode.asked) <= 7
    assert len(set(encode.asked)) == len(encode.asked)


def test_a_curve_that_is_flat_at_its_foot() -> None:
    encode = Encoder(flat_below=60)
    found = best_quality(encode, start=88, max_bytes=encode.weight(66))
    assert len(found) == encode.weight(66)


def test_rather_no_file_than_one_worse_than_the_least() -> None:
    encode = Encoder()
    with pytest.raises(DeliveryRefused, match="at most 900 bytes") as refused:
        best_quality(encode, start=88, max_bytes=900)
    assert str(encode.weight(LEAST_QUALITY)) in str(refused.value)
    assert not refused.value.retryable


def test_a_start_below_the_least_is_asked_nothing_lower() -> None:
    encode = Encoder()
    assert len(best_quality(encode, start=30, least=30, max_bytes=10**6)) == encode.weight(30)


def test_a_real_encoder_takes_few_steps() -> None:
    dots = np.random.default_rng(5).integers(0, 255, (40, 30, 3), dtype=np.uint8)
    picture = Image.fromarray(dots).resize((600, 800), Image.Resampling.BICUBIC)
    asked: list[int] = []

    def encode(quality: int) -> bytes:
        asked.append(quality)
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality)
        return file.getvalue()

    weights = [len(encode(quality)) for quality in range(40, 89)]
    asked.clear()
    cap = weights[20] + 1
    assert len(best_quality(encode, start=88, max_bytes=cap)) == weights[20]
    assert len(asked) <= 6
