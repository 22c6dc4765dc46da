"""Manifest → a folder: the assets of a campaign beside its contact sheet."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from render_farm.storage import StoredObject


class MirrorStore(Protocol):
    """What mirroring needs of the object store."""

    def download(self, key: str, path: Path) -> StoredObject:
        """Write the object to `path`, whole or not at all, checked against its sha256."""


def mirror_assets(assets: Iterable[Mapping[str, Any]], *, store: MirrorStore, folder: Path) -> int:
    """Copy each asset to folder/<key> unless a file of its size is there; how many were copied.

    Keys name their content, so that a whole file of the right size needs no second look.
    """
    copied = 0
    for key, size in {row["key"]: row["bytes"] for row in assets}.items():
        file = folder / key
        if file.is_file() and file.stat().st_size == size:
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        store.download(key, file)
        copied += 1
    return copied


def write_whole(file: Path, body: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(body)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
