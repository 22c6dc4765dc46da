"""The job store ↔ one file: a whole, consistent copy of a database that is in use."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url

from render_farm.queue.engine import database_errors, is_postgres, open_engine
from render_farm.queue.errors import BackupFailed
from render_farm.queue.schema import is_empty
from render_farm.queue.sql import SqlJobStore

_ALL_OR_NOTHING = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")


def back_up(url: str, target: Path) -> None:
    """Copy a database into a file that is not there yet, while the farm goes on.

    SQLite's online backup, or PostgreSQL's `pg_dump` in its custom format. What is written is on
    the disk under its name only when it is whole. Raises BackupFailed, QueueUnreachable.
    """
    if target.exists():
        raise BackupFailed("it is there already", where=str(target), allowed="a new file")
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        if is_postgres(make_url(url)):
            _client("pg_dump", make_url(url), "--format=custom", "--no-owner", f"--file={part}")
        else:
            _copy_sqlite(_sqlite_file(url), part)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, source: Path) -> None:
    """Fill a database that has no tables from a file of `back_up`, and bring it up to date.

    What ran when the copy was made counts as lost by its owner and is rendered again. Raises
    BackupFailed and leaves the database empty when something is wrong.
    """
    engine = open_engine(url)
    try:
        with database_errors(engine), engine.begin() as connection:
            empty = is_empty(connection)
    finally:
        engine.dispose()
    if not empty:
        where = engine.url.render_as_string(hide_password=True)
        raise BackupFailed("the database has tables", where=where, allowed="an empty database")
    if is_postgres(engine.url):
        _client("pg_restore", engine.url, *_ALL_OR_NOTHING, str(source))
    else:
        _copy_sqlite(source, _sqlite_file(url))
    SqlJobStore(url).close()


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy page by page in one read transaction; writers go on beside it."""
    try:
        with (
            closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE").close()  # one file, without one beside it
            ((verdict,),) = new.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error as error:
        raise BackupFailed(f"no copy: {error}", where=str(source), allowed="a database") from error
    if verdict != "ok":
        raise BackupFailed(f"the copy is damaged: {verdict}", where=str(source))


def _client(program: str, url: URL, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment."""
    path = shutil.which(program)
    if path is None:
        allowed = "Debian's package postgresql-client, of the server's version or newer"
        raise BackupFailed(f"no {program} on the path", where=program, allowed=allowed)
    named = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    query = {key: value for key, value in url.query.items() if isinstance(value, str)}
    address = make_conninfo("", **named, **query)
    ran = subprocess.run(  # noqa: S603 - the installed program and our own flags
        [path, *arguments, f"--dbname={address}"],
        env={**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode != 0:
        raise BackupFailed(f"{program}: {ran.stderr.strip()}", where=url.render_as_string())


def _sqlite_file(url: str) -> Path:
    return Path(make_url(url).database or "")
