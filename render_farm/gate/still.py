"""A finished still → what is wrong with it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.gate.expectation import Expectation

# Fewer levels between the darkest and the lightest sample than this: one flat colour.
BLANK_LEVELS = 8
# Every so manieth row and column is looked at: few first, then all that count.
_STEPS = (34, 2)


def look_at_still(path: Path, expected: Expectation) -> tuple[str, ...]:
    """Every reason against the picture; empty when it is as asked."""
    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
            image.verify()
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
            image.load()
            codec, mode = (image.format or "").lower(), image.mode
            picture = image if mode == "RGB" else image.convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        return (f"cannot be decoded: {error}",)
    reasons = []
    if codec != expected.codec:
        reasons.append(f"codec is {codec}, not {expected.codec}")
    if picture.size != (expected.width, expected.height):
        size = f"{picture.width}×{picture.height}"
        reasons.append(f"size is {size}, not {expected.width}×{expected.height}")
    if mode != "RGB":
        reasons.append(f"mode is {mode}, not RGB")
    if _is_flat(np.asarray(_few_of(picture))) and is_blank(np.asarray(picture)):
        reasons.append("the picture is blank: one flat colour")
    return tuple(reasons)


def is_blank(samples: NDArray[np.uint8]) -> bool:
    """Whether the samples (rows, columns, and maybe channels) hold one flat colour."""
    # What differs among a few differs among all: most pictures are told by those.
    return all(_is_flat(samples[::step, ::step]) for step in _STEPS)


def _few_of(picture: Image.Image) -> Image.Image:
    """Some of its pixels: where these differ, the others need not be copied out."""
    size = [max(1, side // _STEPS[0]) for side in picture.size]
    return picture.resize((size[0], size[1]), Image.Resampling.NEAREST)


def _is_flat(samples: NDArray[np.uint8]) -> bool:
    channels = samples.reshape(-1, *samples.shape[2:])
    return bool(np.all(np.ptp(channels, axis=0) < BLANK_LEVELS))
