"""The name of a placement → the zones at its edges that an app covers.

Platforms move these zones and sources disagree: they are dated data files with their sources
(templates/placements/*.yaml), never constants in code.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field

from templates.errors import UnknownPlacement
from templates.ratio import pixel_size
from templates.scene import Box

_Share = Annotated[float, Field(ge=0, lt=0.5)]
_DEFAULT = "meta.any"


class ZoneModel(BaseModel):
    """Shares of height (top, bottom) and of width (start, end) that the app covers."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    ratio: str
    top: _Share = 0
    bottom: _Share = 0
    start: _Share = 0
    end: _Share = 0
    right_to_left: bool = False


class PlatformModel(BaseModel):
    """One data file: when and where its figures were found, and the zones by name."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    platform: str
    gathered: str
    sources: list[str]
    zones: dict[str, list[ZoneModel]]


@dataclass(frozen=True, kw_only=True, slots=True)
class SafeZone:
    """Shares of the picture left free for the app; left and right as seen."""

    placement: str
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0

    def box(self, width_px: float, height_px: float) -> Box:
        """The part in which text may stand, in pixels."""
        return Box(
            x=self.left * width_px,
            y=self.top * height_px,
            width=(1 - self.left - self.right) * width_px,
            height=(1 - self.top - self.bottom) * height_px,
        )


def safe_zone(placement: str | None, *, ratio: str, right_to_left: bool) -> SafeZone:
    """The zone of a placement (None: Meta's) at a ratio; nothing is covered where none is given.

    A zone gathered for right-to-left languages wins there; else the general one is mirrored.
    """
    name = placement or _DEFAULT
    known = _placements()
    if name not in known:
        raise UnknownPlacement(f"{name!r}", where="placement", allowed=", ".join(sorted(known)))
    size = pixel_size(ratio)
    zones = [zone for zone in known[name] if pixel_size(zone.ratio) == size]
    own = [zone for zone in zones if zone.right_to_left == right_to_left]
    zone = next(iter(own or zones), None)
    if zone is None:
        return SafeZone(placement=name)
    left, right = (zone.end, zone.start) if right_to_left else (zone.start, zone.end)
    return SafeZone(placement=name, top=zone.top, right=right, bottom=zone.bottom, left=left)


def placement_names() -> tuple[str, ...]:
    """The names of all placements, such as `meta.stories`."""
    return tuple(sorted(_placements()))


@lru_cache(maxsize=1)
def _placements() -> dict[str, tuple[ZoneModel, ...]]:
    found: dict[str, tuple[ZoneModel, ...]] = {}
    folder = resources.files("templates") / "placements"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            values = yaml.safe_load(file.read_text(encoding="utf-8"))
            platform = PlatformModel.model_validate(values)
            for name, zones in platform.zones.items():
                found[f"{platform.platform}.{name}"] = tuple(zones)
    return found
