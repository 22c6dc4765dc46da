"""Hanging tasks, bad workers, bad nodes, a store that does not answer."""

from concurrent.futures import Future
from dataclasses import replace

import pytest

from render_farm.crew import Report, Vitals, WorkerLost
from render_farm.dispatch import Gate
from render_farm.job import Fault, TaskFailure
from render_farm.queue import TaskState, WorkerState
from tests.contract.farm_samples import FINAL, make_result
from tests.unit.render_farm.dispatch.puppets import SETTINGS, Farm

BROKEN = TaskFailure(code="encode_failed", message="disk full", retryable=True)
OUTAGE = TaskFailure(
    code="store_unreachable", message="no answer", retryable=True, fault=Fault.OUTAGE
)


def test_a_task_of_which_nothing_is_heard_may_take_so_long() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.pass_s(20)
    farm.pass_s(20)
    assert farm.states() == ["running"]
    farm.pass_s(20)
    assert farm.crew.killed == ["renderer-1"]
    (task,) = farm.store.tasks("job-1")
    assert task.failure is not None
    assert (task.state, task.failure.code) == (TaskState.QUEUED, "stalled")


def test_a_slow_task_that_still_steps_is_left_alone_and_one_that_stops_is_not() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    for steps in range(20):
        farm.crew.told["renderer-1"] = Vitals(steps=steps, fraction=steps / 100)
        farm.pass_s(50)
    assert farm.crew.killed == []
    farm.pass_s(50)
    assert farm.crew.killed == []
    farm.pass_s(15)
    assert farm.crew.killed == ["renderer-1"]


def test_a_task_goes_to_a_worker_that_has_not_failed_it() -> None:
    farm = Farm()
    farm.submit(2)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", BROKEN)
    farm.crew.end("renderer-2")
    farm.pass_s(0.01)
    farm.pass_s(2)
    assert list(farm.crew.work) == ["renderer-2"]


def test_a_worker_that_fails_three_different_tasks_in_a_row_is_blocked() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=1))
    farm.submit(4)
    for _ in range(3):
        farm.pass_s(0.01)
        farm.crew.end("renderer-1", BROKEN)
    farm.pass_s(1.0)
    assert farm.crew.killed == ["renderer-1"]
    assert list(farm.crew.work) == ["renderer-2"]
    farm.pass_s(1.0)
    seen = {worker.name: worker for worker in farm.store.workers()}
    assert seen["renderer-1"].state is WorkerState.BLOCKED
    assert "3 different tasks" in (seen["renderer-1"].reason or "")
    # Its only node is never blocked: then nothing would be done at all.
    assert farm.crew.avoided["renderer-2"] == frozenset()


def test_one_bad_task_and_errors_of_tasks_block_nobody() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=1))
    farm.submit(4)
    for _ in range(4):
        farm.pass_s(0.01)
        farm.crew.end("renderer-1", FINAL)
    farm.pass_s(1.0)
    assert farm.crew.killed == []
    assert farm.states() == ["failed"] * 4


def test_a_node_on_which_tasks_fail_is_avoided_for_a_while() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=2, idle_s=1000))
    farm.crew.nodes = {f"renderer-{number}": "bad" for number in (1, 3, 4)}
    farm.submit(8)
    farm.pass_s(0.01)
    for number in (1, 3, 4):
        farm.crew.end(f"renderer-{number}", WorkerLost("out of memory"))
        farm.pass_s(0.01)
        farm.pass_s(0.01)
    assert farm.crew.avoided["renderer-4"] == frozenset()
    assert farm.crew.avoided["renderer-5"] == {"bad"}
    farm.crew.end("renderer-5", WorkerLost("killed"))
    farm.pass_s(301)
    farm.pass_s(0.01)
    assert farm.crew.avoided["renderer-6"] == frozenset()


