"""What holds for every test."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from bench.postgres import PostgresServer
from tests.environment import WORKER_NICENESS
from tests.proof.needs import need_postgres

# A busy machine takes its time over one example; what hangs is ended by pytest-timeout.
settings.register_profile("handbill", deadline=None)
settings.load_profile("handbill")
os.environ[WORKER_NICENESS] = "0"

_TESTS = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread each tier evenly over the run: what waits for a farm beside what computes."""
    tiers: defaultdict[str, list[Path]] = defaultdict(list)
    for path in dict.fromkeys(item.path for item in items):
        tiers[path.relative_to(_TESTS).parts[0]].append(path)
    place = {path: at / len(tier) for tier in tiers.values() for at, path in enumerate(tier)}
    items.sort(key=lambda item: place[item.path])


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this run's own; a test makes its database by `create`."""
    need_postgres()
    with PostgresServer() as server:
        yield server
