"""Kernels work, and cost nothing at import, wherever a process runs."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import render_farm
from render_farm.paint.jit import kernel

ROOT = Path(render_farm.__file__).parent.parent


@kernel
def double(value: int) -> int:
    return 2 * value


def test_a_kernel_is_compiled_when_first_called() -> None:
    assert double(21) == 42
    assert double.__name__ == "double"


def test_importing_the_painter_does_not_import_numba() -> None:
    code = "import sys, render_farm.paint; sys.exit('numba' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_kernels_work_where_no_cache_can_be_written(tmp_path: Path) -> None:
    module = tmp_path / "loops.py"
    module.write_text(
        "from render_farm.paint.jit import kernel\n"
        "@kernel\ndef triple(value: int) -> int:\n    return 3 * value\n"
    )
    # A source without a folder to write to, and no home: numba finds no place for a cache.
    archive = shutil.make_archive(str(tmp_path / "loops"), "zip", tmp_path, "loops.py")
    module.unlink()
    env = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    env |= {"PYTHONPATH": os.pathsep.join((archive, str(ROOT))), "HOME": "/nonexistent"}
    env |= {"XDG_CACHE_HOME": "/proc/nonexistent"}
    code = "import loops, sys; sys.exit(loops.triple(7) != 21)"
    result = subprocess.run([sys.executable, "-c", code], env=env, check=False, capture_output=True)
    if result.returncode:
        pytest.fail(result.stderr.decode())
