"""The families of cover art, by number."""

from collections.abc import Callable

from ranker.sample.artwork.canvas import Canvas
from ranker.sample.artwork.fluids import agate, silk
from ranker.sample.artwork.forms import arches, bauhaus, bloom, planet
from ranker.sample.artwork.landscapes import horizon, papercut, ridges
from ranker.sample.artwork.portraits import portrait

FAMILIES: tuple[Callable[[Canvas], None], ...] = (
    *(portrait, horizon, bloom, silk, arches),
    *(papercut, planet, agate, ridges, bauhaus),
)
