"""Work folders → gone with their owner, however it ends."""

import gc
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from ranker.tables import work
from ranker.tables.work import WorkFolder

_OWNER = (
    "from ranker.tables.work import WorkFolder as W; w = W(); print(w.path, flush=True); input()"
)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    work._remove_orphans.cache_clear()
    return tmp_path


def test_the_folder_goes_with_its_owner_and_not_with_a_borrower() -> None:
    folder = WorkFolder()
    path = folder.path
    (path / "file").touch()
    borrowed = pickle.loads(pickle.dumps(folder))  # noqa: S301  # our own object
    assert borrowed.path == path
    del borrowed
    gc.collect()
    assert path.exists()
    del folder
    gc.collect()
    assert not path.exists()


def test_what_a_killed_program_left_goes_and_what_is_in_use_stays(scratch: Path) -> None:
    (scratch / "strangers").mkdir()
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
    ) as owner:
        assert owner.stdout is not None
        theirs = Path(owner.stdout.readline().strip())
        (theirs / "file").touch()
        ours = WorkFolder()
        assert theirs.exists()
        owner.kill()
    assert theirs.exists()
    work._remove_orphans.cache_clear()  # as a program that starts
    other = WorkFolder()
    assert not theirs.exists()
    assert sorted(scratch.iterdir()) == sorted([ours.path, other.path, scratch / "strangers"])
