"""Keys that may go → deleted, in the steps that the queue's marks ask for."""

from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from render_farm.housekeeping.kinds import is_poster
from render_farm.queue.sweep import SWEEP_S

_AT_ONCE = 500
_THREADS = 8


class SweptStore(Protocol):
    """What deleting needs of the object store."""

    def delete(self, key: str) -> None:
        """Remove an object; no error when there is none."""


class SweptJobs(Protocol):
    """What deleting needs of the queue."""

    def mark(self, keys: Collection[str]) -> frozenset[str]:
        """Mark objects that may go; give those that a dead clean-up left behind."""

    def sweep(self, keys: Collection[str], *, requests: Collection[str]) -> frozenset[str]:
        """Give those that still have their mark: nobody may refer to them from now on."""

    def swept(self, keys: Collection[str]) -> None:
        """Say that objects are deleted."""


class Sweeper:
    """Deletes objects. clock: seconds since 1970. Calls raise a StorageError or a QueueError."""

    def __init__(self, *, store: SweptStore, jobs: SweptJobs, clock: Callable[[], float]) -> None:
        self._store = store
        self._jobs = jobs
        self._clock = clock

    def mark(self, keys: Collection[str]) -> int:
        """Mark objects, and end what a dead clean-up began; how many that were."""
        return self._delete(sorted(self._jobs.mark(keys)))

    def sweep(self, keys: Sequence[str], *, requests: Callable[[str], Collection[str]]) -> int:
        """Delete those that still have their mark; how many. requests: answered by a key."""
        swept = 0
        for part in _parts(keys):
            asked = {request for key in part for request in requests(key)}
            free = self._jobs.sweep(part, requests=sorted(asked))
            swept += self._delete([key for key in part if key in free])
        return swept

    def remove(self, keys: Collection[str], *, requests: Collection[str]) -> None:
        """Delete objects whoever names them."""
        self.mark(keys)
        self._jobs.sweep([], requests=sorted(requests))
        self.sweep(sorted(keys), requests=lambda _: ())
        self.delete(sorted(keys))

    def delete(self, keys: Sequence[str]) -> list[str]:
        """Delete objects that need no mark; those that are gone."""
        until = self._clock() + SWEEP_S / 2

        def delete(key: str) -> bool:
            if self._clock() > until:
                return False  # we may count as dead soon, and others may make it again
            self._store.delete(key)
            return True

        with ThreadPoolExecutor(_THREADS) as pool:
            return [key for key, gone in zip(keys, pool.map(delete, keys), strict=True) if gone]

    def _delete(self, keys: Sequence[str]) -> int:
        """Delete what is being swept; a video before its poster."""
        deleted = 0
        for part in _parts(keys):
            gone = self.delete([key for key in part if not is_poster(key)])
            gone += self.delete([key for key in part if is_poster(key)])
            self._jobs.swept(gone)
            deleted += len(gone)
        return deleted


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
