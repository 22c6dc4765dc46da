"""What holds for every test."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from bench.postgres import PostgresServer
from tests.proof.needs import need_postgres

# A busy machine takes its time over one example; what hangs is ended by pytest-timeout.
settings.register_profile("handbill", deadline=None)
settings.load_profile("handbill")


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL of this run's own; a test makes its database by `create`."""
    need_postgres()
    with PostgresServer() as server:
        yield server
