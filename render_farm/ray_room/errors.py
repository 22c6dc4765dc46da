"""The error tree of the Ray room.

RenderFarmError
└── RayFailed          Ray did not start, or the cluster was not reached
(WorkerLost and WorkersUnavailable belong to every crew: see render_farm/crew.py)
"""

from render_farm.errors import RenderFarmError


class RayFailed(RenderFarmError):
    """Ray did not start here, or the cluster of that address could not be joined."""

    code = "ray_failed"
