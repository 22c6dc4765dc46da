"""The twins that each contract suite runs on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from bench.postgres import PostgresServer
from render_farm.queue import JobStore, MemoryJobStore, SqlJobStore
from render_farm.queue.engine import sqlite_url
from render_farm.queue.tables import METADATA
from render_farm.ray_room import RaySession, RaySettings, ray_session
from render_farm.storage import MemoryStore, ObjectStore, S3Store, SeaweedServer


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def jobs(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[JobStore]:
    if request.param == "memory":
        yield MemoryJobStore(clock=clock)
        return
    in_file = request.param == "sqlite"
    url = sqlite_url(tmp_path / "jobs.db") if in_file else request.getfixturevalue("empty_database")
    with SqlJobStore(url, clock=clock) as store:
        yield store


@pytest.fixture(scope="session")
def jobs_database(postgres: PostgresServer) -> str:
    url = postgres.create("contract")
    SqlJobStore(url).close()
    return url


@pytest.fixture
def empty_database(jobs_database: str) -> str:
    """The tables of the job store with nothing in them: faster than a database for each test."""
    tables = sql.SQL(", ").join(map(sql.Identifier, METADATA.tables))
    with psycopg.connect(jobs_database) as connection:
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(tables))
    return jobs_database


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Store]:
    with SeaweedServer(tmp_path_factory.mktemp("seaweed")) as server:
        store = S3Store(server.settings)
        yield store
        store.close()


@pytest.fixture(params=["memory", "seaweed"])
def objects(request: pytest.FixtureRequest) -> ObjectStore:
    if request.param == "memory":
        return MemoryStore()
    store: S3Store = request.getfixturevalue("seaweed")
    return store


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Keys of a test's own, since all tests share one bucket."""
    return lambda key: f"tests/{request.node.name}/{key}"


# Of a module, not of the session: a process can be in one Ray session only.
@pytest.fixture(scope="module")
def ray_farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaySession]:
    settings = RaySettings(state_dir=tmp_path_factory.mktemp("ray"), dashboard=False, cpus=2)
    with ray_session(settings) as session:
        yield session
