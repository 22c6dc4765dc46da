"""The bench of the queue fills a store, claims and settles."""

from bench.farm.queue import store_rows
from render_farm.queue import MemoryJobStore


def test_every_call_is_measured() -> None:
    jobs = MemoryJobStore()
    rows = list(store_rows("SQLite", jobs, waiting=160))
    assert [row.unit for row in rows] == ["1/s", "ms", "1/s"]
    assert all(row.value for row in rows)
    assert sum(job.total for job in jobs.jobs()) == 160
