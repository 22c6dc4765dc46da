"""The wheel carries what is no Python: templates, placements, the contact sheet's page."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("ranker", "templates", "render_farm", "bench", "api")
# The corpus that it needs is the tests'; modules of Node are installed by `make bench-peers`.
LEFT = {"bench/text.py"}


def test_the_wheel_carries_every_file_of_the_packages(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    carried = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        file.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for file in (ROOT / package).rglob("*")
        if file.is_file() and not {"__pycache__", "node_modules"} & set(file.parts)
    }
    assert "templates/library/spotlight/template.yaml" in wanted
    assert wanted - carried == LEFT
