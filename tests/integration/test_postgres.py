"""The PostgreSQL of benches and tests, and the job store while its database comes and goes."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from bench.postgres import PostgresServer
from render_farm.queue import QueueUnreachable, SqlJobStore, sql_sweeps
from render_farm.queue.engine import open_engine
from render_farm.queue.patience import PatientConnection
from tests.contract.farm_samples import finish, make_job, make_result, make_tasks
from tests.integration.processes import alive, children, wait_until
from tests.proof.needs import need_postgres

_OWNER = """
import sys, time
from bench.postgres import PostgresServer
with PostgresServer() as server:
    print(server.pid, server.folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One of this file's own, since it is killed."""
    need_postgres()
    with PostgresServer() as server:
        yield server


def test_what_is_acknowledged_survives_a_kill_and_the_store_connects_again(
    server: PostgresServer,
) -> None:
    with SqlJobStore(server.create("killed")) as store:
        store.submit(make_job(), make_tasks(2))
        (lease,) = store.claim("me", limit=1, lease_s=60)
        server.kill()
        with pytest.raises(QueueUnreachable) as raised:
            finish(store, lease, make_result(lease.task))
        assert raised.value.retryable
        server.start()
        assert finish(store, lease, make_result(lease.task))
        assert store.backlog(limit=9).tasks == 1


def test_a_restart_between_two_calls_is_not_seen(server: PostgresServer) -> None:
    with SqlJobStore(server.create("restarted")) as store:
        store.submit(make_job(), make_tasks(1))
        server.stop()
        server.start()
        assert store.job("job-1").total == 1


def test_a_connection_that_is_answered_no_more_is_given_up_for_another(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientConnection, "answer_s", 1.0)
    with SqlJobStore(server.create("frozen")) as store:
        store.submit(make_job(), make_tasks(1))
        assert server.pid is not None
        frozen = children(server.pid)  # new connections get processes of their own
        for pid in frozen:
            _signal(pid, signal.SIGSTOP)
        try:
            assert store.job("job-1").total == 1
        finally:
            for pid in frozen:
                _signal(pid, signal.SIGCONT)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # some of the server's processes come and go
        os.kill(pid, number)


def test_leases_go_by_the_clock_of_the_database(
    server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SqlJobStore(server.create("clocks")) as store:
        store.submit(make_job(), make_tasks(1))
        monkeypatch.setattr("time.time", lambda: 0.0)
        (lease,) = store.claim("a machine whose clock stands", limit=1, lease_s=60)
        assert lease.due_at > 1e9
        assert store.claim("another", limit=1, lease_s=60) == ()


def test_no_database_at_all_is_named_without_its_password() -> None:
    with pytest.raises(QueueUnreachable, match=r"127\.0\.0\.1:1/") as raised:
        SqlJobStore("postgresql://me:secret-word@127.0.0.1:1/farm")
    assert "secret-word" not in str(raised.value)


def test_the_server_dies_with_its_parent() -> None:
    need_postgres()
    owner = subprocess.Popen([sys.executable, "-c", _OWNER], stdout=subprocess.PIPE, text=True)
    assert owner.stdout is not None
    pid, folder = owner.stdout.readline().split()
    os.kill(owner.pid, signal.SIGKILL)
    owner.communicate()
    wait_until(lambda: not alive(int(pid)), seconds=20)
    shutil.rmtree(folder)


def test_marks_wait_for_references_that_are_being_written(server: PostgresServer) -> None:
    url = server.create("marked")
    engine = open_engine(url)
    with SqlJobStore(url) as store, ThreadPoolExecutor(1) as pool:
        with engine.begin() as settling:
            assert sql_sweeps.refer(settling, ["assets/one"]) == frozenset()
            marking = pool.submit(store.mark, ["assets/one"])
            with pytest.raises(TimeoutError):
                marking.result(timeout=0.3)
        assert marking.result(timeout=10) == frozenset()
        assert store.sweep(["assets/one"], requests=[]) == {"assets/one"}
    engine.dispose()
