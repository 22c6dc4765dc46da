"""What every object store does, whatever it is made of."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from render_farm.storage import (
    ETagConflict,
    ObjectCorrupt,
    ObjectMissing,
    ObjectStore,
    ObjectTooLarge,
    StoredObject,
)
from render_farm.storage.store import sha256_of

Key = Callable[[str], str]


def put(objects: ObjectStore, key: str, body: bytes | Path) -> StoredObject:
    return objects.put_new(key, body, sha256=sha256_of(body), content_type="image/jpeg")


def test_a_new_object_is_stored_with_its_hash(objects: ObjectStore, prefix: Key) -> None:
    stored = put(objects, prefix("a.jpg"), b"picture")
    assert (stored.created, stored.bytes, stored.sha256) == (True, 7, sha256_of(b"picture"))
    assert objects.get(prefix("a.jpg")) == b"picture"
    head = objects.head(prefix("a.jpg"))
    assert head is not None
    assert (head.sha256, head.bytes, head.etag) == (stored.sha256, 7, stored.etag)


def test_a_file_is_stored_as_its_bytes(objects: ObjectStore, prefix: Key, tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(bytes(range(256)) * 5000)
    assert put(objects, prefix("video.mp4"), file).bytes == 1_280_000
    assert objects.get(prefix("video.mp4")) == file.read_bytes()


def test_the_first_writer_wins_and_the_second_learns_its_hash(
    objects: ObjectStore, prefix: Key
) -> None:
    first = put(objects, prefix("a"), b"first")
    second = put(objects, prefix("a"), b"second!")
    assert not second.created
    assert (second.sha256, second.bytes) == (first.sha256, 5)
    assert objects.get(prefix("a")) == b"first"


def test_of_many_writers_at_once_one_wins(objects: ObjectStore, prefix: Key) -> None:
    together = threading.Barrier(3)

    def write(number: int) -> StoredObject:
        together.wait()
        return put(objects, prefix("a"), f"writer {number}".encode())

    with ThreadPoolExecutor(3) as pool:
        stored = list(pool.map(write, range(3)))
    assert sum(one.created for one in stored) == 1
    assert {one.sha256 for one in stored} == {sha256_of(objects.get(prefix("a")))}


def test_a_body_that_is_not_its_hash_is_refused(objects: ObjectStore, prefix: Key) -> None:
    with pytest.raises(ObjectCorrupt) as caught:
        objects.put_new(prefix("a"), b"body", sha256="0" * 64, content_type="image/jpeg")
    assert caught.value.retryable
    assert objects.head(prefix("a")) is None


def test_an_object_that_is_not_there_is_named(
    objects: ObjectStore, prefix: Key, tmp_path: Path
) -> None:
    assert objects.head(prefix("nothing")) is None
    with pytest.raises(ObjectMissing, match="nothing"):
        objects.get(prefix("nothing"))
    with pytest.raises(ObjectMissing, match="nothing"):
        objects.download(prefix("nothing"), tmp_path / "file")
    assert list(tmp_path.iterdir()) == []
    objects.delete(prefix("nothing"))


def test_a_reader_can_limit_what_it_takes(objects: ObjectStore, prefix: Key) -> None:
    put(objects, prefix("a"), b"12345")
    assert objects.get(prefix("a"), max_bytes=5) == b"12345"
    with pytest.raises(ObjectTooLarge, match="5 bytes"):
        objects.get(prefix("a"), max_bytes=4)


def test_a_download_is_the_file(objects: ObjectStore, prefix: Key, tmp_path: Path) -> None:
    put(objects, prefix("a"), b"picture")
    (tmp_path / "a").write_bytes(b"older and longer")
    assert objects.download(prefix("a"), tmp_path / "a").sha256 == sha256_of(b"picture")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"picture"]


def test_replace_writes_over(objects: ObjectStore, prefix: Key) -> None:
    first = objects.replace(prefix("m"), b"one", content_type="application/json")
    second = objects.replace(
        prefix("m"), b"two", content_type="application/json", if_match=first.etag
    )
    assert objects.get(prefix("m")) == b"two"
    head = objects.head(prefix("m"))
    assert head is not None
    assert (head.sha256, head.etag) == (sha256_of(b"two"), second.etag)


def test_replace_notices_another_writer(objects: ObjectStore, prefix: Key) -> None:
    seen = objects.replace(prefix("m"), b"one", content_type="application/json")
    objects.replace(prefix("m"), b"other", content_type="application/json")
    with pytest.raises(ETagConflict):
        objects.replace(prefix("m"), b"mine", content_type="application/json", if_match=seen.etag)
    assert objects.get(prefix("m")) == b"other"


def test_a_deleted_object_can_be_made_again(objects: ObjectStore, prefix: Key) -> None:
    put(objects, prefix("a"), b"one")
    objects.delete(prefix("a"))
    assert objects.head(prefix("a")) is None
    assert put(objects, prefix("a"), b"two").created


def test_keys_are_listed_below_a_prefix(objects: ObjectStore, prefix: Key) -> None:
    for name in ("x/1", "x/sub/2", "xy", "z"):
        put(objects, prefix(name), b"-")
    assert sorted(objects.list_keys(prefix("x"))) == [prefix(n) for n in ("x/1", "x/sub/2", "xy")]
    assert sorted(objects.list_keys(prefix("x/"))) == [prefix("x/1"), prefix("x/sub/2")]
    assert list(objects.list_keys(prefix("none"))) == []


def test_a_listing_tells_size_and_age(objects: ObjectStore, prefix: Key) -> None:
    began = time.time()
    put(objects, prefix("l/1"), b"12345")
    objects.replace(prefix("l/2"), b"", content_type="text/plain")
    listed = {one.key: one for one in objects.list_objects(prefix("l/"))}
    assert {key: one.bytes for key, one in listed.items()} == {prefix("l/1"): 5, prefix("l/2"): 0}
    # Some stores tell whole seconds.
    assert all(began - 1 <= one.modified_at <= time.time() + 1 for one in listed.values())


def test_a_listing_of_more_than_a_page_is_whole(
    objects: ObjectStore, prefix: Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("render_farm.storage.s3._PAGE_KEYS", 2)
    for number in range(5):
        put(objects, prefix(f"page/{number}"), b"-")
    found = sorted(one.key for one in objects.list_objects(prefix("page/")))
    assert found == [prefix(f"page/{number}") for number in range(5)]


def test_an_address_names_the_object(objects: ObjectStore, prefix: Key) -> None:
    assert "a.jpg" in objects.url(prefix("a.jpg"), expires_s=60)
