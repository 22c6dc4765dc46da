"""A small picture and its faces → its focal point: where the eye goes first.

That is between the eyes of its faces. Without any it is where the picture stands out: spectral
residual saliency (Hou and Zhang, CVPR 2007) joined with the strength of colour against the
picture's mean, under a prior that favours the middle of the upper half, where subjects are.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from templates.pictures.faces import Face

if TYPE_CHECKING:
    from PIL import Image

_Plane = NDArray[np.float64]


def focal_point(
    small: "Image.Image", *, aspect: float, faces: Sequence[Face] = ()
) -> tuple[float, float]:
    """(x, y) in fractions of the picture; `aspect` is the true picture's width by height."""
    return _among(faces) if faces else _salient(small, aspect)


def _among(faces: Sequence[Face]) -> tuple[float, float]:
    """The middle of the group across, the mean of the eyes down."""
    left = min(face.box.x for face in faces)
    right = max(face.box.x + face.box.width for face in faces)
    level = sum(face.eyes[1] for face in faces) / len(faces)
    return round((left + right) / 2, 3), round(level, 3)


def _salient(small: "Image.Image", aspect: float) -> tuple[float, float]:
    pixels = np.asarray(small, dtype=np.float64)
    rows, columns = pixels.shape[:2]
    weight = _smooth(_residual(pixels.mean(axis=2))) + _smooth(_oddness(pixels))
    y, x = np.mgrid[0:rows, 0:columns]
    x, y = (x + 0.5) / columns, (y + 0.5) / rows
    weight = weight * _prior(x, y, aspect)
    # Only what stands out counts: a broad, weak background would pull the point to the middle.
    weight = np.where(weight >= np.quantile(weight, 0.85), weight, 0.0)
    total = float(weight.sum())
    if total <= 0:
        return 0.5, 0.45
    return round(float((weight * x).sum()) / total, 3), round(float((weight * y).sum()) / total, 3)


def _residual(gray: _Plane) -> _Plane:
    spectrum = np.fft.fft2(gray)
    amplitude = np.log(np.abs(spectrum) + 1e-6)
    residual = amplitude - _smooth(amplitude, times=1)
    saliency = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    return _unit(saliency)


def _oddness(pixels: _Plane) -> _Plane:
    return _unit(np.linalg.norm(pixels - pixels.mean(axis=(0, 1)), axis=2))


def _prior(x: _Plane, y: _Plane, aspect: float) -> _Plane:
    # A tall picture's subject sits higher up than a wide one's.
    level = 0.42 if aspect < 1 else 0.48
    prior: _Plane = np.exp(-(((x - 0.5) / 0.42) ** 2) - ((y - level) / 0.42) ** 2)
    return prior


def _smooth(plane: _Plane, *, times: int = 4) -> _Plane:
    for _ in range(times):
        padded = np.pad(plane, 1, mode="edge")
        plane = (padded[:-2, 1:-1] + padded[2:, 1:-1] + 2 * padded[1:-1, 1:-1]) / 4
        padded = np.pad(plane, 1, mode="edge")
        plane = (padded[1:-1, :-2] + padded[1:-1, 2:] + 2 * padded[1:-1, 1:-1]) / 4
    return plane


def _unit(plane: _Plane) -> _Plane:
    span = float(plane.max() - plane.min())
    unit: _Plane = (plane - plane.min()) / span if span > 1e-9 else np.zeros_like(plane)
    return unit
