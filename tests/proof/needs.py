"""What a proof is held against, from Debian's packages: skipped where absent, required in CI."""

import os
import shutil
from pathlib import Path

import pytest

from bench.postgres import postgres_programs

_UNICODE = Path("/usr/share/unicode")
_EMOJI = Path("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")


def need_program(name: str, *, package: str) -> None:
    """Go on only where the program is installed; without it skip, in CI fail."""
    if shutil.which(name) is None:
        _absent(name, package)


def need_unicode_file(name: str) -> Path:
    """The file of Unicode's character database; without it skip, in CI fail."""
    path = _UNICODE / name
    if not path.is_file():
        _absent(str(path), "unicode-data")
    return path


def need_emoji_font() -> Path:
    """The file of Noto Color Emoji, whose glyphs are bitmaps; without it skip, in CI fail."""
    if not _EMOJI.is_file():
        _absent(str(_EMOJI), "fonts-noto-color-emoji")
    return _EMOJI


def need_postgres() -> None:
    """Go on only where PostgreSQL's server is installed; without it skip, in CI fail."""
    if postgres_programs() is None:
        _absent("initdb", "postgresql")


def _absent(what: str, package: str) -> None:
    reason = f"no {what}: Debian's package {package} ships it (.ci/packages installs it)"
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{reason}, and CI requires it")
    pytest.skip(reason)
