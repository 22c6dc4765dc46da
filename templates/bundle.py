"""Template ↔ bundle: a zip whose bytes depend on its contents alone; hostile until checked."""

import io
import re
import zipfile
import zlib

from templates.errors import BundleRefused
from templates.template import Template

MAX_FILES = 64
MAX_FILE_BYTES = 10_000_000
MAX_BUNDLE_BYTES = 20_000_000
SUFFIXES: tuple[str, ...] = (".yaml", ".json", ".md", ".png", ".jpg", ".jpeg", ".webp")

_NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9_.-]{0,80}/){0,3}[A-Za-z0-9_-][A-Za-z0-9_.-]{0,80}")
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What zipfile raises over archives that are broken, encrypted (RuntimeError), or packed in a way
# that it does not know (NotImplementedError).
BROKEN_ZIP = (
    zipfile.BadZipFile,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    zlib.error,
)


def pack_template(template: Template) -> bytes:
    """The bundle of a template: equal templates give equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(template.files):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            # Else the entry would tell which system packed it.
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            bundle.writestr(entry, template.files[name])
    return packed.getvalue()


def unpack_template(data: bytes) -> Template:
    """The template of a bundle; BundleRefused or TemplateError when it cannot be trusted."""
    # The loader brings pydantic and YAML along: wanted here alone.
    from templates.format.loader import parse_template  # noqa: PLC0415

    if len(data) > MAX_BUNDLE_BYTES:
        raise BundleRefused(f"{len(data):,} bytes", allowed=f"at most {MAX_BUNDLE_BYTES:,}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            _check_entries(bundle)
            files = {entry.filename: _read(bundle, entry) for entry in bundle.infolist()}
    except BROKEN_ZIP as error:
        raise BundleRefused(f"not a template bundle: {error}", allowed="a zip file") from error
    return parse_template(files, name="bundle")


def check_file(name: str, size: int) -> None:
    """BundleRefused unless a file of a template may have this name and size."""
    if _NAME.fullmatch(name) is None or ".." in name or not name.endswith(SUFFIXES):
        raise BundleRefused(
            "not a name for a template's file",
            where=repr(name[:120]),
            allowed=f"plain relative names ending in {', '.join(SUFFIXES)}",
        )
    if size > MAX_FILE_BYTES:
        raise BundleRefused(f"{size:,} bytes", where=name, allowed=f"at most {MAX_FILE_BYTES:,}")


def check_count(count: int) -> None:
    """BundleRefused when a template has more files than any should."""
    if count > MAX_FILES:
        raise BundleRefused(f"{count} files", allowed=f"at most {MAX_FILES}")


def _check_entries(bundle: zipfile.ZipFile) -> None:
    entries = bundle.infolist()
    check_count(len(entries))
    for entry in entries:
        check_file(entry.filename, entry.file_size)
    if len({entry.filename for entry in entries}) != len(entries):
        raise BundleRefused("a name stands twice", allowed="each name once")
    total = sum(entry.file_size for entry in entries)
    if total > MAX_BUNDLE_BYTES:
        raise BundleRefused(f"{total:,} bytes unpacked", allowed=f"at most {MAX_BUNDLE_BYTES:,}")


def _read(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # A header may lie about the size: never take in more than it said.
    with bundle.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise BundleRefused("larger than it says", where=entry.filename)
    return data
