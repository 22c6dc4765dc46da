"""What every crew does, whatever its workers are."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from render_farm.crew import Crew, Renderer, Report, Vitals, WorkerLost
from render_farm.job import TaskFailure
from render_farm.local_room import LocalCrew
from render_farm.ray_room import RayCrew, RaySession
from tests.contract.farm_samples import make_lease, make_result
from tests.contract.renderers import Puppet, Unwilling

WAIT_S = 30
OpenCrew = Callable[[Callable[[], Renderer]], Crew]


@pytest.fixture(params=["local", "ray"])
def open_crew(request: pytest.FixtureRequest) -> Iterator[OpenCrew]:
    opened: list[Crew] = []
    if request.param == "ray":
        assert isinstance(request.getfixturevalue("ray_farm"), RaySession)

    def open_(open_renderer: Callable[[], Renderer]) -> Crew:
        crew = LocalCrew(open_renderer) if request.param == "local" else RayCrew(open_renderer)
        opened.append(crew)
        return crew

    yield open_
    for crew in opened:
        crew.close()


@pytest.fixture
def crew(open_crew: OpenCrew) -> Crew:
    return open_crew(Puppet)


MADE = Report(outcome=make_result(make_lease().task))


def hear(crew: Crew, worker: str, wanted: Callable[[Vitals], bool]) -> Vitals:
    """Ask until a worker says what is wanted."""
    deadline = time.monotonic() + WAIT_S
    while True:
        heard = crew.vitals().get(worker)
        if heard is not None and wanted(heard):
            return heard
        assert time.monotonic() < deadline, heard
        time.sleep(0.01)


def test_a_worker_makes_one_task_after_another(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    for _ in range(3):
        assert crew.submit("renderer-1", make_lease()).result(WAIT_S) == MADE


def test_two_workers_work_at_the_same_time(crew: Crew) -> None:
    for worker in ("renderer-1", "renderer-2"):
        crew.start(worker).result(WAIT_S)
    slow = crew.submit("renderer-1", make_lease("sleep", cost_s=3))
    crew.submit("renderer-2", make_lease()).result(WAIT_S)
    assert not slow.done()
    crew.kill("renderer-1")


def test_an_error_of_a_task_is_its_failure(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    refused = crew.submit("renderer-1", make_lease("refuse")).result(WAIT_S)
    assert refused.outcome == TaskFailure(
        code="paint_failed",
        message="layers[0]: its picture is missing (allowed: a picture)",
        retryable=False,
    )
    assert refused.log.startswith("Traceback")
    assert refused.log.endswith("its picture is missing (allowed: a picture)")
    stumbled = crew.submit("renderer-1", make_lease("stumble")).result(WAIT_S).outcome
    assert isinstance(stumbled, TaskFailure)
    assert (stumbled.code, stumbled.retryable) == ("internal_error", True)
    assert crew.submit("renderer-1", make_lease()).result(WAIT_S) == MADE


def test_an_assistant_gives_nothing_but_an_error(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    assert crew.assist("renderer-1", make_lease()).result(WAIT_S) == Report(outcome=None)
    refused = crew.assist("renderer-1", make_lease("refuse")).result(WAIT_S).outcome
    assert isinstance(refused, TaskFailure)
    assert refused.code == "paint_failed"
    assert crew.submit("renderer-1", make_lease()).result(WAIT_S) == MADE


def test_an_assistant_that_is_killed_is_lost_alone(crew: Crew) -> None:
    for worker in ("renderer-1", "renderer-2"):
        crew.start(worker).result(WAIT_S)
    helping = crew.assist("renderer-2", make_lease("sleep", cost_s=2))
    crew.kill("renderer-2")
    with pytest.raises(WorkerLost):
        helping.result(WAIT_S)
    with pytest.raises(WorkerLost, match="renderer-2"):
        crew.assist("renderer-2", make_lease()).result(WAIT_S)
    assert crew.submit("renderer-1", make_lease()).result(WAIT_S) == MADE


def test_the_work_of_a_killed_worker_is_lost(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    work = crew.submit("renderer-1", make_lease("sleep", cost_s=2))
    crew.kill("renderer-1")
    with pytest.raises(WorkerLost):
        work.result(WAIT_S)
    crew.kill("renderer-1")
    with pytest.raises(WorkerLost, match="renderer-1"):
        crew.submit("renderer-1", make_lease()).result(WAIT_S)


def test_a_name_can_be_used_again(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    crew.kill("renderer-1")
    crew.start("renderer-1").result(WAIT_S)
    crew.submit("renderer-1", make_lease()).result(WAIT_S)


def test_a_worker_whose_renderer_does_not_open_says_why(open_crew: OpenCrew) -> None:
    crew = open_crew(Unwilling)
    with pytest.raises(WorkerLost, match="no fonts here"):
        crew.start("renderer-1").result(WAIT_S)


def test_close_ends_all_workers(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    work = crew.submit("renderer-1", make_lease("sleep", cost_s=2))
    crew.close()
    with pytest.raises(WorkerLost):
        work.result(WAIT_S)
    crew.close()


def test_a_worker_says_where_it_is_and_starts_elsewhere_when_told_to(crew: Crew) -> None:
    here = crew.start("renderer-1").result(WAIT_S)
    assert here
    elsewhere = crew.start("renderer-2", avoid=frozenset({here}))
    assert crew.start("renderer-3", avoid=frozenset({"another"})).result(WAIT_S) == here
    assert not elsewhere.done()


def test_work_in_progress_is_heard_of(crew: Crew) -> None:
    assert crew.vitals() == {}
    crew.start("renderer-1").result(WAIT_S)
    idle = hear(crew, "renderer-1", lambda heard: True)
    assert (idle.fraction, idle.log, idle.spent) == (None, "", None)
    work = crew.submit("renderer-1", make_lease("step", cost_s=60))
    half = hear(crew, "renderer-1", lambda heard: heard.fraction == 0.5)
    assert half.steps > idle.steps
    assert half.log.endswith("half of it is there")
    hear(crew, "renderer-1", lambda heard: heard.steps > half.steps)
    assert not work.done()
    crew.kill("renderer-1")
    assert crew.vitals() == {}


def test_what_is_told_of_a_task_is_not_told_of_the_next(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    first = crew.submit("renderer-1", make_lease("step", cost_s=0.1)).result(WAIT_S)
    assert first.log.endswith("half of it is there")
    assert crew.submit("renderer-1", make_lease()).result(WAIT_S) == MADE
    hear(crew, "renderer-1", lambda heard: heard.fraction is None and heard.log == "")


def test_the_last_that_was_heard_of_a_lost_worker_stays_until_it_is_killed(
    open_crew: OpenCrew, tmp_path: Path
) -> None:
    crew = open_crew(Puppet)
    if not isinstance(crew, RayCrew):
        return  # a thread is not lost
    crew.start("renderer-1").result(WAIT_S)
    work = crew.submit("renderer-1", make_lease("step", cost_s=60, pid_file=tmp_path / "pid"))
    hear(crew, "renderer-1", lambda heard: "half" in heard.log)
    os.kill(int((tmp_path / "pid").read_text(encoding="ascii")), signal.SIGKILL)
    with pytest.raises(WorkerLost):
        work.result(WAIT_S)
    assert crew.vitals()["renderer-1"].log.endswith("half of it is there")


def test_nobody_is_there_to_be_adopted_by_the_driver_that_started_them(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    crew.leave()
    assert crew.adopt().result(WAIT_S) == ()
    assert crew.vitals() == {}
