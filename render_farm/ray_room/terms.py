"""On what terms a crew's actors work, and what tells those of one farm from those of another."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ray import cloudpickle

from render_farm.crew import Renderer

_PACKAGES = Path(__file__).parents[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class CrewSettings:
    """How a crew's actors live.

    namespace: of Ray, for actors that outlive their driver; one for each farm of a cluster. None:
    they end with their driver. lease_s: how long an actor that outlived its driver waits for
    another one. memory_bytes: what a task may take, see `render_farm/ray_room/memory.py`; None:
    all there is.
    """

    namespace: str | None = None
    lease_s: float = 60.0
    memory_bytes: int | None = None


def kind_of(open_renderer: Callable[[], Renderer]) -> str:
    """A hash of what an actor does: its renderer's settings, and our code as it is here.

    An actor of another kind, of a version before or with another bucket, is not adopted.
    """
    pickled: bytes = cloudpickle.dumps(open_renderer)  # type: ignore[no-untyped-call]  # Ray's
    digest = hashlib.sha256(pickled)
    for package in ("render_farm", "templates"):
        for file in sorted((_PACKAGES / package).rglob("*.py")):
            digest.update(file.relative_to(_PACKAGES).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
