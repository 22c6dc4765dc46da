"""The dispatcher against the in-memory queue, a crew of puppets and a clock that we turn."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from render_farm.crew import Vitals, WorkerLost, WorkersUnavailable
from render_farm.job import RenderTask
from render_farm.queue import TaskState, WorkerState
from tests.contract.farm_samples import FINAL, PASSING, make_job, make_tasks
from tests.unit.render_farm.dispatch.puppets import SETTINGS, Farm

LOST = WorkerLost("killed", where="renderer")


def test_no_work_no_workers() -> None:
    farm = Farm()
    farm.dispatcher.step()
    assert farm.dispatcher.workers == 0


def test_as_many_workers_as_work_up_to_the_limit() -> None:
    one, many = Farm(), Farm()
    one.submit(1)
    many.submit(5)
    for farm, expected in ((one, 1), (many, 2)):
        farm.dispatcher.step()
        farm.dispatcher.step()
        assert farm.dispatcher.workers == expected
        assert len(farm.crew.work) == expected


def test_tasks_wait_in_the_queue_while_workers_start() -> None:
    farm = Farm(willing=False)
    farm.submit(3)
    farm.dispatcher.step()
    assert farm.states() == ["queued"] * 3
    farm.crew.starting["renderer-2"].set_result("node-1")
    farm.dispatcher.step()
    assert farm.states() == ["running", "queued", "queued"]
    assert list(farm.crew.work) == ["renderer-2"]


def test_results_are_written_and_the_next_task_follows() -> None:
    farm = Farm()
    farm.submit(3)
    farm.dispatcher.step()
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    assert farm.states() == ["succeeded", "running", "running"]


def test_a_passing_failure_is_tried_again_after_a_rest() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", PASSING)
    farm.dispatcher.step()
    assert farm.states() == ["queued"]
    assert not farm.crew.work
    farm.pass_s(1.0)
    assert farm.states() == ["running"]


def test_a_final_failure_is_final() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", FINAL)
    farm.dispatcher.step()
    assert farm.states() == ["failed"]
    assert farm.store.tasks("job-1")[0].failure == FINAL


def test_the_log_of_an_attempt_is_kept_with_it() -> None:
    farm = Farm()
    farm.submit(2)
    farm.dispatcher.step()
    farm.crew.told["renderer-2"] = Vitals(steps=3, log="half way")
    farm.pass_s(1.0)
    farm.crew.end("renderer-1", PASSING, log="it went wrong")
    farm.crew.end("renderer-2", LOST)
    farm.dispatcher.step()
    first, second = (farm.store.attempts("job-1", ordinal)[0] for ordinal in (0, 1))
    assert (first.worker, first.log) == ("renderer-1", "it went wrong")
    assert (second.worker, second.log) == ("renderer-2", "half way")


def test_a_lost_worker_is_replaced_and_its_task_returns() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1", LOST)
    farm.dispatcher.step()
    assert farm.crew.killed == ["renderer-1"]
    farm.pass_s(1.0)
    assert list(farm.crew.work) == ["renderer-2"]
    farm.crew.end("renderer-2")
    farm.dispatcher.step()
    (task,) = farm.store.tasks("job-1")
    assert (task.state, task.attempt, task.failures) == (TaskState.SUCCEEDED, 2, 1)


def test_a_task_that_kills_three_workers_is_quarantined() -> None:
    farm = Farm()
    farm.submit(1)
    for number in (1, 2, 3):
        farm.pass_s(10)
        farm.crew.end(f"renderer-{number}", LOST)
        farm.dispatcher.step()
    (task,) = farm.store.tasks("job-1")
    assert (task.state, task.quarantined) == (TaskState.FAILED, True)
    assert task.failure is not None
    assert task.failure.code == "worker_lost"


def test_leases_are_kept_while_work_goes_on() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    for _ in range(5):
        farm.pass_s(10)  # a lease lasts 30 s
    assert farm.states() == ["running"]
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    assert farm.states() == ["succeeded"]
    assert farm.store.tasks("job-1")[0].attempt == 1


@pytest.mark.parametrize("stop", ["cancel", "pause", "halt"])
def test_work_that_is_no_longer_wanted_is_stopped_within_two_seconds(stop: str) -> None:
    farm = Farm()
    farm.submit(3)
    farm.dispatcher.step()
    getattr(farm.store, stop)("job-1" if stop != "halt" else "enough")
    farm.pass_s(1.0)
    assert sorted(farm.crew.killed) == ["renderer-1", "renderer-2"]
    assert not farm.crew.work
    after = {"cancel": "cancelled", "pause": "paused", "halt": "queued"}
    assert farm.states() == [after[stop]] * 3


def test_work_goes_on_after_a_halt_and_nothing_is_burned() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.store.halt("enough")
    farm.pass_s(1.0)
    farm.store.unhalt()
    farm.pass_s(1.0)
    (task,) = farm.store.tasks("job-1")
    assert (task.state, task.failures) == (TaskState.RUNNING, 0)


def test_a_budget_that_is_spent_stops_the_job() -> None:
    farm = Farm()
    farm.submit(4, replace(make_job(), budget_s=3.0))
    farm.dispatcher.step()
    farm.pass_s(4.0)
    farm.crew.end("renderer-1")
    farm.pass_s(1.0)
    farm.pass_s(1.0)
    assert farm.states().count("paused") >= 1
    assert farm.states().count("running") <= 2
    assert "queued" not in farm.states()


def test_a_result_that_comes_too_late_changes_nothing() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.store.cancel("job-1")
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    assert farm.states() == ["cancelled"]


def test_idle_workers_are_ended() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    farm.pass_s(29)
    assert farm.dispatcher.workers == 1
    farm.pass_s(2)
    assert farm.dispatcher.workers == 0
    farm.submit(1, make_job("job-2"))
    farm.pass_s(1)
    assert farm.dispatcher.workers == 1


def test_workers_that_never_start_are_reported_after_some_rest() -> None:
    farm = Farm(willing=False)
    farm.submit(1)
    with pytest.raises(WorkersUnavailable, match="no fonts"):
        for number in range(1, 5):
            farm.pass_s(5.0)
            farm.pass_s(5.0)
            lost = WorkerLost("no fonts", where=f"renderer-{number}")
            farm.crew.starting[f"renderer-{number}"].set_exception(lost)
    assert list(farm.crew.starting) == ["renderer-1", "renderer-2", "renderer-3"]
    assert farm.states() == ["queued"]


def test_starts_that_fail_together_count_once() -> None:
    farm = Farm(willing=False, settings=replace(SETTINGS, limit=4))
    farm.submit(4)
    farm.dispatcher.step()
    for ready in farm.crew.starting.values():
        ready.set_exception(WorkerLost("its node is gone"))
    farm.pass_s(1.0)
    assert farm.dispatcher.workers == 0
    farm.pass_s(1.0)
    assert farm.dispatcher.workers == 4


def test_close_hands_everything_back() -> None:
    farm = Farm()
    farm.submit(3)
    farm.dispatcher.step()
    farm.dispatcher.close()
    assert farm.dispatcher.workers == 0
    assert farm.states() == ["queued"] * 3
    assert [task.failures for task in farm.store.tasks("job-1")] == [0, 0, 0]
    assert farm.store.workers() == ()
    assert farm.store.leader() is None


def test_what_ended_before_close_is_kept() -> None:
    farm = Farm()
    farm.submit(2)
    farm.dispatcher.step()
    farm.crew.end("renderer-1")
    farm.dispatcher.step()
    farm.dispatcher.close()
    assert farm.states() == ["succeeded", "queued"]


def test_workers_are_seen_by_others() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.pass_s(1.0)
    (worker,) = farm.store.workers()
    assert (worker.name, worker.node, worker.state) == ("renderer-1", "node-1", WorkerState.BUSY)
    assert worker.task == "spotlight 9:16 ar-EG"
    since = worker.since
    farm.pass_s(5.0)
    assert farm.store.workers()[0].since == since
    farm.crew.end("renderer-1")
    farm.pass_s(1.0)
    assert farm.store.workers()[0].state is WorkerState.IDLE
    farm.pass_s(31.0)
    farm.pass_s(1.0)
    assert farm.store.workers() == ()


def test_progress_is_told() -> None:
    farm = Farm()
    farm.submit(1)
    farm.dispatcher.step()
    farm.crew.told["renderer-1"] = Vitals(steps=7, fraction=0.25)
    farm.pass_s(1.0)
    (task,) = farm.store.tasks("job-1")
    assert (task.worker, task.progress) == ("renderer-1", 0.25)


def cut_tasks(pieces: Sequence[int]) -> tuple[RenderTask, ...]:
    tasks = make_tasks(len(pieces))
    return tuple(
        replace(task, cuts_s=tuple(float(cut) for cut in range(1, count)))
        for task, count in zip(tasks, pieces, strict=True)
    )


class PiecesFarm(Farm):
    """Three workers, and videos of several pieces."""

    def __init__(self, *pieces: int) -> None:
        super().__init__(settings=replace(SETTINGS, limit=3))
        self.store.submit(make_job(), cut_tasks(pieces))
        self.dispatcher.step()
        self.pass_s(0.01)


def test_idle_workers_help_with_a_video_of_several_pieces() -> None:
    farm = PiecesFarm(3)
    assert (list(farm.crew.work), list(farm.crew.help)) == (
        ["renderer-1"],
        ["renderer-2", "renderer-3"],
    )
    assert {lease.ordinal for lease, _ in farm.crew.help.values()} == {0}


def test_no_more_help_than_there_are_pieces() -> None:
    farm = PiecesFarm(2)
    assert farm.dispatcher.workers == 2
    farm.crew.end_help("renderer-2")
    farm.pass_s(1)
    assert (list(farm.crew.work), list(farm.crew.help)) == (["renderer-1"], [])


def test_work_of_its_own_goes_before_help() -> None:
    farm = PiecesFarm(2, 4, 1)
    assert len(farm.crew.work) == 3
    farm.crew.end("renderer-3")
    farm.pass_s(1)
    (helped,) = farm.crew.help.values()
    assert helped[0].task.pieces == 4


def test_help_ends_unwritten() -> None:
    farm = PiecesFarm(3)
    farm.crew.end_help("renderer-2", FINAL)
    farm.crew.end_help("renderer-3", LOST)
    farm.pass_s(1)
    assert farm.states() == ["running"]
    assert farm.crew.killed == ["renderer-3"]
    farm.crew.end("renderer-1")
    farm.pass_s(1)
    assert farm.states() == ["succeeded"]


def test_help_with_a_task_that_ended_is_stopped_after_a_moment() -> None:
    farm = PiecesFarm(3)
    farm.crew.end("renderer-1")
    farm.pass_s(1)
    assert farm.states() == ["succeeded"]
    assert len(farm.crew.help) == 2
    farm.crew.end_help("renderer-2")
    farm.pass_s(6)
    assert farm.crew.killed == ["renderer-3"]
    farm.submit(2, make_job("job-2"))
    farm.pass_s(1)
    assert list(farm.crew.work) == ["renderer-1", "renderer-2"]


def test_a_cancelled_task_loses_its_worker_and_its_help() -> None:
    farm = PiecesFarm(2)
    farm.store.cancel("job-1")
    farm.pass_s(2)
    assert farm.crew.killed == ["renderer-1", "renderer-2"]


def test_closing_hands_back_each_task_once() -> None:
    farm = PiecesFarm(3)
    farm.dispatcher.close()
    assert farm.states() == ["queued"]
    assert sorted(farm.crew.killed) == ["renderer-1", "renderer-2", "renderer-3"]


def test_thousands_who_wait_are_given_work_in_more_than_one_turn() -> None:
    farm = Farm(settings=replace(SETTINGS, limit=600, fill_s=0.1))
    farm.submit(600)
    farm.dispatcher.step()
    assert len(farm.crew.work) == 500
    farm.dispatcher.step()
    assert len(farm.crew.work) == 600
