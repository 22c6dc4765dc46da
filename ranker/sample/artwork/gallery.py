"""All artwork files of a sample: which picture, which size, which file format."""

from pathlib import Path

import numpy as np
from PIL import Image

_PICTURES = 100


def artwork_paths(count: int, *, seed: int) -> list[str]:
    """The artwork of each of `count` artists, relative to the folder; pictures are shared."""
    del seed
    return [f"artwork/cover-{i % _PICTURES + 1:03d}.jpg" for i in range(count)]


def write_gallery(folder: Path, *, seed: int) -> int:
    """Write the pictures below `folder`; returns how many."""
    (folder / "artwork").mkdir()
    for i in range(_PICTURES):
        rng = np.random.default_rng([seed, 7, i])
        top, low = rng.integers(0, 255, (2, 3))
        t = np.linspace(0, 1, 640)[:, None, None]
        a = (top * (1 - t) + low * t) * np.ones((640, 640, 1))
        Image.fromarray(a.astype(np.uint8)).save(folder / f"artwork/cover-{i + 1:03d}.jpg")
    return _PICTURES
