"""A finished still → what is wrong with it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.gate.expectation import Expectation

# Fewer levels between the darkest and the lightest sample than this: one flat colour.
BLANK_LEVELS = 8


def look_at_still(path: Path, expected: Expectation) -> tuple[str, ...]:
    """Every reason against the picture; empty when it is as asked."""
    try:
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
            image.verify()
        with Image.open(path, formats=["JPEG", "PNG", "WEBP"]) as image:
            image.load()
            codec, mode = (image.format or "").lower(), image.mode
            picture = image.convert("RGB")
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
    if is_blank(np.asarray(picture)):
        reasons.append("the picture is blank: one flat colour")
    return tuple(reasons)


def is_blank(samples: NDArray[np.uint8]) -> bool:
    """Whether the samples (rows, columns, and maybe channels) hold one flat colour."""
    fewer = samples[::2, ::2]
    return bool(np.all(np.ptp(fewer.reshape(-1, *fewer.shape[2:]), axis=0) < BLANK_LEVELS))
