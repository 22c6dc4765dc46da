"""A Scene and where it may be cut → a video joined of pieces, each rendered once for all."""

from render_farm.segments.film import SegmentedFilm
from render_farm.segments.lease import LeaseDesk
from render_farm.segments.store import SegmentStore

__all__ = ["LeaseDesk", "SegmentStore", "SegmentedFilm"]
