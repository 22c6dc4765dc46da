"""A function and many items → its values, by tasks on the open session: a `map` for elsewhere."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

import ray
from ray.exceptions import RayError, RayTaskError

_LOG = logging.getLogger(__name__)


def spread(function: Callable[[Any], Any], items: Iterable[Any], /) -> list[Any]:
    """`function` of each item, in order, each in a task of one core; both must be picklable.

    The function travels once, whatever it carries. What it raises is raised here, as it is; where
    Ray itself fails, nodes being lost or memory short, the whole is done in this process instead.
    """
    wanted = list(items)
    # Ray makes up the types of remote functions at run time.
    remote: Any = ray.remote
    task = remote(num_cpus=1, max_retries=1)(_apply)
    try:
        shared = ray.put(function)
        return list(ray.get([task.remote(shared, item) for item in wanted]))
    except RayTaskError as error:
        cause = error.cause
        raise (cause if isinstance(cause, Exception) else error) from None
    except RayError as error:
        _LOG.warning("Ray failed, working here: %s", error, extra={"action": "spread.here"})
        return [function(item) for item in wanted]


def _apply(function: Callable[[Any], Any], item: Any) -> Any:
    return function(item)
