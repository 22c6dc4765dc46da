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
    """Copy each asset and its poster to folder/<key>, unless it is there; how many were copied.

    Keys name their content, so that a whole file of the right size needs no second look. Nobody
    told the size of a poster.
    """
    sizes: dict[str, int | None] = {}
    for row in assets:
        sizes[row["key"]] = row["bytes"]
        if row["poster"] is not None:
            sizes[row["poster"]] = None
    copied = 0
    for key, size in sizes.items():
        file = folder / key
        if file.is_file() and size in {None, file.stat().st_size}:
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
