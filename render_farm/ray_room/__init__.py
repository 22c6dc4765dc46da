"""Tasks → results on Ray actors: the only room that knows Ray."""

from render_farm.ray_room.crew import RayCrew
from render_farm.ray_room.errors import RayFailed
from render_farm.ray_room.meter import RayMeter
from render_farm.ray_room.spread import spread
from render_farm.ray_room.start import RaySession, RaySettings, ray_session
from render_farm.ray_room.targets import metrics_targets
from render_farm.ray_room.terms import CrewSettings

__all__ = [
    "CrewSettings",
    "RayCrew",
    "RayFailed",
    "RayMeter",
    "RaySession",
    "RaySettings",
    "metrics_targets",
    "ray_session",
    "spread",
]
