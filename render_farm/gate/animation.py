"""A finished GIF or animated WebP → what is wrong with it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from render_farm.encode.stillness import Stillness
from render_farm.gate.expectation import Expectation
from render_farm.gate.still import is_blank
from render_farm.gate.video import SAME_LEVELS, stretches

# GIF counts hundredths of a second.
_SLACK_S = 0.011
# Full range → the limited range in which stillness is measured.
_LIMITED = [16 + round(level * 219 / 255) for level in range(256)]


def look_at_animation(path: Path, expected: Expectation) -> tuple[str, ...]:
    """Every reason against the animation, after decoding all of it; empty when it is as asked."""
    try:
        with Image.open(path, formats=["GIF", "WEBP"]) as image:
            return (*_head(image, expected), *_pictures(image, expected))
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        return (f"cannot be decoded: {error}",)


def _head(image: Image.Image, expected: Expectation) -> Iterator[str]:
    codec = (image.format or "").lower()
    if codec != expected.codec:
        yield f"codec is {codec}, not {expected.codec}"
    if image.size != (expected.width, expected.height):
        yield f"size is {image.width}×{image.height}, not {expected.width}×{expected.height}"
    if image.info.get("loop") != 0:
        yield "it does not repeat for ever"


def _pictures(image: Image.Image, expected: Expectation) -> Iterator[str]:
    """What the decoded pictures say; one may stand for several that are alike."""
    fps, count = expected.fps or 1, getattr(image, "n_frames", 1)
    stillness, shown_s = Stillness(tolerance=SAME_LEVELS), 0.0
    for number in range(count):
        image.seek(number)
        image.load()
        luma = np.asarray(image.convert("L").point(_LIMITED))
        if number in (0, count - 1) and is_blank(luma):
            yield f"the {'last' if number else 'first'} frame is blank: one flat colour"
        before = round(shown_s * fps)
        shown_s += image.info.get("duration", 0) / 1000
        for _ in range(round(shown_s * fps) - before):
            stillness.add(luma)
    if count > expected.frames:
        yield f"{count} frames, not {expected.frames} at most"
    wanted_s = expected.duration_s or 0.0
    if abs(shown_s - wanted_s) > _SLACK_S:
        yield f"a round lasts {shown_s:.2f} s, not {wanted_s:.2f} s"
    yield from stretches(stillness, expected, fps)
