"""A file of a designer's → an export's bytes and the pictures that it names beside it.

A `.json` export reads its pictures from beside itself; a `.lottie` file (dotLottie 1 and 2,
https://dotlottie.io/spec) is a zip that holds both.
"""

import json
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from templates.bundle import BROKEN_ZIP, MAX_BUNDLE_BYTES
from templates.errors import TemplateError
from templates.lottie.cleaning import picture_paths
from templates.lottie.document import MAX_BYTES, read_document

MAX_PICTURES = 64


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """An export and the pictures beside it, by the path that it names."""

    data: bytes
    pictures: dict[str, bytes]


def open_export(path: Path) -> Opened:
    """Raises TemplateError for what cannot be read, OSError for what is not there."""
    data = _read(path)
    if data.startswith(b"PK"):
        return _unzipped(path)
    beside = path.parent.resolve()
    pictures: dict[str, bytes] = {}
    for name in _named(data, path.name):
        picture = _resolved(beside / name)
        # A path that leads elsewhere could carry any file of this machine into a template.
        if picture is None or not picture.is_relative_to(beside) or not picture.is_file():
            raise TemplateError(
                f"no picture {name!r:.80}", where=str(path), allowed="a file beside the export"
            )
        pictures[name] = _read(picture)
        _check_total(pictures, path)
    return Opened(data=data, pictures=pictures)


def _resolved(path: Path) -> Path | None:
    """None for what no file can be called: with a NUL, too long."""
    try:
        return path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None


def _named(data: bytes, file: str) -> list[str]:
    found = list(picture_paths(read_document(data, file=file)))
    if len(found) > MAX_PICTURES:
        raise TemplateError(f"{len(found)} pictures", where=file, allowed=f"at most {MAX_PICTURES}")
    return found


def _read(path: Path) -> bytes:
    found = path.stat()
    # A device or a pipe may never end.
    if not stat.S_ISREG(found.st_mode):
        raise TemplateError("no plain file", where=str(path), allowed="a .json or .lottie file")
    if found.st_size > MAX_BYTES:
        raise TemplateError(
            f"{found.st_size:,} bytes", where=str(path), allowed=f"at most {MAX_BYTES:,}"
        )
    return path.read_bytes()


def _unzipped(path: Path) -> Opened:
    try:
        with zipfile.ZipFile(path) as package:
            data = _entry(package, _animation(package, path), path)
            pictures = {}
            for name in _named(data, path.name):
                last = name.rpartition("/")[2]
                held = [f"{folder}/{last}" for folder in ("images", "i")]
                found = next((entry for entry in held if entry in package.namelist()), None)
                if found is not None:
                    pictures[name] = _entry(package, found, path)
                    _check_total(pictures, path)
            return Opened(data=data, pictures=pictures)
    except BROKEN_ZIP as error:
        raise TemplateError(f"{error}", where=str(path), allowed="a whole .lottie file") from error


def _check_total(pictures: dict[str, bytes], path: Path) -> None:
    """No template may hold more, so a small archive need not become more in memory either."""
    total = sum(map(len, pictures.values()))
    if total > MAX_BUNDLE_BYTES:
        raise TemplateError(
            f"{total:,} bytes of pictures", where=str(path), allowed=f"at most {MAX_BUNDLE_BYTES:,}"
        )


def _animation(package: zipfile.ZipFile, path: Path) -> str:
    """The name of the first animation that the manifest lists."""
    manifest = json.loads(_entry(package, "manifest.json", path))
    listed = manifest.get("animations") if isinstance(manifest, dict) else None
    entry = listed[0] if isinstance(listed, list) and listed else None
    first = entry.get("id") if isinstance(entry, dict) else None
    names = [f"{folder}/{first}.json" for folder in ("animations", "a")]
    found = next((name for name in names if name in package.namelist()), None)
    if found is None:
        raise TemplateError("no animation", where=str(path), allowed=" or ".join(names))
    return found


def _entry(package: zipfile.ZipFile, name: str, path: Path) -> bytes:
    if name not in package.namelist():
        raise TemplateError(f"no {name}", where=str(path), allowed="a dotLottie file")
    # A header may lie about the size: never take in more than is allowed.
    with package.open(name) as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TemplateError(f"{name} is too large", where=str(path), allowed=f"{MAX_BYTES:,} bytes")
    return data
