"""Copies of a job store in use, on each engine: whole, readable again, never half."""

import threading
from pathlib import Path

import pytest

from bench.postgres import PostgresServer
from render_farm.queue import SqlJobStore, TaskState, sqlite_url
from render_farm.queue.backup import back_up, restore
from render_farm.queue.errors import BackupFailed
from tests.contract.farm_samples import finish, make_job, make_result, make_tasks
from tests.proof.needs import need_program


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """Two databases with nothing in them."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "old.db"), sqlite_url(tmp_path / "new.db")
    need_program("pg_dump", package="postgresql-client")
    server: PostgresServer = request.getfixturevalue("postgres")
    name = request.node.name
    return server.create(f"{name} old"), server.create(f"{name} new")


def test_a_copy_made_while_jobs_come_in_is_whole(
    databases: tuple[str, str], tmp_path: Path
) -> None:
    old, new = databases
    stop = threading.Event()
    with SqlJobStore(old) as store:
        store.submit(make_job("first"), make_tasks(2))
        done, _running = store.claim("me", limit=2, lease_s=0.01)
        finish(store, done, make_result(done.task))

        def submit() -> None:
            number = 0
            while not stop.is_set():
                store.submit(make_job(f"job-{number}"), make_tasks(3))
                number += 1

        busy = threading.Thread(target=submit)
        busy.start()
        try:
            back_up(old, tmp_path / "farm.backup")
        finally:
            stop.set()
            busy.join()
    restore(new, tmp_path / "farm.backup")
    with SqlJobStore(new) as store:
        assert all(job.total == (2 if job.id == "first" else 3) for job in store.jobs(limit=999))
        states = [task.state for task in store.tasks("first")]
        assert states == [TaskState.SUCCEEDED, TaskState.RUNNING]
        again = store.claim("me", limit=99, lease_s=60)
        assert ("first", 1) in [(lease.job_id, lease.ordinal) for lease in again]
        assert store.submit(make_job("later"), make_tasks(1)).total == 1
    assert [path.name for path in tmp_path.glob("farm*")] == ["farm.backup"]


def test_nothing_is_written_over(databases: tuple[str, str], tmp_path: Path) -> None:
    old, _new = databases
    SqlJobStore(old).close()
    back_up(old, tmp_path / "farm.backup")
    with pytest.raises(BackupFailed, match="there already"):
        back_up(old, tmp_path / "farm.backup")
    with pytest.raises(BackupFailed, match="has tables"):
        restore(old, tmp_path / "farm.backup")


def test_a_file_that_is_no_copy_is_refused(databases: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "farm.backup").write_text("not a database, but long enough to be looked at\n" * 9)
    for _ in range(2):  # the second time, as the first left the database empty
        with pytest.raises(BackupFailed):
            restore(databases[1], tmp_path / "farm.backup")
