from prometheus_client.parser import text_string_to_metric_families

from api.metrics import FarmMetrics, PrometheusMeter, StandingReader
from render_farm.metrics import ATTEMPT_SECONDS, ENDINGS
from render_farm.queue import MemoryJobStore, WorkerRecord, WorkerState
from render_farm.storage import MemoryStore
from tests.contract.conftest import Clock
from tests.contract.farm_samples import finish, make_job, make_tasks
from tests.unit.api.metrics.test_standing import SilentStore

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def samples(metrics: FarmMetrics) -> Samples:
    families = text_string_to_metric_families(metrics.text().decode())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def value(found: Samples, name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


def read(jobs: MemoryJobStore, meter: PrometheusMeter | None = None) -> Samples:
    reader = StandingReader(store=MemoryStore(), jobs=jobs)
    return samples(FarmMetrics(reader=reader, meter=meter or PrometheusMeter()))


def test_a_farm_with_nothing_to_do_says_nought_and_leaves_no_gap() -> None:
    found = read(MemoryJobStore())
    for state in ("queued", "running", "paused"):
        assert value(found, "handbill_tasks", state=state, priority="0") == 0
    for worker in WorkerState:
        assert value(found, "handbill_workers", state=worker) == 0
    for name in ("jobs_open", "jobs_closing", "jobs_budget_spent", "backlog_seconds", "halted"):
        assert value(found, f"handbill_{name}") == 0
    assert value(found, "handbill_leader") == 0
    assert value(found, "handbill_store_up") == value(found, "handbill_database_up") == 1
    assert value(found, "process_resident_memory_bytes") > 0


def test_the_queue_is_told_by_priority() -> None:
    clock = Clock()
    jobs = MemoryJobStore(clock=clock)
    jobs.submit(make_job(priority=7, closing="{}"), make_tasks(3))
    (lease,) = jobs.claim("me", limit=1, lease_s=60)
    clock.advance(30)
    busy = WorkerState.BUSY
    jobs.note_workers(
        [WorkerRecord(name=name, state=busy, node="n", task="x", since=0.0) for name in "ab"]
    )
    found = read(jobs)
    assert value(found, "handbill_tasks", state="queued", priority="7") == 2
    assert value(found, "handbill_tasks", state="running", priority="7") == 1
    assert value(found, "handbill_oldest_waiting_seconds", priority="7") == 30
    assert value(found, "handbill_backlog_seconds") == 2
    assert value(found, "handbill_workers", state="busy") == 2
    finish(jobs, lease)
    jobs.cancel("job-1")
    jobs.halt("the brand changed")
    assert jobs.lead("me", lease_s=60)
    found = read(jobs)
    assert value(found, "handbill_jobs_closing") == value(found, "handbill_halted") == 1
    assert value(found, "handbill_leader") == 1


def test_what_does_not_answer_is_told_as_such() -> None:
    reader = StandingReader(store=SilentStore(), jobs=MemoryJobStore())
    found = samples(FarmMetrics(reader=reader, meter=PrometheusMeter()))
    assert value(found, "handbill_store_up") == 0


def test_what_this_process_counted_is_told_beside() -> None:
    meter = PrometheusMeter()
    meter.expect(ENDINGS, outcome="late")
    meter.record(ENDINGS, 3, outcome="succeeded")
    meter.record(ATTEMPT_SECONDS, 0.3, template="spotlight")
    found = read(MemoryJobStore(), meter)
    assert value(found, "handbill_endings_total", outcome="succeeded") == 3
    assert value(found, "handbill_endings_total", outcome="late") == 0
    assert value(found, "handbill_attempt_seconds_bucket", template="spotlight", le="0.25") == 0
    assert value(found, "handbill_attempt_seconds_bucket", template="spotlight", le="0.5") == 1
