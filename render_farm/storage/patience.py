"""A call to the store that failed → whether it is tried again, and after how long."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from render_farm.storage.errors import ObjectCorrupt, StorageError

T = TypeVar("T")
_CORRUPT_TRIES = 2  # once more, in case the bytes were garbled on their way


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How long a call is tried; times in seconds.

    attempts: most tries. give_up_s: no try begins later than that after the first. The rest
    between two doubles from `first_s` up to `most_s`; half of it is left to chance, so that a
    farm's workers do not all come back to a store at the same moment ("Exponential Backoff And
    Jitter", AWS Architecture Blog, 2015).
    """

    attempts: int = 6
    give_up_s: float = 30.0
    first_s: float = 0.1
    most_s: float = 2.0


def rest_s(
    error: StorageError, *, tried: int, spent_s: float, patience: Patience, chance: float
) -> float | None:
    """Seconds to rest before the next try; None when the error stands.

    tried: tries so far. spent_s: since the first began. chance: 0 to 1, from a die.
    """
    most = _CORRUPT_TRIES if isinstance(error, ObjectCorrupt) else patience.attempts
    if not error.retryable or tried >= most:
        return None
    full = min(patience.most_s, patience.first_s * 2.0 ** (tried - 1))
    rest = full * (0.5 + chance / 2)
    return rest if spent_s + rest <= patience.give_up_s else None


def persist(
    call: Callable[[int], T],
    *,
    patience: Patience,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    dice: Callable[[], float] = random.random,
) -> T:
    """What `call` returns, which gets the number of its try, from 1; its last error otherwise."""
    began, tried = clock(), 0
    while True:
        tried += 1
        try:
            return call(tried)
        except StorageError as error:
            rest = rest_s(
                error, tried=tried, spent_s=clock() - began, patience=patience, chance=dice()
            )
            if rest is None:
                raise
        sleep(rest)
