"""PostgreSQL of one's own in a temporary folder, for benches and tests: durable as installed."""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import psycopg
from psycopg import sql

_DEBIAN = Path("/usr/lib/postgresql")
_READY_S = 60.0
_STOP_S = 20.0
_USER = "handbill"


def postgres_programs() -> Path | None:
    """Find the folder of `initdb` and `postgres`, which Debian keeps off the path; None: absent."""
    named = shutil.which("initdb")
    if named is not None:
        return Path(named).resolve().parent
    found = [path.parent for path in _DEBIAN.glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


class PostgresServer:
    """A server on a free port of loopback, from `with` until its end; dies with its parent.

    Its settings are the installed ones: what is acknowledged is on the disk. As root it runs as
    the user `postgres`, or as `nobody`, since the server refuses root. folder: of its data and
    log. Start it from the main thread. Raises RuntimeError when it cannot be started.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="handbill-postgres-", dir="/tmp"))
        self._password = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        self._port = 0

    def __enter__(self) -> Self:
        try:
            self._make_cluster()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def port(self) -> int:
        """Where it listens, the same after each start."""
        return self._port

    @property
    def pid(self) -> int | None:
        """Process id of the server; None when it does not run."""
        return None if self._process is None else self._process.pid

    def url(self, database: str = "postgres", *, port: int | None = None) -> str:
        """Give the URL of a database. port: of a proxy in between; None = the server's own."""
        address = f"127.0.0.1:{port or self._port}"
        return f"postgresql://{_USER}:{self._password}@{address}/{quote(database)}"

    def create(self, database: str, *, template: str = "template1") -> str:
        """Make a database, as a copy of another that nobody uses; give its URL."""
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(make.format(sql.Identifier(database), sql.Identifier(template)))
        return self.url(database)

    def start(self) -> None:
        """Start it, again after a stop or a kill; returns when it answers."""
        self._port = self._port or _free_port()
        deadline = time.monotonic() + _READY_S
        while not self._answers():
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not answer:\n{self._log_tail()}")
            if self._process is None or self._process.poll() is not None:
                # The processes of one that was killed take a moment to see it and let go.
                self._spawn()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in order, whoever is connected; the data stay. No error when it does not run."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # "fast"; SIGTERM would wait for all clients
            try:
                self._process.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self.kill()
            self._process = None

    def kill(self) -> None:
        """End it as a crash would; the data stay."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """End it and delete its data, without the writing of an end in order."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(_STOP_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make_cluster(self) -> None:
        programs = postgres_programs()
        if programs is None:
            raise RuntimeError("no PostgreSQL: Debian's package postgresql ships it")
        password = self.folder / "password"
        password.write_text(self._password, encoding="ascii")
        if self._identity:
            user = self._identity["user"]
            shutil.chown(self.folder, user)
            shutil.chown(password, user)
        made = subprocess.run(  # noqa: S603 - the installed program and our own flags
            [
                programs / "initdb",
                f"--pgdata={self._data}",
                f"--username={_USER}",
                f"--pwfile={password}",
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            capture_output=True,
            cwd=self.folder,
            check=False,
            **self._identity,
        )
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{made.stderr.decode(errors='replace')}")

    def _spawn(self) -> None:
        programs = postgres_programs() or _DEBIAN
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the installed program, our own flags
                [
                    *("setpriv", "--pdeathsig", "INT", programs / "postgres", "-D", self._data),
                    *("-c", "listen_addresses=127.0.0.1", "-c", f"port={self._port}"),
                    *("-c", "unix_socket_directories="),
                ],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._identity,
            )

    @property
    def _identity(self) -> dict[str, Any]:
        """As whom the server runs, in the words of `subprocess`."""
        if os.geteuid() != 0:
            return {}
        names = [entry.pw_name for entry in pwd.getpwall()]
        user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def _answers(self) -> bool:
        if self._process is None:
            return False
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _log_tail(self) -> str:
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
