"""The name of a placement → the zones at its edges that an app covers, and what it takes."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from templates.errors import UnknownPlacement
from templates.placements.files import LimitsModel, PlatformModel, ZoneModel, platforms
from templates.ratio import pixel_size
from templates.scene import Box

_DEFAULT = "meta.any"


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
    size = pixel_size(ratio)
    zones = [zone for zone in _zones(name) if pixel_size(zone.ratio) == size]
    own = [zone for zone in zones if zone.right_to_left == right_to_left]
    zone = next(iter(own or zones), None)
    if zone is None:
        return SafeZone(placement=name)
    left, right = (zone.end, zone.start) if right_to_left else (zone.start, zone.end)
    return SafeZone(placement=name, top=zone.top, right=right, bottom=zone.bottom, left=left)


def placement_names() -> tuple[str, ...]:
    """The names of all placements, such as `meta.stories`."""
    return tuple(
        sorted(f"{name}.{zone}" for name, model in platforms().items() for zone in model.zones)
    )


def placement_limits(placement: str | None) -> LimitsModel:
    """What the platform of a placement (None: Meta) takes. Raises UnknownPlacement."""
    return _platform(placement or _DEFAULT).limits


def channel_placement(channel: str) -> str | None:
    """The placement that stands for an ad platform; None where the default does, or none is known.

    So that `tiktok` is made for `tiktok.feed`, and `meta` stays what it is without a placement.
    """
    model = platforms().get(channel)
    name = None if model is None else f"{channel}.{model.default}"
    return None if name == _DEFAULT else name


def placement_cards() -> list[dict[str, Any]]:
    """Each placement as plain values: name, when and where gathered, zones, limits."""
    cards = []
    for name in placement_names():
        model = _platform(name)
        card = {
            "placement": name,
            "gathered": model.gathered,
            "zones": [zone.model_dump() for zone in _zones(name)],
            "limits": model.limits.model_dump(),
            "sources": model.sources,
        }
        cards.append(card)
    return cards


def zones_digest() -> str:
    """SHA-256 over all safe zones: other figures lay the same request out anew."""
    zones = {name: [zone.model_dump() for zone in _zones(name)] for name in placement_names()}
    return hashlib.sha256(json.dumps(zones, sort_keys=True).encode()).hexdigest()


def limits_digest() -> str:
    """SHA-256 over all limits: other figures may ask another file for the same request."""
    limits = {name: _platform(name).limits.model_dump() for name in placement_names()}
    return hashlib.sha256(json.dumps(limits, sort_keys=True).encode()).hexdigest()


def _zones(placement: str) -> list[ZoneModel]:
    return _platform(placement).zones[placement.partition(".")[2]]


def _platform(placement: str) -> PlatformModel:
    platform, _, zone = placement.partition(".")
    model = platforms().get(platform)
    if model is None or zone not in model.zones:
        raise UnknownPlacement(
            f"{placement!r}", where="placement", allowed=", ".join(placement_names())
        )
    return model
