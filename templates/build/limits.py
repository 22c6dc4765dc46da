"""A resolved template → what its placement would refuse, as warnings with stable codes.

`duration_limit:<seconds>`; the limits are data (templates/placements). Pictures are always larger
than the least sizes there; the size of a file is known when it is encoded, and not here.
"""

from collections.abc import Iterator

from templates.placement import placement_limits
from templates.resolved import ResolvedTemplate


def limit_warnings(resolved: ResolvedTemplate) -> Iterator[str]:
    """What is outside the limits of the placement that was asked for."""
    yield from duration_warnings(resolved.safe_zone.placement, resolved.template.duration_s)


def duration_warnings(placement: str, seconds: float | None) -> Iterator[str]:
    """What a placement says to a video of that length (None: to a still, nothing)."""
    limits = placement_limits(placement).video
    if limits is None or seconds is None:
        return
    if seconds < (limits.min_s or 0) or seconds > (limits.max_s or seconds):
        yield f"duration_limit:{seconds:g}"
