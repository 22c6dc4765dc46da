"""Actors that outlive their driver, and how much memory they may take, on a real Ray."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from render_farm.crew import Report, Vitals, WorkerLost
from render_farm.job import TaskFailure
from render_farm.ray_room import CrewSettings, RayCrew, RaySession, RaySettings, ray_session
from tests.contract.farm_samples import make_lease, make_result
from tests.contract.renderers import HOG_BYTES, Puppet, Waking
from tests.integration.processes import alive, wait_until

WAIT_S = 30
MADE = Report(outcome=make_result(make_lease().task))
OpenCrew = Callable[..., RayCrew]


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaySession]:
    settings = RaySettings(state_dir=tmp_path_factory.mktemp("ray"), dashboard=False, cpus=3)
    with ray_session(settings) as session:
        yield session


@pytest.fixture
def open_crew(farm: RaySession, request: pytest.FixtureRequest) -> Iterator[OpenCrew]:
    opened: list[RayCrew] = []

    def open_(renderer: Callable[[], Puppet] = Puppet, **settings: float) -> RayCrew:
        name = f"test-{request.node.name}"
        made = RayCrew(renderer, CrewSettings(namespace=name, **settings))  # type: ignore[arg-type]  # of the test's own words
        opened.append(made)
        return made

    yield open_
    for crew in opened:
        crew.close()


def pid_in(file: Path) -> int:
    wait_until(file.exists)
    return int(file.read_text(encoding="ascii"))


def heard(crew: RayCrew, worker: str, wanted: Callable[[Vitals], bool]) -> None:
    def says_so() -> bool:
        vitals = crew.vitals().get(worker)
        return vitals is not None and wanted(vitals)

    wait_until(says_so, seconds=WAIT_S)


def test_another_driver_adopts_what_still_works_and_the_first_is_refused(
    open_crew: OpenCrew,
) -> None:
    first = open_crew()
    for number in range(1, 4):
        first.start(f"renderer-{number}").result(WAIT_S)
    done = first.submit("renderer-1", make_lease())
    lost = first.submit("renderer-2", make_lease("step", cost_s=2.0))
    assert done.result(WAIT_S) == MADE
    heard(first, "renderer-2", lambda vitals: vitals.fraction == 0.5)

    second = open_crew()
    adopted = {one.worker: one for one in second.adopt().result(WAIT_S)}
    assert set(adopted) == {"renderer-1", "renderer-2", "renderer-3"}
    assert len({one.node for one in adopted.values()}) == 1
    assert adopted["renderer-1"].lease == make_lease()
    assert adopted["renderer-1"].report is not None
    assert adopted["renderer-1"].report.result(WAIT_S) == MADE
    assert adopted["renderer-2"].lease == make_lease("step", cost_s=2.0)
    assert (adopted["renderer-3"].lease, adopted["renderer-3"].report) == (None, None)
    assert second.vitals()["renderer-2"].log.endswith("half of it is there")

    with pytest.raises(WorkerLost, match="another driver has adopted it"):
        first.submit("renderer-1", make_lease()).result(WAIT_S)
    assert second.submit("renderer-3", make_lease()).result(WAIT_S) == MADE
    assert adopted["renderer-2"].report is not None
    report = adopted["renderer-2"].report.result(WAIT_S)
    assert report.outcome == make_result(make_lease().task)
    assert report.log.endswith("half of it is there")
    assert lost.result(WAIT_S) == report  # who has waited is answered, too


def test_who_is_of_another_kind_is_ended(open_crew: OpenCrew, tmp_path: Path) -> None:
    first = open_crew()
    first.start("renderer-1").result(WAIT_S)
    first.submit("renderer-1", make_lease("sleep", cost_s=60, pid_file=tmp_path / "pid"))
    pid = pid_in(tmp_path / "pid")
    assert open_crew(Waking).adopt().result(WAIT_S) == ()
    wait_until(lambda: not alive(pid), seconds=5)


def test_who_is_asked_by_nobody_ends_itself(open_crew: OpenCrew, tmp_path: Path) -> None:
    crew = open_crew(lease_s=1.0)
    crew.start("renderer-1").result(WAIT_S)
    work = crew.submit("renderer-1", make_lease("sleep", cost_s=60, pid_file=tmp_path / "pid"))
    pid = pid_in(tmp_path / "pid")
    wait_until(lambda: not alive(pid), seconds=5)
    with pytest.raises(WorkerLost):
        work.result(WAIT_S)
    assert open_crew(lease_s=1.0).adopt().result(WAIT_S) == ()


def test_who_is_left_can_be_adopted_and_a_name_is_nobody_elses(open_crew: OpenCrew) -> None:
    first, second = open_crew(), open_crew()
    first.start("renderer-1").result(WAIT_S)
    first.leave()
    assert first.vitals() == {}
    with pytest.raises(WorkerLost, match="renderer-1"):
        second.start("renderer-1").result(WAIT_S)
    (found,) = second.adopt().result(WAIT_S)
    assert found.worker == "renderer-1"


def test_a_task_that_wants_too_much_memory_fails_and_its_worker_lives(open_crew: OpenCrew) -> None:
    crew = open_crew(memory_bytes=HOG_BYTES // 2)
    crew.start("renderer-1").result(WAIT_S)
    outcome = crew.submit("renderer-1", make_lease("hog")).result(WAIT_S).outcome
    assert outcome == TaskFailure(
        code="out_of_memory", message="it takes more memory than a worker may", retryable=True
    )
    report = crew.submit("renderer-1", make_lease()).result(WAIT_S)
    assert report.outcome == MADE.outcome


def test_who_keeps_too_much_memory_gets_no_further_task(open_crew: OpenCrew) -> None:
    crew = open_crew(memory_bytes=int(1.5 * HOG_BYTES))
    crew.start("renderer-1").result(WAIT_S)
    crew.submit("renderer-1", make_lease("hog")).result(WAIT_S)
    assert crew.vitals()["renderer-1"].spent is None
    crew.submit("renderer-1", make_lease("keep")).result(WAIT_S)
    spent = crew.vitals()["renderer-1"].spent
    assert spent is not None
    assert spent.endswith(" MB of memory (allowed: 300 MB)")


def test_why_a_worker_was_lost_is_told_in_a_line(open_crew: OpenCrew, tmp_path: Path) -> None:
    crew = open_crew()
    crew.start("renderer-1").result(WAIT_S)
    work = crew.submit("renderer-1", make_lease("sleep", cost_s=60, pid_file=tmp_path / "pid"))
    os.kill(pid_in(tmp_path / "pid"), signal.SIGKILL)
    with pytest.raises(
        WorkerLost, match=r"renderer-1: The actor is dead because .* has died"
    ) as lost:
        work.result(WAIT_S)
    assert "\n" not in str(lost.value)
