"""The actors that a dead driver left in a namespace → those that work for this one."""

from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import Any

import ray

from render_farm.ray_room.render_worker import Standing

PREFIX = "handbill:"  # of the names of all our actors
_ANSWER_S = 8.0  # one whose node is dead does not answer; nor one that has no node yet


@dataclass(frozen=True, kw_only=True, slots=True)
class Foundling:
    """An actor that works for us now. worker: its name without the prefix."""

    worker: str
    actor: Any
    standing: Standing


def adopting(namespace: str, *, driver: str, kind: str) -> "Future[tuple[Foundling, ...]]":
    """Adopt who answers and is of our kind, in a thread of its own; end all others."""
    found: Future[tuple[Foundling, ...]] = Future()

    def adopt() -> None:
        try:
            found.set_result(_adopt(namespace, driver=driver, kind=kind))
        except Exception as error:  # noqa: BLE001 - carried to whoever waits
            found.set_exception(error)

    Thread(target=adopt, name="adopting", daemon=True).start()
    return found


def _adopt(namespace: str, *, driver: str, kind: str) -> tuple[Foundling, ...]:
    actors = dict(_actors(namespace))
    asked = {actor.adopt.remote(driver, kind): name for name, actor in actors.items()}
    answered, _ = (
        ray.wait(list(asked), num_returns=len(asked), timeout=_ANSWER_S) if asked else ((), ())
    )
    standings = {asked[reference]: _standing(reference) for reference in answered}
    found = []
    for name, actor in actors.items():
        standing = standings.get(name)
        if standing is None:
            ray.kill(actor, no_restart=True)
        else:
            worker = name.removeprefix(PREFIX)
            found.append(Foundling(worker=worker, actor=actor, standing=standing))
    return tuple(found)


def _actors(namespace: str) -> "list[tuple[str, Any]]":
    found = []
    for entry in ray.util.list_named_actors(all_namespaces=True):
        name = entry["name"]
        if entry["namespace"] == namespace and name.startswith(PREFIX):
            try:
                found.append((name, ray.get_actor(name, namespace=namespace)))
            except ValueError:
                continue  # it ended this very moment
    return found


def _standing(reference: Any) -> Standing | None:
    try:
        standing: Standing | None = ray.get(reference)
    except ray.exceptions.RayError:
        return None
    return standing
