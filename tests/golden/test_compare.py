import tempfile
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.golden import compare
from tests.golden.compare import TEXT, check_golden


@pytest.fixture
def goldens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compare, "GOLDENS", tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.delenv("HANDBILL_BLESS", raising=False)
    return tmp_path


def _picture(dot: bool = False) -> Image.Image:
    picture = Image.new("L", (200, 100))
    ImageDraw.Draw(picture).rectangle((20, 20, 120, 60), fill=255)
    if dot:
        ImageDraw.Draw(picture).ellipse((150, 70, 158, 78), fill=255)
    return picture


def test_the_same_picture_passes(goldens: Path) -> None:
    _picture().save(goldens / "a.png")
    check_golden(_picture(), "a", tolerance=TEXT)


def test_a_missing_golden_fails(goldens: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="no golden"):
        check_golden(_picture(), "missing", tolerance=TEXT)


def test_one_dot_more_fails_and_leaves_a_sheet(goldens: Path) -> None:
    _picture().save(goldens / "a.png")
    with pytest.raises(pytest.fail.Exception, match="stray by more than 16"):
        check_golden(_picture(dot=True), "a", tolerance=TEXT)
    with Image.open(goldens / "tmp" / "handbill-golden" / "a.png") as sheet:
        assert sheet.size == (3 * 200 + 24, 100)


def test_blessing_writes_and_still_fails(goldens: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDBILL_BLESS", "1")
    with pytest.raises(pytest.fail.Exception, match="blessed"):
        check_golden(_picture(), "deep/new", tolerance=TEXT)
    with Image.open(goldens / "deep" / "new.png") as picture:
        assert picture.size == (200, 100)
