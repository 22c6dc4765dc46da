"""Moments at which a video may be cut → the pieces that it is rendered in."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Frames from `first` to before `stop`."""

    first: int
    stop: int

    @property
    def frames(self) -> int:
        """How many they are."""
        return self.stop - self.first


def pieces_of(cuts_s: Iterable[float], *, frames: int, fps: int) -> tuple[Piece, ...]:
    """The pieces of a video of so many frames, in order; cuts outside of it make none."""
    cuts = {round(cut_s * fps) for cut_s in cuts_s}
    edges = (0, *sorted(cut for cut in cuts if 0 < cut < frames), frames)
    return tuple(Piece(first=first, stop=stop) for first, stop in pairwise(edges))
