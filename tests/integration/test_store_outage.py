"""The S3 client against what networks do to answers, with a real server behind."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from render_farm.storage import (
    ETagConflict,
    ObjectCorrupt,
    S3Store,
    SeaweedServer,
    StoredObject,
    StoreUnreachable,
    sha256_of,
)
from tests.integration.flaky_store import FlakyStore, flaky_store

BODY = b"a picture of some length" * 1000
SILENCE_S = 0.3


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedServer]:
    with SeaweedServer(tmp_path_factory.mktemp("seaweed")) as started:
        yield started


@pytest.fixture
def flaky(server: SeaweedServer) -> Iterator[FlakyStore]:
    with flaky_store(server.settings.endpoint_url or "", hang_s=2 * SILENCE_S) as proxy:
        yield proxy


@pytest.fixture
def store(server: SeaweedServer, flaky: FlakyStore) -> Iterator[S3Store]:
    settings = replace(server.settings, endpoint_url=flaky.url)
    opened = S3Store(settings, attempts=4, silence_s=SILENCE_S)
    yield opened
    opened.close()


def put(store: S3Store, key: str) -> StoredObject:
    return store.put_new(key, BODY, sha256=sha256_of(BODY), content_type="image/png")


@pytest.mark.parametrize("fault", ["reset", "busy", "hang", "cut", "garbled"])
def test_an_answer_that_fails_is_asked_for_again(
    store: S3Store, flaky: FlakyStore, fault: str, tmp_path: Path
) -> None:
    put(store, "asked-again")
    flaky.next(fault)
    assert store.get("asked-again") == BODY
    flaky.next(fault)
    store.download("asked-again", tmp_path / "file")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [BODY]
    assert flaky.asked == [f"GET {fault}", "GET"]


def test_a_file_is_read_from_its_start_at_each_try(
    store: S3Store, flaky: FlakyStore, tmp_path: Path
) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(BODY)
    flaky.next("busy", "reset")
    stored = store.put_new("file", file, sha256=sha256_of(file), content_type="video/mp4")
    assert stored.created
    assert store.get("file") == BODY


def test_a_write_whose_answer_was_lost_is_found_done(store: S3Store, flaky: FlakyStore) -> None:
    flaky.next("lost")
    assert put(store, "lost").sha256 == sha256_of(BODY)
    first = store.replace("current", b"one", content_type="text/plain")
    flaky.next("lost")
    second = store.replace("current", b"two", content_type="text/plain", if_match=first.etag)
    assert store.head("current") == replace(second, created=False)
    flaky.next("lost")
    with pytest.raises(ETagConflict):
        store.replace("current", b"late", content_type="text/plain", if_match=first.etag)
    assert store.get("current") == b"two"


def test_a_store_that_stays_silent_is_given_up_in_time(store: S3Store, flaky: FlakyStore) -> None:
    flaky.next(*["reset"] * 4)
    began = time.monotonic()
    with pytest.raises(StoreUnreachable, match="silent") as caught:
        store.head("silent")
    assert caught.value.retryable
    assert time.monotonic() - began < 3
    assert len(flaky.asked) == 4
    assert store.head("silent") is None


def test_another_page_than_the_stores_is_no_answer(store: S3Store, flaky: FlakyStore) -> None:
    flaky.next("page")
    assert list(store.list_objects("no-such-prefix/")) == []
    assert flaky.asked == ["GET page", "GET"]


def test_bytes_that_stay_garbled_are_told(store: S3Store, flaky: FlakyStore) -> None:
    put(store, "garbled")
    flaky.next("garbled", "garbled")
    with pytest.raises(ObjectCorrupt, match="garbled"):
        store.get("garbled")
