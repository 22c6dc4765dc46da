"""Running tasks → which of them an idle worker may help with: videos of several pieces."""

from collections import Counter
from collections.abc import Sequence

from render_farm.queue import Lease


class Assistance:
    """Remembers how often each running attempt was helped: once for each piece but one.

    So a helper that finds nothing left to do is not sent there for ever.
    """

    def __init__(self) -> None:
        self._helped: Counter[tuple[int, int]] = Counter()

    def wanted(self, running: Sequence[Lease]) -> int:
        """How many more helpers the running tasks could use."""
        return sum(self._room(lease) for lease in running)

    def choose(self, running: Sequence[Lease]) -> Lease | None:
        """The task to help next: the one with most pieces nobody was sent to; None = none."""
        keys = {_key(lease) for lease in running}
        for gone in self._helped.keys() - keys:
            del self._helped[gone]
        lease = max(running, key=self._room, default=None)
        if lease is None or self._room(lease) == 0:
            return None
        self._helped[_key(lease)] += 1
        return lease

    def _room(self, lease: Lease) -> int:
        return max(0, lease.task.pieces - 1 - self._helped[_key(lease)])


def _key(lease: Lease) -> tuple[int, int]:
    return lease.task_id, lease.attempt
