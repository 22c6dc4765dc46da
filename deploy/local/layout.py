"""A folder → where everything of the local farm lies and listens, the same at every start."""

import json
import random
import secrets
import socket
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from render_farm.storage.seaweed_command import Ports, free_ports, write_private

_FILE = "layout.json"
_PORTS = range(30_100, 32_700)  # above those of the store
_LONGEST = 34  # Ray's sockets lie below; a socket's path may have 107 bytes


class LayoutError(Exception):
    """The folder cannot hold a local farm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """Ports on loopback, and the secrets of this farm.

    apis: one for each `handbill up`. token: of Ray. password: of the database's only user.
    """

    folder: Path
    head: int
    ray_client: int
    database: int
    apis: tuple[int, ...]
    store: Ports
    token: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def ray_address(self) -> str:
        """For RAY_ADDRESS."""
        return f"127.0.0.1:{self.head}"

    @property
    def store_url(self) -> str:
        """For HANDBILL_S3_ENDPOINT."""
        return f"http://127.0.0.1:{self.store.s3}"

    def database_url(self, port: int | None = None) -> str:
        """For HANDBILL_DATABASE_URL. port: of something in between; None = the database's own."""
        port = self.database if port is None else port
        return f"postgresql://handbill:{self.password}@127.0.0.1:{port}/handbill"

    @property
    def passing(self) -> tuple[Path, ...]:
        """What is of no use once everything has ended: Ray's sessions, files in the making."""
        return self.folder / "ray", self.folder / "tmp"


def layout_of(folder: Path, *, farms: int = 1) -> Layout:
    """Read the layout of a folder; make it, readable by its owner alone, at the first start.

    farms: how many `handbill up` there are to be. Raises LayoutError.
    """
    folder = folder.resolve()
    if len(str(folder)) > _LONGEST:
        raise LayoutError(f"{folder}: too long a path (allowed: {_LONGEST} characters)")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # the database's user walks through it
    file = folder / _FILE
    if not file.exists():
        write_private(file, json.dumps(_plain(_new(folder, farms))))
    plain: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    layout = Layout(
        folder=folder,
        store=Ports(**plain.pop("store")),
        apis=tuple(plain.pop("apis")),
        **plain,
    )
    if len(layout.apis) != farms:
        raise LayoutError(
            f"{file}: the farm there has {len(layout.apis)} drivers, not {farms} "
            "(allowed: as many, or another folder)"
        )
    return layout


def _new(folder: Path, farms: int) -> Layout:
    head, ray_client, database, *apis = _free(3 + farms)
    return Layout(
        folder=folder,
        head=head,
        ray_client=ray_client,
        database=database,
        apis=tuple(apis),
        store=free_ports(),
        token=secrets.token_hex(32),
        password=secrets.token_hex(20),
    )


def _plain(layout: Layout) -> dict[str, Any]:
    plain = asdict(layout)
    del plain["folder"]
    return plain


def _free(count: int) -> list[int]:
    """Below Linux' range for outgoing connections: one of those might take it during a restart."""
    dice = random.SystemRandom()
    return list(islice(filter(_is_free, dice.sample(_PORTS, len(_PORTS))), count))


def _is_free(port: int) -> bool:
    with socket.socket() as candidate:
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
