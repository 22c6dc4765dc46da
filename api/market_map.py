"""Settings → the map by which markets are decided: on the Ray cluster that is named, else here."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from api.reach import ray_cluster
from api.settings import Settings

if TYPE_CHECKING:
    from ranker.pipeline import ParallelMap

# Fewer markets are decided before anybody asks how far it is.
_MANY = 100


def told_map(each: "ParallelMap", tell: Callable[[int, int], None]) -> "ParallelMap":
    """The map, which tells after each of many markets how many of all are decided."""

    def deciding(function: Callable[[Any], Any], items: Iterable[Any], /) -> Iterator[Any]:
        wanted = list(items)
        for done, decision in enumerate(each(function, wanted), start=1):
            yield decision
            if len(wanted) >= _MANY:
                tell(done, len(wanted))

    return deciding


@contextmanager
def market_map(settings: Settings, *, say: Callable[[str], None]) -> Iterator["ParallelMap"]:
    """A map on the cluster of RAY_ADDRESS; the built-in one where none is named or none answers.

    say: hears that none answered. Main thread only. Raises SettingsError for an impossible address.
    """
    cluster = ray_cluster(settings)
    with ExitStack() as parts:
        chosen: ParallelMap = map
        if cluster is not None:
            # Ray takes a second to import.
            from render_farm.ray_room import (  # noqa: PLC0415
                RayFailed,
                RaySettings,
                ray_session,
                spread,
            )

            ray = RaySettings(state_dir=settings.data_home, address=cluster)
            try:
                parts.enter_context(ray_session(ray))
                chosen = spread
            except RayFailed as error:
                say(f"markets are decided one by one: {error}")
        yield chosen
