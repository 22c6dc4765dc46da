"""The error tree of housekeeping.

RenderFarmError
└── HousekeepingError
    ├── TakenDown            an artist or a picture that may not be used any more
    └── AgeTooShort          objects so young may be about to be used
"""

from render_farm.errors import RenderFarmError


class HousekeepingError(RenderFarmError):
    """Something that cannot be cleared away, or that was and is asked for again."""

    code = "housekeeping_error"


class TakenDown(HousekeepingError):
    """An artist or a picture that may not be used any more."""

    code = "taken_down"


class AgeTooShort(HousekeepingError):
    """Objects so young may be about to be used by somebody."""

    code = "age_too_short"
