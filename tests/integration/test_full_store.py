"""A real store on a real full disk: the write is refused, in words, and nothing half is kept."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from render_farm.storage import S3Store, SeaweedServer, StoreFull

DISK_MB = 32


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def test_a_full_disk_is_said_and_leaves_only_whole_objects(small_disk: Path) -> None:
    with SeaweedServer(small_disk / "storage") as server:
        store = S3Store(server.settings, attempts=1)
        written: list[str] = []
        with pytest.raises(StoreFull, match="disk may be full") as caught:
            for number in range(2 * DISK_MB):
                body = os.urandom(1_000_000)
                sha256 = hashlib.sha256(body).hexdigest()
                key = f"assets/{number}"
                store.put_new(key, body, sha256=sha256, content_type="image/jpeg")
                written.append(key)
        assert caught.value.retryable
        assert written
        assert sorted(store.list_keys("assets/")) == sorted(written)
        for key in written:
            known = store.head(key)
            assert known is not None
            assert hashlib.sha256(store.get(key)).hexdigest() == known.sha256
        store.close()
