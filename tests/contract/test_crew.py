"""What every crew does, whatever its workers are."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from render_farm.crew import Crew, Renderer, WorkerLost
from render_farm.job import TaskFailure
from render_farm.local_room import LocalCrew
from render_farm.queue import Lease
from render_farm.ray_room import RayCrew, RaySession
from tests.contract.farm_samples import make_result, make_task
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


def lease(template_id: str = "spotlight", *, cost_s: float = 1.0) -> Lease:
    task = replace(make_task(cost_s=cost_s), template_id=template_id)
    return Lease(
        task_id=1,
        job_id="job-1",
        ordinal=7,
        attempt=1,
        owner="me",
        due_at=0.0,
        failures=0,
        task=task,
    )


def test_a_worker_makes_one_task_after_another(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    for _ in range(3):
        outcome = crew.submit("renderer-1", lease()).result(WAIT_S)
        assert outcome == make_result(lease().task)


def test_two_workers_work_at_the_same_time(crew: Crew) -> None:
    for worker in ("renderer-1", "renderer-2"):
        crew.start(worker).result(WAIT_S)
    slow = crew.submit("renderer-1", lease("sleep", cost_s=3))
    crew.submit("renderer-2", lease()).result(WAIT_S)
    assert not slow.done()
    crew.kill("renderer-1")


def test_an_error_of_a_task_is_its_failure(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    refused = crew.submit("renderer-1", lease("refuse")).result(WAIT_S)
    assert refused == TaskFailure(
        code="paint_failed",
        message="layers[0]: its picture is missing (allowed: a picture)",
        retryable=False,
    )
    stumbled = crew.submit("renderer-1", lease("stumble")).result(WAIT_S)
    assert isinstance(stumbled, TaskFailure)
    assert (stumbled.code, stumbled.retryable) == ("internal_error", True)
    assert crew.submit("renderer-1", lease()).result(WAIT_S) == make_result(lease().task)


def test_an_assistant_gives_nothing_but_an_error(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    assert crew.assist("renderer-1", lease()).result(WAIT_S) is None
    refused = crew.assist("renderer-1", lease("refuse")).result(WAIT_S)
    assert isinstance(refused, TaskFailure)
    assert refused.code == "paint_failed"
    assert crew.submit("renderer-1", lease()).result(WAIT_S) == make_result(lease().task)


def test_an_assistant_that_is_killed_is_lost_alone(crew: Crew) -> None:
    for worker in ("renderer-1", "renderer-2"):
        crew.start(worker).result(WAIT_S)
    helping = crew.assist("renderer-2", lease("sleep", cost_s=2))
    crew.kill("renderer-2")
    with pytest.raises(WorkerLost):
        helping.result(WAIT_S)
    with pytest.raises(WorkerLost, match="renderer-2"):
        crew.assist("renderer-2", lease()).result(WAIT_S)
    assert crew.submit("renderer-1", lease()).result(WAIT_S) == make_result(lease().task)


def test_the_work_of_a_killed_worker_is_lost(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    work = crew.submit("renderer-1", lease("sleep", cost_s=2))
    crew.kill("renderer-1")
    with pytest.raises(WorkerLost):
        work.result(WAIT_S)
    crew.kill("renderer-1")
    with pytest.raises(WorkerLost, match="renderer-1"):
        crew.submit("renderer-1", lease()).result(WAIT_S)


def test_a_name_can_be_used_again(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    crew.kill("renderer-1")
    crew.start("renderer-1").result(WAIT_S)
    crew.submit("renderer-1", lease()).result(WAIT_S)


def test_a_worker_whose_renderer_does_not_open_says_why(open_crew: OpenCrew) -> None:
    crew = open_crew(Unwilling)
    with pytest.raises(WorkerLost, match="no fonts here"):
        crew.start("renderer-1").result(WAIT_S)


def test_close_ends_all_workers(crew: Crew) -> None:
    crew.start("renderer-1").result(WAIT_S)
    work = crew.submit("renderer-1", lease("sleep", cost_s=2))
    crew.close()
    with pytest.raises(WorkerLost):
        work.result(WAIT_S)
    crew.close()
