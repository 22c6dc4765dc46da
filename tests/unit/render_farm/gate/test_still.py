import hashlib
from pathlib import Path

import pytest
from PIL import Image

from render_farm.encode import encode_still
from render_farm.errors import QualityFailure
from render_farm.gate import Expectation, check_file
from tests.unit.render_farm.paint.scenes import photo

EXPECTED = Expectation(codec="jpeg", width=300, height=400)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.jpg"
    encode_still(photo(), path, format="jpg")
    return path


def test_a_good_file_s_facts(good: Path) -> None:
    facts = check_file(good, expected=EXPECTED)
    assert (facts.codec, facts.width, facts.height, facts.frames) == ("jpeg", 300, 400, 1)
    assert facts.fps is None
    assert facts.duration_s is None
    assert facts.bytes == good.stat().st_size
    assert facts.sha256 == hashlib.sha256(good.read_bytes()).hexdigest()


def test_a_truncated_file(good: Path) -> None:
    good.write_bytes(good.read_bytes()[:-2000])
    with pytest.raises(QualityFailure, match="cannot be decoded"):
        check_file(good, expected=EXPECTED)


@pytest.mark.parametrize("content", [b"", b"not a picture"])
def test_no_picture_at_all(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(QualityFailure):
        check_file(tmp_path / "a.jpg", expected=EXPECTED)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(QualityFailure, match="missing or empty"):
        check_file(tmp_path / "none.jpg", expected=EXPECTED)


def test_every_reason_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("L", (30, 40), 99).save(path, format="PNG")
    with pytest.raises(QualityFailure) as caught:
        check_file(path, expected=EXPECTED)
    told = " | ".join(caught.value.reasons)
    for part in ("codec is png, not jpeg", "30×40, not 300×400", "mode is L", "blank"):
        assert part in told
    assert caught.value.where == str(path)


def test_a_thin_line_on_a_flat_ground_is_not_blank(tmp_path: Path) -> None:
    picture = Image.new("RGB", (300, 400), "white")
    picture.paste("black", (10, 100, 290, 102))
    encode_still(picture, tmp_path / "a.png", format="png")
    expected = Expectation(codec="png", width=300, height=400)
    assert check_file(tmp_path / "a.png", expected=expected).codec == "png"
