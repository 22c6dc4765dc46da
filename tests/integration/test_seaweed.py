"""The embedded server, for real: what it keeps, whom it lets in, how it ends."""

import itertools
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from render_farm.storage import (
    FolderInUse,
    S3Settings,
    S3Store,
    SeaweedServer,
    StoreDenied,
    StoreUnfit,
    StoreUnreachable,
    probe,
)
from render_farm.storage.store import sha256_of
from tests.integration.processes import alive, wait_until

ROOT = Path(__file__).parents[2]
BODY = b"a finished picture"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedServer]:
    with SeaweedServer(tmp_path_factory.mktemp("seaweed") / "not there yet") as started:
        yield started


@pytest.fixture
def store(server: SeaweedServer) -> Iterator[S3Store]:
    opened = S3Store(server.settings)
    yield opened
    opened.close()


def open_once(settings: S3Settings) -> S3Store:
    return S3Store(settings, attempts=1)


def put(store: S3Store, key: str) -> None:
    store.put_new(key, BODY, sha256=sha256_of(BODY), content_type="image/png")


def test_secrets_are_the_owners_alone(server: SeaweedServer) -> None:
    for name in ("credentials.json", "s3.json"):
        assert stat.S_IMODE((server.folder / name).stat().st_mode) == 0o600
    settings = server.settings
    assert settings.secret_key is not None
    assert settings.secret_key not in repr(settings)


def test_only_those_with_the_key_get_in(server: SeaweedServer, store: S3Store) -> None:
    put(store, "private.png")
    for stranger in (
        replace(server.settings, secret_key="f" * 40),
        replace(server.settings, access_key="nobody"),
    ):
        denied = open_once(stranger)
        with pytest.raises(StoreDenied, match=r"private\.png"):
            denied.get("private.png")
        with pytest.raises(StoreDenied):
            put(denied, "other.png")
        denied.close()
    anonymous = httpx.get(f"{server.settings.endpoint_url}/{server.settings.bucket}/private.png")
    assert anonymous.status_code == 403


def test_an_address_opens_the_object_until_it_expires(store: S3Store) -> None:
    put(store, "shared.png")
    answer = httpx.get(store.url("shared.png", expires_s=60))
    assert answer.content == BODY
    assert answer.headers["content-type"] == "image/png"
    soon = store.url("shared.png", expires_s=1)
    time.sleep(2.1)
    assert httpx.get(soon).status_code == 403


def test_the_probe_makes_the_bucket_and_leaves_nothing(server: SeaweedServer) -> None:
    other = S3Store(replace(server.settings, bucket="another"))
    probe(other)
    probe(other)
    assert list(other.list_keys("")) == []
    other.close()


def test_a_bucket_that_is_not_there_is_named(server: SeaweedServer) -> None:
    other = open_once(replace(server.settings, bucket="nowhere"))
    with pytest.raises(StoreUnfit, match="nowhere"):
        put(other, "a.png")
    other.close()


def test_its_maintenance_runs(server: SeaweedServer, store: S3Store) -> None:
    put(store, "anything.png")
    log = (server.folder / "server.log").read_text(encoding="utf-8", errors="replace")
    assert "INITIAL CONNECTION FAILED" not in log


def test_a_second_server_on_the_folder_is_refused(server: SeaweedServer, store: S3Store) -> None:
    put(store, "mine.png")
    with pytest.raises(FolderInUse, match="not there yet"):
        SeaweedServer(server.folder, lock_s=0.2).start()
    assert store.get("mine.png") == BODY


def test_data_and_keys_survive_a_restart_and_a_stopped_server_is_named(tmp_path: Path) -> None:
    with SeaweedServer(tmp_path) as first:
        before = S3Store(first.settings, attempts=1)
        put(before, "kept.png")
        old = first.settings
        pid = first.pid
    with pytest.raises(StoreUnreachable) as caught:
        before.get("kept.png")
    assert caught.value.retryable
    before.close()
    assert pid is not None
    assert not alive(pid)
    with SeaweedServer(tmp_path) as second:
        assert second.settings.secret_key == old.secret_key
        after = S3Store(second.settings)
        assert after.get("kept.png") == BODY
        after.close()


def test_a_killed_server_comes_back_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    stop = threading.Event()
    written: dict[str, str] = {}

    def write(writer: int) -> None:
        patient = S3Store(embedded.settings, attempts=20)
        for number in itertools.count():
            if stop.is_set():
                break
            body = os.urandom(50_000)
            key, sha256 = f"load/{writer}/{number}", sha256_of(body)
            patient.put_new(key, body, sha256=sha256, content_type="image/png")
            written[key] = sha256
        patient.close()

    with SeaweedServer(tmp_path) as embedded, ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, writer) for writer in range(3)]
        try:
            for _ in range(2):
                wait_until(lambda: len(written) > 10)
                before, pid = len(written), embedded.pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
                wait_until(lambda: embedded.pid != pid and len(written) > before + 20)  # noqa: B023 - asked at once
        finally:
            stop.set()
        for writer in writers:
            writer.result()
        store = S3Store(embedded.settings)
        assert {one.key for one in store.list_objects("load/")} == written.keys()
        for key, sha256 in written.items():
            assert sha256_of(store.get(key)) == sha256
        store.close()


def test_a_server_that_still_has_callers_ends_in_time(tmp_path: Path) -> None:
    """It waits five seconds for each part that somebody is connected to and asked nothing."""
    with SeaweedServer(tmp_path) as embedded:
        command = Path(f"/proc/{embedded.pid}/cmdline").read_text(encoding="utf-8")
        filer = re.search(r"-filer\.port=(\d+)", command)
        assert filer is not None
        with socket.create_connection(("127.0.0.1", int(filer[1]))):
            began = time.monotonic()
            embedded.stop()
    assert time.monotonic() - began < 4.5


PARENT = """
import sys, time
from pathlib import Path
from render_farm.storage import SeaweedServer
with SeaweedServer(Path(sys.argv[1])) as server:
    print(server.pid, flush=True)
    time.sleep(60)
"""


def test_the_server_ends_with_a_killed_parent_and_the_folder_is_free_again(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    with SeaweedServer(tmp_path) as again:  # waits for the orphan to end
        assert again.pid != pid
        wait_until(lambda: not alive(pid), seconds=5)


def test_a_server_that_cannot_start_shows_its_log(tmp_path: Path) -> None:
    (tmp_path / "filer.db").mkdir()
    with (
        pytest.raises(StoreUnreachable, match=r"(?s)ended at its start.*filer") as caught,
        SeaweedServer(tmp_path, ready_s=20),
    ):
        pass
    assert str(tmp_path) in str(caught.value)
