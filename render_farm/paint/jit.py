"""A plain Python loop → machine code, compiled by numba on its first call."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` when it is first called, so that importing a painter stays cheap.

    The machine code is kept in `NUMBA_CACHE_DIR` (the process root sets it) or beside the
    source; where neither can be written, the kernel is compiled anew in each process.
    """
    compiled: Callable[P, R] | None = None

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        nonlocal compiled
        if compiled is None:
            compiled = _compile(function)
        try:
            return compiled(*args, **kwargs)
        except OSError:  # loops read and write no files: the cache could not be written
            compiled = _compile(function, keep=False)
            return compiled(*args, **kwargs)

    return call


def _compile(function: Callable[P, R], *, keep: bool = True) -> Callable[P, R]:
    import numba  # noqa: PLC0415 - costs 0.3 s, and most processes of the farm never paint

    try:
        compiled: Callable[P, R] = numba.njit(cache=keep, nogil=True)(function)
    except RuntimeError:  # numba found no folder for its cache
        compiled = numba.njit(nogil=True)(function)
    return compiled
