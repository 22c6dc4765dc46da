"""One dispatcher at a time, and what the next one takes over."""

from concurrent.futures import Future
from dataclasses import replace

import pytest

from render_farm.crew import Adopted, Report, Vitals
from render_farm.queue import Lease, QueueUnreachable, TaskState
from tests.contract.farm_samples import make_result
from tests.unit.render_farm.dispatch.puppets import Farm, PuppetCrew


def successor(farm: Farm, *left: Adopted, known: bool = True) -> PuppetCrew:
    """The crew of a dispatcher that stands by, and finds these workers."""
    crew = PuppetCrew()
    if known:
        crew.left = Future()
        crew.left.set_result(left)
    return crew


def at_work(worker: str, lease: Lease) -> tuple[Adopted, "Future[Report]"]:
    report: Future[Report] = Future()
    return Adopted(worker=worker, node="node-1", lease=lease, report=report), report


def test_a_second_dispatcher_stands_by_until_the_first_one_is_silent() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    crew = PuppetCrew()
    second = farm.another(crew, tag="2")
    second.step()
    assert (second.leads, second.workers) == (False, 0)
    farm.clock.now += 6
    second.step()
    assert second.leads


def test_one_that_closes_lets_another_follow_at_once() -> None:
    farm = Farm()
    farm.dispatcher.step()
    farm.dispatcher.close()
    second = farm.another(PuppetCrew(), tag="2")
    second.step()
    assert second.leads


def test_workers_that_outlived_their_dispatcher_are_adopted_with_their_tasks() -> None:
    farm = Farm()
    farm.submit(3)
    farm.dispatcher.step()
    (lease, _), (other, _) = farm.crew.work.values()
    found, report = at_work("renderer-1", lease)
    crew = successor(farm, found, Adopted(worker="renderer-9", node="node-1"))
    second = farm.another(crew, tag="2")
    farm.clock.now += 6
    second.step()
    # The task without a worker is handed back untried, and dealt again to the idle one.
    assert second.workers == 2
    farm.clock.now += 1
    second.step()
    assert farm.states() == ["running", "queued", "running"]
    report.set_result(Report(outcome=make_result(lease.task)))
    second.step()
    task, orphan, _ = farm.store.tasks("job-1")
    assert (task.state, task.attempt, task.owner != lease.owner) == (TaskState.SUCCEEDED, 1, True)
    assert (orphan.failures, other.attempt) == (0, 1)


def test_what_is_found_working_on_nothing_of_ours_is_ended_soon() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    ((lease, _),) = farm.crew.work.values()
    stale, _ = at_work("renderer-7", replace(lease, attempt=99))
    ended, report = at_work("renderer-8", replace(lease, attempt=98))
    crew = successor(farm, stale, ended)
    second = farm.another(crew, tag="2")
    farm.clock.now += 6
    second.step()
    report.set_result(Report(outcome=make_result(lease.task)))
    second.step()
    assert farm.states() == ["running"], "its result is nobody's"
    assert list(crew.work) == ["renderer-8"], "but it is idle, and gets the task that was left"
    for _ in range(7):
        farm.clock.now += 1
        second.step()
    assert crew.killed == ["renderer-7"]


def test_workers_are_asked_how_they_are_also_while_the_database_is_silent() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    asked: list[float] = []

    def vitals() -> dict[str, Vitals]:
        asked.append(farm.clock.now)
        return {}

    def silent(owner: str, *, lease_s: float) -> bool:
        raise QueueUnreachable("no answer", where="db")

    farm.crew.vitals = vitals  # type: ignore[method-assign]  # a puppet's
    farm.store.lead = silent  # type: ignore[method-assign]  # as if the database had gone
    for _ in range(3):
        with pytest.raises(QueueUnreachable):
            farm.pass_s(1.0)
    assert len(asked) == 3


def test_while_workers_are_looked_for_leases_are_kept_and_nothing_is_handed_out() -> None:
    farm = Farm()
    farm.submit(2)
    farm.dispatcher.step()
    crew = PuppetCrew()
    crew.left = Future()
    second = farm.another(crew, tag="2")
    farm.clock.now += 6
    for _ in range(14):
        second.step()
        farm.clock.now += 1
    assert (second.workers, farm.states()) == (0, ["running"] * 2)
    for _ in range(3):
        second.step()
        farm.clock.now += 1
    assert second.workers == 2, "nobody answers for ever"
    assert [task.failures for task in farm.store.tasks("job-1")] == [0, 0]


def test_the_one_that_slept_leaves_its_workers_alone() -> None:
    farm = Farm()
    farm.submit(2)
    farm.dispatcher.step()
    ((lease, future), _) = farm.crew.work.values()
    second = farm.another(successor(farm, at_work("renderer-1", lease)[0]), tag="2")
    farm.clock.now += 6
    second.step()
    future.set_result(Report(outcome=make_result(lease.task)))
    farm.dispatcher.step()
    assert farm.crew.has_left
    assert farm.crew.killed == []
    assert farm.dispatcher.workers == 0
    assert farm.store.tasks("job-1")[0].state is TaskState.RUNNING


def test_a_task_that_outlasts_many_dispatchers_is_not_tried_for_ever() -> None:
    farm = Farm()
    farm.submit(1)
    for number in range(30):
        dispatcher = farm.another(PuppetCrew(), tag=f"{number}")
        for _ in range(3):
            farm.clock.now += 6
            dispatcher.step()
    (task,) = farm.store.tasks("job-1")
    assert (task.state, task.quarantined) == (TaskState.FAILED, True)
    assert task.attempt >= 10


def test_workers_that_are_found_too_late_are_ended() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    ((lease, _),) = farm.crew.work.values()
    found, _ = at_work("renderer-1", lease)
    crew = PuppetCrew()
    crew.left = Future()
    second = farm.another(crew, tag="2")
    farm.clock.now += 6
    second.step()
    farm.clock.now += second.settings.adopt_s
    second.step()
    assert farm.states() == ["queued"]
    crew.left.set_result((found,))
    second.step()
    assert crew.killed == ["renderer-1"]
