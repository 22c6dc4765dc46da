"""What shapes layout, pixels and sound here: part of every key."""

from render_farm.encode import pixel_versions, sound_versions
from render_farm.keys import Toolchain
from render_farm.paint import PAINT_EPOCH
from templates.text import FontLibrary


def this_toolchain(fonts: FontLibrary) -> Toolchain:
    """The toolchain of this process."""
    return Toolchain(
        fonts=fonts.digest(),
        paint_epoch=PAINT_EPOCH,
        versions=pixel_versions(),
        sound_versions=sound_versions(),
    )
