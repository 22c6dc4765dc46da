"""The seam between making a file and wherever pictures, sounds and fonts come from."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.clip import Clips
from render_farm.encode import SoundSettings
from render_farm.paint import RasterShelf
from templates.scene import Sound
from templates.text import FontLibrary


class Materials(Protocol):
    """What scenes are drawn and heard with, by the sha256 of the files."""

    @property
    def fonts(self) -> FontLibrary:
        """The typefaces."""

    @property
    def rasters(self) -> RasterShelf:
        """Painted content, for the next still."""

    def picture(self, sha256: str) -> Image.Image:
        """A picture, upright, RGB or RGBA."""

    @property
    def clips(self) -> Clips:
        """Clips by the same hashes; whoever begins a work with one ends what reads them."""

    def mixed(
        self, sound: Sound, *, seconds: float, settings: SoundSettings
    ) -> NDArray[np.float32]:
        """What is heard for so many seconds: (samples, 2), within ±1."""
