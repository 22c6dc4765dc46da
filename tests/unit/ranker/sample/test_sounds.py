import wave
from pathlib import Path

import numpy as np

from ranker.sample.sounds import LOOPS, RATE_HZ, make_loop, plan_loops, write_sounds


def test_loops_are_small_wav_files_and_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        assert write_sounds(tmp_path / name, seed=0) == LOOPS
    for loop in plan_loops(0):
        first, again = tmp_path / "a" / loop.path, tmp_path / "b" / loop.path
        assert first.read_bytes() == again.read_bytes()
        assert first.stat().st_size < 600_000
        with wave.open(str(first)) as file:
            assert (file.getframerate(), file.getnchannels()) == (RATE_HZ, 1)
            assert 7.5 < file.getnframes() / RATE_HZ < 9


def test_loops_differ_and_join_without_a_click() -> None:
    loops = plan_loops(0)
    assert len({loop.key_hz for loop in loops}) == LOOPS
    samples = make_loop(loops[0])
    assert np.isclose(np.abs(samples).max(), 0.7)
    steps = np.abs(np.diff(samples))
    assert abs(samples[0] - samples[-1]) < np.quantile(steps, 0.99)
    assert not np.array_equal(samples, make_loop(plan_loops(1)[0])[: len(samples)])
