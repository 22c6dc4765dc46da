from pathlib import Path

import pytest

from render_farm.campaign import read_file
from render_farm.errors import InvalidInput

LIMIT = 30 * 1024 * 1024


def test_a_file_below_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    assert read_file("photos/a.jpg", folder=tmp_path, limit_bytes=LIMIT) == b"x"


@pytest.mark.parametrize(
    "path",
    [
        "../secret.jpg",
        "/etc/hostname",
        "https://example.com/a.jpg",
        "link.jpg",
        "round.jpg",
        "missing.jpg",
        ".",
        "a\0b",
        "x" * 5000,
    ],
)
def test_what_is_not_a_file_below_the_folder_is_refused(path: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    (data / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (data / "round.jpg").symlink_to("round.jpg")
    with pytest.raises(InvalidInput):
        read_file(path, folder=data, limit_bytes=LIMIT)


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.jpg"
    with file.open("wb") as handle:
        handle.truncate(31 * 1024 * 1024)
    with pytest.raises(InvalidInput, match="at most"):
        read_file("huge.jpg", folder=tmp_path, limit_bytes=LIMIT)
