import numpy as np
import pytest

from render_farm.encode.ducking import ducking
from render_farm.encode.limiter import limited, true_peak

HZ = 48_000
PEAK = 10 ** (-1.5 / 20)


def stereo(samples: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float32]:
    return np.stack([samples, samples * 0.5], axis=1).astype(np.float32)


def noise(seconds: float, *, level: float) -> np.typing.NDArray[np.float32]:
    rng = np.random.default_rng(3)
    return stereo(level * rng.normal(size=round(seconds * HZ)))


def test_what_is_below_the_limit_is_not_touched() -> None:
    soft = noise(0.5, level=0.05)
    assert limited(soft, peak=PEAK, rate_hz=HZ) is soft


@pytest.mark.parametrize("level", [0.5, 2.0])
def test_no_peak_is_above_it_nor_between_samples(level: float) -> None:
    loud = limited(noise(1, level=level), peak=PEAK, rate_hz=HZ)
    assert true_peak(loud) <= PEAK * 1.01
    assert np.abs(loud).max() > 0.8 * PEAK


def test_peaks_between_samples_count() -> None:
    # A quarter of the rate, sampled beside its peaks: √2 of what the samples say.
    t = np.arange(HZ)
    tone = stereo(np.hanning(HZ) * np.sin(2 * np.pi * t / 4 + np.pi / 4))
    assert np.abs(tone).max() == pytest.approx(0.707, abs=0.001)
    assert true_peak(tone) == pytest.approx(1.0, abs=0.03)


def test_channels_keep_their_balance_and_quiet_parts_their_level() -> None:
    samples = stereo(np.full(HZ, 0.1))
    samples[HZ // 2 : HZ // 2 + 10] = (1.8, 0.9)
    out = limited(samples, peak=PEAK, rate_hz=HZ)
    assert np.allclose(out[:, 1], out[:, 0] * 0.5, atol=1e-6)
    far = np.r_[0 : HZ // 2 - 500, HZ // 2 + 500 : HZ]
    assert np.array_equal(out[far], samples[far])


def test_nothing_is_nothing() -> None:
    assert limited(np.zeros((0, 2), dtype=np.float32), peak=PEAK, rate_hz=HZ).shape == (0, 2)


def speech(*spans: tuple[float, float], seconds: float) -> np.typing.NDArray[np.float32]:
    t = np.arange(round(seconds * HZ)) / HZ
    on = np.zeros_like(t)
    for begin, end in spans:
        on[(t >= begin) & (t < end)] = 0.3
    return stereo(on * np.sin(2 * np.pi * 200 * t))


def test_music_is_down_while_a_voice_speaks_and_comes_back() -> None:
    gain = ducking(speech((2, 3), (3.2, 4), seconds=8), by_db=12, rate_hz=HZ)
    down = 10 ** (-12 / 20)
    assert gain[int(1.5 * HZ)] == 1
    for moment in (2.0, 2.5, 3.1, 3.9, 4.3):
        assert gain[int(moment * HZ)] == pytest.approx(down, rel=0.06), moment
    assert gain[int(6 * HZ)] == 1
    assert np.abs(np.diff(gain)).max() < 0.001


def test_without_a_voice_it_stays() -> None:
    silence = np.zeros((HZ, 2), dtype=np.float32)
    assert (ducking(silence, by_db=12, rate_hz=HZ) == 1).all()
    assert (ducking(speech((0, 1), seconds=1), by_db=0, rate_hz=HZ) == 1).all()
