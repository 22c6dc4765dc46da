"""Runs the installed program as a user does."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.environment import clean_environment

PROGRAM = Path(sys.executable).with_name("handbill")


def handbill(
    *arguments: str | Path, cwd: Path, timeout_s: float = 240, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `handbill ARGUMENTS` in `cwd`, away from the settings of whoever runs the tests."""
    home = cwd / "home"
    home.mkdir(exist_ok=True)
    return subprocess.run(
        [str(PROGRAM), *map(str, arguments)],
        cwd=cwd,
        env=clean_environment(
            **{"XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home), **(env or {})}
        ),
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