def test_a_start_that_waits_for_other_nodes_is_made_again_once_none_is_avoided() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=2, idle_s=1000))
    farm.crew.nodes = {f"renderer-{number}": "bad" for number in (1, 3, 4)}
    farm.submit(8)
    farm.pass_s(0.01)
    for number in (1, 3, 4):
        farm.crew.willing = number != 4
        farm.crew.end(f"renderer-{number}", WorkerLost("out of memory"))
        farm.pass_s(0.01)
        farm.pass_s(0.01)
    assert farm.crew.avoided["renderer-5"] == {"bad"}
    farm.pass_s(299)
    assert "renderer-5" not in farm.crew.killed
    farm.pass_s(2)
    assert "renderer-5" in farm.crew.killed
    assert list(farm.crew.avoided.values())[-1] == frozenset()


def test_a_worker_that_says_it_is_spent_ends_after_its_task() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=1))
    farm.submit(2)
    farm.dispatcher.step()
    farm.crew.told["renderer-1"] = Vitals(steps=1, spent="its node is drained")
    farm.pass_s(1.0)
    assert farm.crew.killed == []
    assert farm.store.workers()[0].state is WorkerState.DRAINING
    farm.crew.end("renderer-1")
    farm.pass_s(1.0)
    assert farm.crew.killed == ["renderer-1"]
    assert list(farm.crew.work) == ["renderer-2"]
    assert farm.states() == ["succeeded", "running"]


def test_a_worker_whose_report_says_it_is_spent_gets_no_other_task() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=1))
    farm.submit(2)
    farm.dispatcher.step()
    lease, future = farm.crew.work.pop("renderer-1")
    future.set_result(Report(outcome=make_result(lease.task), spent="it has too much memory"))
    farm.pass_s(0.01)
    assert farm.crew.killed == ["renderer-1"]
    assert "renderer-1" not in farm.crew.work


def test_what_failed_for_good_is_said_aloud_with_its_ids(caplog: pytest.LogCaptureFixture) -> None:
    farm = Farm(settings=replace(SETTINGS, limit=1))
    farm.submit(2)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", BROKEN)
    farm.pass_s(0.01)
    farm.crew.end("renderer-1", FINAL)
    farm.pass_s(0.01)
    (record,) = caplog.records
    ids = {name: vars(record)[name] for name in ("action", "job", "task", "attempt", "worker")}
    assert ids == {
        "action": "task_failed",
        "job": "job-1",
        "task": 1,
        "attempt": 1,
        "worker": "renderer-1",
    }


class Store:
    """A store that answers when the test says so."""

    def __init__(self) -> None:
        self.asked: list[Future[bool]] = []

    def ask(self) -> "Future[bool]":
        self.asked.append(Future())
        return self.asked[-1]


def test_while_the_store_is_silent_nothing_is_handed_out_and_nothing_is_burned() -> None:
    store = Store()
    farm = Farm(gate=Gate(store.ask))
    farm.submit(3)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", OUTAGE)
    farm.pass_s(0.01)
    assert farm.states() == ["queued", "running", "queued"]
    assert list(farm.crew.work) == ["renderer-2"]
    farm.pass_s(1.0)
    (first,) = store.asked
    farm.pass_s(1.0)
    assert store.asked == [first], "one question at a time, and nobody waits for the answer"
    first.set_result(False)
    farm.pass_s(0.01)
    farm.pass_s(1.0)
    assert len(store.asked) == 1, "the next is asked later"
    farm.pass_s(1.0)
    store.asked[1].set_result(True)
    farm.pass_s(0.01)
    assert list(farm.crew.work) == ["renderer-2", "renderer-1"]
    assert [task.failures for task in farm.store.tasks("job-1")] == [0, 0, 0]


def test_an_outage_of_days_burns_no_task() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=1))
    farm.submit(1)
    for _ in range(50):
        farm.pass_s(31)
        if farm.crew.work:
            farm.crew.end(next(iter(farm.crew.work)), OUTAGE)
    farm.pass_s(31)
    farm.pass_s(31)
    (task,) = farm.store.tasks("job-1")
    assert (task.failures, task.state.ended) == (0, False)
    assert task.attempt > 10
