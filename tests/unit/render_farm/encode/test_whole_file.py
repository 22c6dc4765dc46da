import os
import subprocess
import sys
from pathlib import Path

import pytest

from render_farm.encode import whole_file as module
from render_farm.encode.whole_file import whole_file


@pytest.fixture(params=["nameless", "named"])
def any_file_system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways: with nameless files, and on a file system that has none."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE")


@pytest.mark.usefixtures("any_file_system")
class TestWholeFile:
    def test_a_finished_file_is_there(self, tmp_path: Path) -> None:
        with whole_file(tmp_path / "a.bin") as temporary:
            temporary.write_bytes(b"whole")
            assert not (tmp_path / "a.bin").exists()
        assert (tmp_path / "a.bin").read_bytes() == b"whole"
        assert len(list(tmp_path.iterdir())) == 1

    def test_it_replaces_an_older_one(self, tmp_path: Path) -> None:
        (tmp_path / "a.bin").write_bytes(b"old")
        with whole_file(tmp_path / "a.bin") as temporary:
            temporary.write_bytes(b"new")
        assert (tmp_path / "a.bin").read_bytes() == b"new"

    def test_a_failure_leaves_what_was_there(self, tmp_path: Path) -> None:
        (tmp_path / "a.bin").write_bytes(b"old")
        with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "a.bin") as temporary:
            temporary.write_bytes(b"half")
            raise ZeroDivisionError
        assert (tmp_path / "a.bin").read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 1


def test_a_killed_writer_leaves_nothing(tmp_path: Path) -> None:
    probe = os.open(tmp_path, os.O_TMPFILE | os.O_RDWR)
    os.close(probe)
    code = (
        "import os, signal, sys\nfrom pathlib import Path\n"
        "from render_farm.encode.whole_file import whole_file\n"
        "with whole_file(Path(sys.argv[1])) as temporary:\n"
        "    temporary.write_bytes(b'half')\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(module.__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.bin")], cwd=root, check=False
    )
    assert done.returncode == -9
    assert list(tmp_path.iterdir()) == []
