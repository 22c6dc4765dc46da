import numpy as np
import pytest

from render_farm.sound_envelope import SoundEnvelope
from templates.sounds.facts import MOST_STUDIED_S

RATE_HZ = 8_000


def square(level: float, seconds: float) -> np.typing.NDArray[np.float32]:
    """(1, samples) that swing between ±level: their root mean square is the level."""
    signs = np.where(np.arange(round(seconds * RATE_HZ)) % 2, 1, -1)
    return (level * signs).astype(np.float32)[None, :]


def test_levels_are_root_mean_squares_of_twenty_milliseconds() -> None:
    envelope = SoundEnvelope()
    for level in (0.5, 0.1, 0.0):
        envelope.add(square(level, 0.04), rate_hz=RATE_HZ, channels=1)
    assert envelope.levels() == (0.5, 0.5, 0.1, 0.1, 0.0, 0.0)


def test_pieces_of_any_length_add_up_to_the_same() -> None:
    whole, pieces = SoundEnvelope(), SoundEnvelope()
    samples = np.random.default_rng(3).uniform(-1, 1, (1, 12_345)).astype(np.float32)
    whole.add(samples, rate_hz=RATE_HZ, channels=1)
    for start in range(0, samples.shape[1], 777):
        pieces.add(samples[:, start : start + 777], rate_hz=RATE_HZ, channels=1)
    assert pieces.levels() == pytest.approx(whole.levels(), abs=1e-4)


@pytest.mark.parametrize(
    "samples",
    [
        square(0.5, 0.1),
        np.repeat(square(0.5, 0.1), 2, axis=0),
        np.repeat(square(0.5, 0.1), 2, axis=1),
        (square(0.5, 0.1) * 32768).astype(np.int16),
        (square(0.5, 0.1).astype(np.float64) * 2**31).astype(np.int32),
        (128 + square(0.5, 0.1) * 128).astype(np.uint8),
    ],
    ids=["mono", "planes", "interleaved", "16 bits", "32 bits", "8 bits"],
)
def test_all_kinds_of_samples_say_the_same(samples: np.typing.NDArray[np.float32]) -> None:
    envelope = SoundEnvelope()
    interleaved = samples.shape == (1, 1600)
    envelope.add(samples, rate_hz=RATE_HZ, channels=2 if interleaved else len(samples))
    assert envelope.levels() == (0.5,) * 5


def test_what_no_template_is_long_enough_for_is_not_kept() -> None:
    envelope = SoundEnvelope()
    for _ in range(3):
        envelope.add(square(0.5, MOST_STUDIED_S * 0.4), rate_hz=RATE_HZ, channels=1)
    assert len(envelope.levels()) == 6000
    envelope.add(square(0.5, 1), rate_hz=RATE_HZ, channels=1)
    assert len(envelope.levels()) == 6000
