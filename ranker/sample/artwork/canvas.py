"""A picture in the making: a float RGB plane with coordinates, and the few tools of all families.

Lengths are in units of the shorter side; the origin is the centre, y grows downwards.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ranker.sample.artwork.palette import Palette

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Canvas:
    """`rgb` is three planes (3, height, width), 0–1; `x` is (1, width) and `y` (height, 1).

    A color is an array of 3, or three planes.
    """

    rgb: Array
    x: Array
    y: Array
    scale: float
    palette: Palette
    rng: np.random.Generator

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.rgb.shape[2])

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.rgb.shape[1])

    def part(self, rows: slice, columns: slice = slice(None)) -> "Canvas":
        """A window of the same picture: what is painted there is painted here."""
        return replace(self, rgb=self.rgb[:, rows, columns], x=self.x[:, columns], y=self.y[rows])

    def around(self, x: float, y: float, reach: float) -> "Canvas":
        """The window of the square of half side `reach` around a point."""
        left, right = np.searchsorted(self.x[0], [x - reach, x + reach])
        top, bottom = np.searchsorted(self.y[:, 0], [y - reach, y + reach])
        return self.part(slice(int(top), int(bottom)), slice(int(left), int(right)))

    def below(self, y: float) -> "Canvas":
        """The window from `y` down."""
        return self.part(slice(int(np.searchsorted(self.y[:, 0], y)), None))

    def paint(self, mask: Array, color: Array) -> None:
        """Lay `color` over the picture where `mask` (0–1) says."""
        self.rgb[:] += (planes(color) - self.rgb) * mask

    def glow(self, amount: Array, color: Array) -> None:
        """Add light, as a screen does: nothing gets brighter than white."""
        self.rgb[:] += (1 - self.rgb) * (planes(color) * amount)

    def shade(self, amount: Array) -> None:
        """Darken by `amount` (0 nothing, 1 black), towards the palette's dark."""
        self.paint(amount, self.palette.dark * 0.6)

    def inside(self, distance: Array) -> Array:
        """A signed distance (negative inside) → coverage with a soft pixel edge."""
        return np.asarray(np.clip(0.5 - distance * self.scale, 0, 1))

    def distance(self, x: float, y: float) -> Array:
        """From a point."""
        return np.asarray(np.sqrt((self.x - x) ** 2 + (self.y - y) ** 2))

    def noise(self, size: float, *, octaves: int = 1) -> Array:
        """Smooth noise of about −1 to 1 with features of `size`."""
        total = np.zeros((self.height, self.width), dtype=np.float32)
        for octave in range(octaves):
            total += _value_noise(self, size / 2**octave) * 0.5**octave
        return total

    def blur(self, mask: Array, radius: float) -> Array:
        """The mask out of focus; done small, since blur hides the difference."""
        small = (max(1, self.width // 4), max(1, self.height // 4))
        image = Image.fromarray((mask * 255).astype(np.uint8)).resize(small, Image.Resampling.BOX)
        soft = image.filter(ImageFilter.GaussianBlur(max(radius * self.scale / 4, 0.3)))
        wide = soft.resize((self.width, self.height), Image.Resampling.BICUBIC)
        return np.asarray(wide, dtype=np.float32) / 255

    def shifted(self, mask: Array, x: float, y: float) -> Array:
        """The mask moved; what enters repeats the edge."""
        across, down = round(x * self.scale), round(y * self.scale)
        rows = np.clip(np.arange(self.height) - down, 0, self.height - 1)
        columns = np.clip(np.arange(self.width) - across, 0, self.width - 1)
        return mask[rows][:, columns]

    def finish(self, *, vignette: float = 0.22) -> NDArray[np.uint8]:
        """The picture with a slight vignette, as bytes."""
        edge = np.hypot(self.x * self.scale / self.width, self.y * self.scale / self.height)
        self.shade(vignette * np.clip(edge * 1.5 - 0.35, 0, 1) ** 2)
        return (np.clip(self.rgb.transpose(1, 2, 0), 0, 1) * 255 + 0.5).astype(np.uint8)


def new_canvas(width: int, height: int, *, palette: Palette, rng: np.random.Generator) -> Canvas:
    """A black canvas."""
    scale = float(min(width, height))
    return Canvas(
        rgb=np.zeros((3, height, width), dtype=np.float32),
        x=((np.arange(width, dtype=np.float32) + 0.5 - width / 2) / scale)[None, :],
        y=((np.arange(height, dtype=np.float32) + 0.5 - height / 2) / scale)[:, None],
        scale=scale,
        palette=palette,
        rng=rng,
    )


def planes(color: Array) -> Array:
    """One colour as three planes that stretch over any picture."""
    return color[:, None, None] if color.ndim == 1 else color


def mix(one: Array, other: Array, part: Array) -> Array:
    """Colours between `one` (part 0) and `other` (part 1), as planes."""
    return np.asarray(planes(one) * (1 - part) + planes(other) * part)


def soft_step(low: float, high: float, value: Array) -> Array:
    """0 below `low`, 1 above `high`, an S between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _value_noise(canvas: Canvas, size: float) -> Array:
    columns = max(2, int(canvas.width / canvas.scale / size) + 3)
    rows = max(2, int(canvas.height / canvas.scale / size) + 3)
    points = canvas.rng.uniform(-1, 1, (rows, columns)).astype(np.float32)
    wide = Image.fromarray(points).resize((canvas.width, canvas.height), Image.Resampling.BICUBIC)
    return np.asarray(wide, dtype=np.float32)
