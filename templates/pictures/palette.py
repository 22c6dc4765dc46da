"""A small picture → its few colours, found by k-means in OKLab from fixed starting points."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from templates.pictures.facts import Swatch
from templates.scene import Color

if TYPE_CHECKING:
    from PIL import Image

_COLORS = 6
_ROUNDS = 12
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def palette_of(small: "Image.Image") -> tuple[Swatch, ...]:
    """At most six colours, the largest share first; the same picture gives the same palette."""
    pixels = np.asarray(small, dtype=np.float64).reshape(-1, 3)
    lab = _to_oklab(pixels)
    nearest = _cluster(lab)
    swatches = []
    for index in range(_COLORS):
        members = pixels[nearest == index]
        if not len(members):
            continue
        # The median keeps a colour that is really there; a mean of two hues would be mud.
        red, green, blue = (round(float(channel)) for channel in np.median(members, axis=0))
        share = round(len(members) / len(pixels), 4)
        swatches.append(Swatch(color=Color(red=red, green=green, blue=blue), share=share))
    return tuple(sorted(swatches, key=lambda swatch: (-swatch.share, swatch.color.red)))


def _to_oklab(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    share = pixels / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lab: NDArray[np.float64] = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    return lab


def _cluster(lab: NDArray[np.float64]) -> NDArray[np.intp]:
    # Hue matters more than shade for a palette: stretch a and b.
    points = lab * np.array([1.0, 2.2, 2.2])
    # Each channel for itself: processors take eight neighbours at a time.
    channels = np.ascontiguousarray(points.T)
    centers = _spread(points)
    nearest = np.full(len(points), -1, dtype=np.intp)
    for _ in range(_ROUNDS):
        before, nearest = nearest, _nearest(channels, centers)
        for index in range(_COLORS):
            members = points[nearest == index]
            if len(members):
                centers[index] = members.mean(axis=0)
        if (nearest == before).all():
            # The next round would find what this one found.
            break
    return nearest


def _nearest(channels: NDArray[np.float64], centers: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each point the number of the centre next to it, the first of those equally far."""
    distances = np.empty((len(centers), channels.shape[1]))
    for center, row in zip(centers, distances, strict=True):
        one, two, three = (channels - center[:, None]) ** 2
        np.add(np.add(one, two, out=row), three, out=row)
    nearest: NDArray[np.intp] = distances.argmin(axis=0)
    return nearest


def _spread(points: NDArray[np.float64]) -> NDArray[np.float64]:
    chosen = [points[np.linalg.norm(points - points.mean(axis=0), axis=1).argmin()]]
    for _ in range(_COLORS - 1):
        distance = np.min([((points - center) ** 2).sum(axis=1) for center in chosen], axis=0)
        chosen.append(points[distance.argmax()])
    return np.array(chosen)
