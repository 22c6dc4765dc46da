"""A bounded shelf of things that are dear to make: least recently used goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class WarmShelf(Generic[T]):
    """Keeps made things until their weights exceed `capacity` (in units of `weigh`, default 1).

    A thing heavier than the whole shelf is made and handed out, but not kept. Safe between
    threads: two that want the same at once may both make it, and the first one's is kept.
    heard: told of each request whether the thing was here.
    """

    def __init__(
        self,
        *,
        capacity: int,
        weigh: Callable[[T], int] = lambda _: 1,
        heard: Callable[[bool], None] = lambda _: None,
    ) -> None:
        self._capacity = capacity
        self._weigh = weigh
        self._heard = heard
        self._things: OrderedDict[Hashable, T] = OrderedDict()
        self._weight = 0
        self._lock = threading.Lock()

    def __contains__(self, key: Hashable) -> bool:
        """Whether the thing is here; asking is no use of it."""
        return key in self._things

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing under `key`, made if it is not here. What `make` raises passes through."""
        with self._lock:
            here = key in self._things
            self._heard(here)
            if here:
                self._things.move_to_end(key)
                return self._things[key]
        # Not under the lock: making takes long, and may ask for other things.
        thing = make()
        with self._lock:
            return self._kept(key, thing)

    def _kept(self, key: Hashable, thing: T) -> T:
        if key in self._things:
            return self._things[key]
        if self._weigh(thing) <= self._capacity:
            self._things[key] = thing
            self._weight += self._weigh(thing)
        while self._weight > self._capacity:
            _, gone = self._things.popitem(last=False)
            self._weight -= self._weigh(gone)
        return thing
