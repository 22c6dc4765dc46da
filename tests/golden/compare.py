"""Pictures held against their goldens.

A missing golden fails. HANDBILL_BLESS=1 writes the picture **and still fails**, so that a blessed
run is looked at and run again. A difference leaves a sheet (golden, difference, actual) in the
temporary folder and names it.
"""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops

GOLDENS = Path(__file__).parent / "png"
_BLESS = "HANDBILL_BLESS"
_GUTTER = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Tolerance:
    """How far a picture may stray: `share` of its pixels by more than `level` (of 255)."""

    name: str
    level: int
    share: float


# Same outlines, same rasteriser: only the last bits of floating point may differ.
TEXT = Tolerance(name="text", level=16, share=0.0001)
# Resampled or blurred pictures, whose SIMD paths differ between processors.
PICTURE = Tolerance(name="picture", level=6, share=0.001)


def check_golden(actual: Image.Image, name: str, *, tolerance: Tolerance) -> None:
    """Fail unless `actual` looks like tests/golden/png/<name>.png."""
    golden = GOLDENS / f"{name}.png"
    if os.environ.get(_BLESS) == "1":
        golden.parent.mkdir(parents=True, exist_ok=True)
        actual.save(golden, optimize=True)
        pytest.fail(f"blessed {golden}: look at it, then run again without {_BLESS}")
    if not golden.exists():
        pytest.fail(f"no golden {golden}: make one with {_BLESS}=1")
    with Image.open(golden) as file:
        expected = file.convert(actual.mode)
    if expected.size != actual.size:
        sheet = write_sheet(expected, actual, name)
        pytest.fail(f"{name} is {actual.size}, its golden {expected.size}: see {sheet}")
    share = stray_share(expected, actual, level=tolerance.level)
    if share > tolerance.share:
        sheet = write_sheet(expected, actual, name)
        pytest.fail(
            f"{name}: {share:.4%} of the pixels stray by more than {tolerance.level} "
            f"({tolerance.name} allows {tolerance.share:.4%}): see {sheet}"
        )


def stray_share(expected: Image.Image, actual: Image.Image, *, level: int) -> float:
    """The share of pixels whose worst channel differs by more than `level`."""
    difference = np.asarray(ImageChops.difference(expected, actual))
    worst = difference if difference.ndim == 2 else difference.max(axis=2)
    return float((worst > level).mean())


def write_sheet(expected: Image.Image, actual: Image.Image, name: str) -> Path:
    """Golden, difference (amplified) and actual side by side, in the temporary folder."""
    width = max(expected.width, actual.width)
    height = max(expected.height, actual.height)
    panels = [Image.new("RGB", (width, height), "white") for _ in range(2)]
    for panel, picture in zip(panels, (expected, actual), strict=True):
        panel.paste(picture.convert("RGB"))
    difference = ImageChops.difference(*panels).point([min(255, 4 * v) for v in range(256)] * 3)
    sheet = Image.new("RGB", (3 * width + 2 * _GUTTER, height), "red")
    for i, panel in enumerate((panels[0], difference, panels[1])):
        sheet.paste(panel, (i * (width + _GUTTER), 0))
    path = Path(tempfile.gettempdir()) / "handbill-golden" / f"{name.replace('/', '-')}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(path)
    return path
