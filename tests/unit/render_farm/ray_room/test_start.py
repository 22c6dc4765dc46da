"""What surrounds `ray.init`; Ray itself is started in tests/integration/test_ray.py."""

import os
from pathlib import Path

import pytest

from render_farm.ray_room import RayFailed
from render_farm.ray_room.start import _environment, _require_answer


def test_workers_inherit_one_thread_and_a_writable_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.delenv("NUMBA_NUM_THREADS", raising=False)
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    with _environment(tmp_path):
        assert os.environ["NUMBA_NUM_THREADS"] == "1"
        assert Path(os.environ["NUMBA_CACHE_DIR"]).is_dir()
        assert os.environ["OMP_NUM_THREADS"] == "3"  # the user's word counts more
    assert "NUMBA_NUM_THREADS" not in os.environ
    assert "NUMBA_CACHE_DIR" not in os.environ


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1"])
def test_a_head_that_does_not_answer_is_named_at_once(address: str) -> None:
    with pytest.raises(RayFailed, match="no Ray head answers"):
        _require_answer(address)


def test_auto_is_left_to_ray() -> None:
    _require_answer("auto")
