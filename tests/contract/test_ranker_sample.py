"""The bundled sample as a user gets it: written whole, loaded, its pictures opened."""

from pathlib import Path

import pytest
from PIL import Image

from ranker import load_tables, write_sample
from ranker.sample import write


def test_the_whole_sample(tmp_path: Path) -> None:
    summary = write_sample(tmp_path / "sample")
    tables = load_tables(tmp_path / "sample")
    assert tables.problems == ()
    assert tables.as_of == summary.as_of
    assert summary.rows["catalog"] == 300
    assert summary.bytes < 25_000_000
    modes = set()
    for path in set(tables.catalog["artwork"]):
        with Image.open(tmp_path / "sample" / path) as image:
            image.load()
            modes.add((image.format, image.mode))
            assert min(image.size) >= 640
            assert max(image.size) <= 2200
            assert image.convert("L").entropy() > 5
    assert modes == {("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGBA")}
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]


def test_a_writing_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: Path, *, seed: int) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "write_data", lambda folder, *, seed: {})
    monkeypatch.setattr(write, "write_gallery", full)
    with pytest.raises(OSError, match="No space"):
        write_sample(tmp_path / "sample")
    assert list(tmp_path.iterdir()) == []
