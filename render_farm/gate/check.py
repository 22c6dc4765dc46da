"""A file and what it should be → its facts, or a QualityFailure with every reason."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from render_farm.errors import QualityFailure
from render_farm.gate.animation import look_at_animation
from render_farm.gate.expectation import Expectation
from render_farm.gate.facts import FileFacts
from render_farm.gate.still import look_at_still
from render_farm.gate.video import look_at_video


def check_file(path: Path, *, expected: Expectation) -> FileFacts:
    """Decode the finished file completely and hold it against what was asked for.

    Raises:
        QualityFailure: with everything that is wrong.
    """
    size = path.stat().st_size if path.is_file() else 0
    if size == 0:
        raise QualityFailure(("the file is missing or empty",), where=str(path))
    look = _look(expected)
    reasons = (*look(path, expected), *_heavy(size, expected))
    if reasons:
        raise QualityFailure(reasons, where=str(path))
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileFacts(
        codec=expected.codec,
        width=expected.width,
        height=expected.height,
        frames=expected.frames,
        fps=expected.fps,
        duration_s=expected.duration_s,
        bytes=size,
        sha256=digest,
    )


def _look(expected: Expectation) -> Callable[[Path, Expectation], tuple[str, ...]]:
    if expected.fps is None:
        return look_at_still
    return look_at_video if expected.codec == "h264" else look_at_animation


def _heavy(size: int, expected: Expectation) -> Iterator[str]:
    if expected.max_bytes is not None and size > expected.max_bytes:
        yield f"{size} bytes, not {expected.max_bytes} at most"
