"""Materials out of inputs/<sha256>, what was used last kept decoded."""

from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.clip import Clips
from render_farm.encode import SoundSettings, mix_sound
from render_farm.inputs import InputReader, read_input
from render_farm.local_file import LocalFile, nameless_file
from render_farm.metrics import SILENT, Meter, count_cache
from render_farm.paint import RasterShelf
from render_farm.warm import WarmShelf
from templates import open_picture
from templates.scene import Sound
from templates.text import FontLibrary

# Decoded artwork kept warm: about ten 1500-pixel pictures.
_PICTURE_BYTES = 100_000_000
# Painted content kept for the next still: eight canvases of 1080×1920.
RASTER_BYTES = 70_000_000
# Mixed sounds kept warm: the variants of a campaign share a few; six seconds are 2.3 MB.
_SOUND_BYTES = 40_000_000
# Files of clips and sounds kept on the disk, not in memory.
_FILE_BYTES = 300_000_000


class WarmMaterials:
    """`Materials` of a worker. One thread at a time. scratch: a folder for files in the making.

    Each call may raise what the store and the decoders raise.
    """

    def __init__(
        self, *, store: InputReader, fonts: FontLibrary, scratch: Path, meter: Meter = SILENT
    ) -> None:
        self.fonts = fonts
        self._store = store
        self._scratch = scratch
        self._pictures: WarmShelf[Image.Image] = WarmShelf(
            capacity=_PICTURE_BYTES,
            weigh=lambda image: image.width * image.height * 4,
            heard=count_cache(meter, "picture"),
        )
        self.rasters = RasterShelf(
            capacity=RASTER_BYTES,
            weigh=lambda raster: raster.pixels.nbytes,
            heard=count_cache(meter, "raster"),
        )
        self.clips = Clips(self._file)
        self._files: WarmShelf[LocalFile] = WarmShelf(
            capacity=_FILE_BYTES,
            weigh=lambda file: file.bytes,
            heard=count_cache(meter, "file"),
        )
        self._sounds: WarmShelf[NDArray[np.float32]] = WarmShelf(
            capacity=_SOUND_BYTES,
            weigh=lambda samples: samples.nbytes,
            heard=count_cache(meter, "sound"),
        )

    def picture(self, sha256: str) -> Image.Image:
        """See Materials."""
        return self._pictures.get(
            sha256, lambda: open_picture(read_input(sha256, store=self._store))
        )

    def _file(self, sha256: str) -> LocalFile:
        return self._files.get(
            sha256,
            lambda: nameless_file(read_input(sha256, store=self._store), folder=self._scratch),
        )

    def mixed(
        self, sound: Sound, *, seconds: float, settings: SoundSettings
    ) -> NDArray[np.float32]:
        """See Materials."""
        make = partial(self._mix, sound, seconds, settings)
        return self._sounds.get(f"{sound} {seconds} {settings}", make)

    def _mix(self, sound: Sound, seconds: float, settings: SoundSettings) -> NDArray[np.float32]:
        return mix_sound(self._file, sound, seconds=seconds, settings=settings)
