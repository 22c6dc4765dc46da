import hashlib
from pathlib import Path

import pytest

from render_farm.mirror import mirror_assets
from render_farm.storage import MemoryStore, ObjectMissing

FILM = {"key": "assets/ab/ab.mp4", "bytes": 4, "poster": "assets/ab/ab.poster.jpg"}
STILL = {"key": "assets/cd/cd.jpg", "bytes": 5, "poster": None}


@pytest.fixture
def store() -> MemoryStore:
    filled = MemoryStore()
    for key, body in ((FILM["key"], b"film"), (FILM["poster"], b"pose"), (STILL["key"], b"still")):
        digest = hashlib.sha256(body).hexdigest()
        filled.put_new(str(key), body, sha256=digest, content_type="image/jpeg")
    return filled


def test_assets_and_their_posters_are_copied_once(store: MemoryStore, tmp_path: Path) -> None:
    rows = [FILM, STILL, FILM]
    assert mirror_assets(rows, store=store, folder=tmp_path) == 3
    assert (tmp_path / "assets/ab/ab.poster.jpg").read_bytes() == b"pose"
    assert mirror_assets(rows, store=store, folder=tmp_path) == 0


def test_a_file_of_another_size_is_copied_again(store: MemoryStore, tmp_path: Path) -> None:
    mirror_assets([STILL], store=store, folder=tmp_path)
    (tmp_path / "assets/cd/cd.jpg").write_bytes(b"part")
    assert mirror_assets([STILL], store=store, folder=tmp_path) == 1
    assert (tmp_path / "assets/cd/cd.jpg").read_bytes() == b"still"


def test_what_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ObjectMissing):
        mirror_assets([STILL], store=MemoryStore(), folder=tmp_path)
