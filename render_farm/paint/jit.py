"""A plain Python loop → machine code, compiled by numba on its first call."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile `function` when it is first called, so that importing a painter stays cheap.

    The machine code is kept in `NUMBA_CACHE_DIR` (the process root sets it) or beside the
    source; where neither can be written, the kernel is compiled anew in each process.
    """
    compiled = cache(lambda: _compile(function))

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        result: R = compiled()(*args, **kwargs)
        return result

    return call


def _compile(function: Callable[..., Any]) -> Callable[..., Any]:
    import numba  # noqa: PLC0415 - costs 0.3 s, and most processes of the farm never paint

    try:
        compiled: Callable[..., Any] = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder for the cache can be written: correct, only slower to start
        compiled = numba.njit(nogil=True)(function)
    return compiled
