"""What every shelf does: a folder, memory, an object store."""

from pathlib import Path

import pytest

from api.shelf import StoreShelf
from ranker import FolderShelf, MemoryShelf, Shelf
from render_farm.storage import MemoryStore


@pytest.fixture(params=["memory", "folder", "store", "s3"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    match request.param:
        case "memory":
            return MemoryShelf()
        case "folder":
            return FolderShelf(tmp_path / "made" / "when" / "needed")
        case "store":
            return StoreShelf(MemoryStore())
    return StoreShelf(request.getfixturevalue("seaweed"))


def key(shelf_test: str, name: str) -> str:
    return f"shelves-{shelf_test}/{name}"


def test_what_is_written_is_read(shelf: Shelf) -> None:
    assert shelf.read(key("read", "a/b.json")) is None
    shelf.write(key("read", "a/b.json"), b"one")
    shelf.write(key("read", "a/b.json"), b"")
    assert shelf.read(key("read", "a/b.json")) == b""
    assert shelf.read(key("read", "a")) is None


def test_keys_are_in_order_below_a_prefix(shelf: Shelf) -> None:
    assert shelf.keys(key("keys", "")) == ()
    for name in ("b/2", "b/1", "c", "a"):
        shelf.write(key("keys", name), b"-")
    assert shelf.keys(key("keys", "")) == tuple(key("keys", n) for n in ("a", "b/1", "b/2", "c"))
    assert shelf.keys(key("keys", "b/")) == (key("keys", "b/1"), key("keys", "b/2"))


def test_a_write_that_was_cut_short_is_not_there(tmp_path: Path) -> None:
    shelf = FolderShelf(tmp_path)
    shelf.write("rankings/x.parquet", b"whole")
    (tmp_path / "rankings" / ".x.parquet.k1ll").write_bytes(b"ha")
    assert shelf.keys("") == ("rankings/x.parquet",)
