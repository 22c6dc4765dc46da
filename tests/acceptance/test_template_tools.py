"""A template author's tools as the installed program: schema, preview, check, diff."""

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from PIL import Image

import templates
from tests.acceptance.program import PROGRAM, handbill

LIBRARY = Path(templates.__file__).parent / "library"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A designer's folder with a copy of a packaged template."""
    shutil.copytree(LIBRARY / "spotlight", tmp_path / "spotlight")
    return tmp_path


def test_a_template_is_previewed_as_a_page_and_as_a_picture(mine: Path) -> None:
    one = ("--ratio", "1:1", "--locale", "ar")
    done = handbill("templates", "preview", "./spotlight", *one, cwd=mine)
    assert (done.returncode, done.stderr) == (0, "")
    page = (mine / "spotlight-preview.html").read_text(encoding="utf-8")
    assert page.count("data:image/jpeg;base64,") == 1
    done = handbill("templates", "preview", "spotlight", *one, "--out", "sheet.png", cwd=mine)
    assert done.returncode == 0
    with Image.open(mine / "sheet.png") as picture:
        assert picture.width > 300
    done = handbill("templates", "preview", "spotlight", "--out", "sheet.gif", cwd=mine)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: --out: 'sheet.gif'; allowed: a file ending in .html or .png\n"


def test_an_edit_shows_which_files_it_changes(mine: Path) -> None:
    file = mine / "spotlight" / "template.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("title: Spotlight", "title: Limelight"), encoding="utf-8")
    # The id is the library's, although a folder of that name lies here.
    command = ("templates", "diff", "spotlight", "./spotlight", "--ratio", "1:1", "--locale", "en")
    done = handbill(*command, "--json", cwd=mine)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["changed"] == []
    file.write_text(text.replace("max_chars: 160", "max_chars: 12"), encoding="utf-8")
    done = handbill(*command, "--out", "page.html", "--json", cwd=mine)
    assert done.returncode == 1
    document = json.loads(done.stdout)
    assert document["broken"] == len(document["changed"]) == 2
    assert "at most 12" in (mine / "page.html").read_text(encoding="utf-8")


def test_the_check_tells_each_finding_once(mine: Path) -> None:
    file = mine / "spotlight" / "template.yaml"
    text = file.read_text(encoding="utf-8")
    command = ("templates", "check", "./spotlight", "--ratio", "1:1", "--locale", "ar")
    file.write_text(
        text.replace("min_side_px: 300", "min_side_px: 4000"),
        encoding="utf-8",
    )
    done = handbill(*command, "--json", cwd=mine)
    assert done.returncode == 1
    worst, *_ = json.loads(done.stdout)
    assert (worst["code"], worst["node"], worst["figure"]) == ("picture_too_small", "artwork", 1500)
    assert worst["count"] == 7 and worst["locales"] == ["ar"]
    done = handbill(*command, "--placement", "nowhere", cwd=mine)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("error: placement: 'nowhere'; allowed: ")


def test_the_schema_is_written_to_a_file(mine: Path) -> None:
    done = handbill("templates", "schema", "--out", "template.schema.json", cwd=mine)
    assert (done.returncode, done.stdout) == (0, "")
    schema = json.loads((mine / "template.schema.json").read_text(encoding="utf-8"))
    assert "slots" in schema["properties"]


def test_watching_follows_saves_survives_faults_and_ends_cleanly(mine: Path) -> None:
    command = [
        str(PROGRAM), "templates", "preview", "./spotlight", "--watch", "--out", "page.html",
        "--ratio", "1:1", "--locale", "en",
    ]  # fmt: skip
    page, file = mine / "page.html", mine / "spotlight" / "template.yaml"
    text = file.read_text(encoding="utf-8")
    with subprocess.Popen(
        command, cwd=mine, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            _wait(page, "<h1>Spotlight</h1>")
            file.write_text(text.replace("title: Spotlight", "title: Limelight"))
            _wait(page, "<h1>Limelight</h1>")
            file.write_text(text.replace("kind: static", "kind: still"))
            _wait(page, "kind: &#39;still&#39;")
            file.write_text(text)
            _wait(page, "<h1>Spotlight</h1>")
        finally:
            process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == "page.html\n"
    lines = errors.splitlines()
    assert sum(line.startswith("error: ") for line in lines) == 1
    assert sum("pictures painted" in line for line in lines) == 3
    assert 'http-equiv="refresh"' not in page.read_text(encoding="utf-8")


def _wait(page: Path, words: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if page.exists() and words in page.read_text(encoding="utf-8"):
            return
        time.sleep(0.05)
    pytest.fail(f"the page never said {words}")
