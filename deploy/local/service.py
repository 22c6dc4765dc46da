"""What has to run, as values: a command, what it waits for, how to tell that it is ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import SIGTERM, Signals


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """A program that runs until it is stopped.

    environment: all of it. after: names of the services that must be ready before its start.
    ready: asked again and again after the start with the file of what it said since; quick. stop:
    the signal that ends it in order, within `stop_s` seconds. user: whose it is when root starts
    it (PostgreSQL refuses root).
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    ready: Callable[[Path], bool]
    after: tuple[str, ...] = ()
    stop: Signals = SIGTERM
    stop_s: float = 15.0
    user: str | None = None
