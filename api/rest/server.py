"""A house → its REST API on a port of this machine, until a signal ends it."""

import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from api.errors import SettingsError
from api.house import House
from api.rest.app import create_app
from api.settings import check_loopback, describe

_GRACE_S = 5
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def bound(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket, taken before anything slow starts. Raises SettingsError."""
    check_loopback(host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host.strip("[]"), port), family=family, backlog=256)
    except OSError as error:
        raise SettingsError(
            f"{port} on {host}: {error.strerror}",
            where="HANDBILL_PORT",
            allowed=f"a port that is free; {describe('port')}",
        ) from error
    with listener:
        yield listener


def url_of(listener: socket.socket) -> str:
    """The address under which clients find a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(house: House, listener: socket.socket, *, started: Callable[[], None]) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP; requests that run may end first. Main thread only.

    started: called once requests are answered. Raises what ended the farm, if that came first.
    """
    level = getattr(logging, house.settings.log_level.upper())
    config = uvicorn.Config(
        create_app(house),
        log_config=None,
        log_level=level,
        access_log=level <= logging.INFO,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = _Server(config, started=started, failed=lambda: house.farm.failed)
    with _ending(server):
        server.run(sockets=[listener])
    house.farm.check()


class _Server(uvicorn.Server):
    """uvicorn, but with our signals: its own are sent again after its end, and would kill us."""

    def __init__(
        self, config: uvicorn.Config, *, started: Callable[[], None], failed: Callable[[], bool]
    ) -> None:
        super().__init__(config)
        self._tell_started = started
        self._failed = failed

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._tell_started()

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or self._failed()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def _ending(server: uvicorn.Server) -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        server.force_exit = server.should_exit
        server.should_exit = True

    before = {number: signal.signal(number, end) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
