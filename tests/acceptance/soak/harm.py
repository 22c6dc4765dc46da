"""What can befall a farm, each as something that is done and undone."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from tests.acceptance.soak.proxy import Cut, Proxy
from tests.acceptance.soak.site import Site
from tests.integration.processes import alive, children

T = TypeVar("T")
_BRIEF = (Cut.REFUSED, Cut.SILENT)  # what is forgotten takes half a minute to be missed
_SILENT = (Cut.SILENT, Cut.FORGOTTEN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """What was hit. replaced: whether another stands in its place."""

    what: str
    replaced: Callable[[], bool] = lambda: True


Harm = Callable[[Site, random.Random], Hit]


def harms(site: Site, *, leader: Callable[[], str | None], long: bool) -> Mapping[str, Harm]:
    """The kinds that work here, by name; each does its harm, undoes it and says what it hit.

    leader: names the dispatcher that leads. long: also those from which a farm takes a minute to
    recover, and outages of any length.
    """
    kinds: dict[str, Harm] = {
        "worker killed": _kill_worker,
        "node killed": _kill_node,
        "driver killed": partial(_kill_driver, leader=leader),
        "store killed": _killer("store"),
        "database killed": _killer("database"),
        "store cut off": _cutter("store", longest_s=3, ways=_BRIEF),
        "database cut off": _cutter("database", longest_s=3, ways=_BRIEF),
    }
    if site.disk is not None:
        kinds["disk full"] = _fill_disk
    if long:
        kinds |= {
            "raylet killed": _kill_raylet,
            "head killed": _kill_head,
            "driver asleep": partial(_stop_driver, leader=leader),
            "store away": _cutter("store", longest_s=90),
            "store silent": _cutter("store", longest_s=40, ways=_SILENT),
            "database away": _cutter("database", longest_s=90),
            "database silent": _cutter("database", longest_s=40, ways=_SILENT),
        }
    return kinds


def _kill_worker(site: Site, dice: random.Random) -> Hit:
    pid = dice.choice(_until(site.renderers))
    title = site.processes().get(pid, "gone by itself")
    _kill(pid)
    return Hit(what=title, replaced=lambda: not alive(pid))


def _kill_node(site: Site, dice: random.Random) -> Hit:
    """All at once, as a machine that loses its power."""
    return _kill_tree(site, "node", dice)


def _kill_head(site: Site, dice: random.Random) -> Hit:
    return _kill_tree(site, "head", dice)


def _kill_tree(site: Site, prefix: str, dice: random.Random) -> Hit:
    name, pid = _service(site, prefix, dice)
    for process in (pid, *children(pid)):
        _kill(process)
    return Hit(what=name, replaced=lambda: site.pid(name) not in (pid, None))


def _kill_raylet(site: Site, dice: random.Random) -> Hit:
    """The node's own process alone: its workers find themselves orphans and may go on a while."""
    name, pid = _service(site, "node", dice)
    lines = site.processes()
    for process in children(pid):
        if "/raylet/raylet" in lines.get(process, ""):
            _kill(process)
    return Hit(what=name, replaced=lambda: site.pid(name) not in (pid, None))


def _killer(service: str) -> Harm:
    def kill(site: Site, dice: random.Random) -> Hit:
        name, pid = _service(site, service, dice)
        _kill(pid)
        return Hit(what=name, replaced=lambda: site.pid(name) not in (pid, None))

    return kill


def _kill_driver(site: Site, dice: random.Random, *, leader: Callable[[], str | None]) -> Hit:
    name, pid = _leading(site, dice, leader)
    _kill(pid)
    return Hit(what=name, replaced=lambda: site.pid(name) not in (pid, None))


def _stop_driver(site: Site, dice: random.Random, *, leader: Callable[[], str | None]) -> Hit:
    """Longer than a lease: others take over, and what it does when it wakes is late."""
    name, pid = _leading(site, dice, leader)
    seconds = dice.uniform(32, 40)
    os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
    return Hit(what=f"{name}, {seconds:.0f} s")


def _cutter(where: str, *, longest_s: float, ways: Sequence[Cut] = tuple(Cut)) -> Harm:
    def cut(site: Site, dice: random.Random) -> Hit:
        proxy: Proxy = site.store if where == "store" else site.database
        how, seconds = dice.choice(ways), dice.uniform(1, longest_s)
        proxy.cut(how)
        try:
            time.sleep(seconds)
        finally:
            proxy.heal()
        return Hit(what=f"{how}, {seconds:.1f} s")

    return cut


def _fill_disk(site: Site, dice: random.Random) -> Hit:
    assert site.disk is not None
    seconds = dice.uniform(1.5, 4)
    with _full(site.disk):
        time.sleep(seconds)
    return Hit(what=f"{seconds:.1f} s")


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    filler = disk / "filler"
    try:
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(1 << 16))
        yield
    finally:
        filler.unlink()


def _service(site: Site, prefix: str, dice: random.Random) -> tuple[str, int]:
    """One of the services of that name that runs now; waits for one."""

    def running() -> list[tuple[str, int]]:
        told = site.services().items()
        return [(n, s["pid"]) for n, s in told if n.startswith(prefix) and s["pid"] and s["ready"]]

    return dice.choice(_until(running))


def _leading(site: Site, dice: random.Random, leader: Callable[[], str | None]) -> tuple[str, int]:
    """The driver that leads; any, when none does."""
    name, pid = _service(site, "farm", dice)
    for other, service in site.services().items():
        if other.startswith("farm") and f":{service['pid']}:" in (leader() or ""):
            return other, service["pid"] or pid
    return name, pid


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _until(look: Callable[[], list[T]], seconds: float = 90) -> list[T]:
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, "there is nothing to harm"
        time.sleep(0.1)
    return found
