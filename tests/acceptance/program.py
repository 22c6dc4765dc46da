"""Runs the installed program as a user does."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("handbill")


def handbill(
    *arguments: str | Path, cwd: Path, timeout_s: float = 240, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `handbill ARGUMENTS` in `cwd`, away from the settings of whoever runs the tests."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HANDBILL_", "RAY_"))
    }
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [str(PROGRAM), *map(str, arguments)],
        cwd=cwd,
        env={**clean, "XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), **(env or {})},
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
