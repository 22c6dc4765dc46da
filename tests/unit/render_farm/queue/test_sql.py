"""What is particular to SQLite: files, processes, errors. The rest is in the contract suite."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import SelectBase

from render_farm.job import RenderJob, RenderTask, Use
from render_farm.queue import QueueUnreachable, SqlJobStore, sql_claim, sql_jobs, sql_leases
from render_farm.queue.engine import sqlite_url

JOB = RenderJob(id="job-1", name="job", creatives=())


def tasks(count: int) -> list[RenderTask]:
    return [
        RenderTask(
            request_key=f"key-{number}",
            template="",
            template_id="t",
            template_version="1",
            ratio="1:1",
            locale="en",
            content={},
            format="jpg",
            cost_s=1.0,
            uses=(Use(),),
        )
        for number in range(count)
    ]


def test_jobs_outlive_the_store(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "jobs.db")
    with SqlJobStore(url) as first:
        first.submit(JOB, tasks(2))
        first.claim("dead owner", limit=1, lease_s=60)
    with SqlJobStore(url) as second:
        assert second.backlog(limit=9).tasks == 1
        assert second.job("job-1").total == 2


def test_what_is_acknowledged_is_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    with SqlJobStore(sqlite_url(path)) as store, store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_many_claim_at_once_and_each_task_goes_out_once(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "jobs.db")
    with SqlJobStore(url) as here, SqlJobStore(url) as there:
        here.submit(JOB, tasks(60))

        def claim_all(number: int) -> list[int]:
            store, mine = (here, there)[number % 2], []
            while leases := store.claim(f"owner-{number}", limit=4, lease_s=60):
                mine += [lease.ordinal for lease in leases]
            return mine

        with ThreadPoolExecutor(4) as pool:
            claimed = [ordinal for part in pool.map(claim_all, range(4)) for ordinal in part]
    assert sorted(claimed) == list(range(60))


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (sql_claim.WAITING_JOBS, "tasks_next"),
        (sql_claim.RUNNING_BY_JOB, "tasks_running"),
        (sql_claim.READY_COSTS.params(now=1.0, most=9), "tasks_next"),
        (sql_claim.EXPIRED_COSTS.params(now=1.0, most=9), "tasks_running"),
        (sql_claim.FIRST_READY.params(now=1.0, job=1, most=9), "tasks_next"),
        (sql_jobs.BY_STATE.params(jobs=[1, 2]), "tasks_next"),
        (sql_jobs.REUSED_BY_JOB.params(jobs=[1, 2]), "tasks_reused"),
        (sql_leases.TWINS.params(keys=["a", "b"]), "tasks_request"),
    ],
    ids=range(8),
)
def test_hot_queries_use_an_index_and_sort_nothing(
    tmp_path: Path, query: SelectBase, index: str
) -> None:
    with SqlJobStore(sqlite_url(tmp_path / "jobs.db")) as store:
        sql = query.compile(store._engine, compile_kwargs={"literal_binds": True})
        with store._engine.connect() as connection:
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}").all())
    assert f"INDEX {index} " in plan.replace("'", " ")
    assert "SCAN tasks'" not in plan
    assert "TEMP B-TREE" not in plan


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(QueueUnreachable, match="nowhere"):
        SqlJobStore(sqlite_url(tmp_path / "nowhere" / "jobs.db"))
