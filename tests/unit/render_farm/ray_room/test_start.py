"""What surrounds `ray.init`; Ray itself is started in tests/integration/test_ray.py."""

import os
from pathlib import Path

import pytest

from render_farm.ray_room.start import _environment


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


@pytest.mark.parametrize(("home", "own_token"), [("/proc/no/home", True), ("", False)])
def test_a_home_that_cannot_be_written_needs_no_token_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str, own_token: bool
) -> None:
    monkeypatch.setenv("HOME", home or str(tmp_path))
    monkeypatch.delenv("RAY_AUTH_TOKEN", raising=False)
    monkeypatch.delenv("RAY_AUTH_TOKEN_PATH", raising=False)
    with _environment(tmp_path):
        assert ("RAY_AUTH_TOKEN" in os.environ) is own_token
    assert "RAY_AUTH_TOKEN" not in os.environ


def test_a_cluster_is_not_met_with_a_token_made_up_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/no/home")
    monkeypatch.delenv("RAY_AUTH_TOKEN", raising=False)
    monkeypatch.delenv("RAY_AUTH_TOKEN_PATH", raising=False)
    with _environment(tmp_path, joins=True):
        assert "RAY_AUTH_TOKEN" not in os.environ
