import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import cv2
import pytest

from render_farm.crew import Renderer, Report, WorkerLost
from render_farm.errors import PaintError
from render_farm.job import RenderTask, TaskFailure, TaskResult
from render_farm.pulse import Pulse
from render_farm.ray_room.render_worker import Contract, RenderWorker
from tests.contract.farm_samples import make_lease, make_result
from tests.contract.renderers import Puppet, Unwilling

MADE = Report(outcome=make_result(make_lease().task))


def new_worker(open_renderer: Callable[[], Renderer] = Puppet) -> RenderWorker:
    contract = Contract(driver="one", kind="puppet")
    return RenderWorker("renderer-1", open_renderer, lambda: "node-1", contract)


@pytest.fixture
def worker() -> RenderWorker:
    opened = new_worker()
    assert opened.vitals("one") is None
    assert opened.open("one") == "node-1"
    return opened


def test_it_gives_the_result_and_its_name(worker: RenderWorker) -> None:
    assert worker.render("one", make_lease()).report == MADE
    assert worker.assist("one", make_lease()).report == Report(outcome=None)
    assert repr(worker) == "renderer-1"


@pytest.mark.parametrize(
    ("template_id", "code"), [("refuse", "paint_failed"), ("stumble", "internal_error")]
)
def test_no_error_of_a_task_leaves_it(worker: RenderWorker, template_id: str, code: str) -> None:
    failure = worker.render("one", make_lease(template_id)).report.outcome
    assert isinstance(failure, TaskFailure)
    assert failure.code == code


def test_opencv_takes_one_core(worker: RenderWorker) -> None:
    assert cv2.getNumThreads() == 1


def test_what_stops_the_renderer_from_opening_is_not_hidden() -> None:
    with pytest.raises(PaintError, match="no fonts here"):
        new_worker(Unwilling).open("one")


def test_the_answer_tells_how_it_is_after_the_task_and_what_is_told_later_is_newer(
    worker: RenderWorker,
) -> None:
    before = worker.vitals("one")
    answer = worker.render("one", make_lease("step", cost_s=0.0))
    assert before is not None
    assert before.steps < answer.vitals.steps
    assert answer.vitals == worker.vitals("one")


def test_who_adopts_it_learns_what_it_made_and_the_driver_before_is_refused(
    worker: RenderWorker,
) -> None:
    worker.render("one", make_lease())
    standing = worker.adopt("two", "puppet")
    assert standing is not None
    assert (standing.node, standing.lease) == ("node-1", make_lease())
    assert worker.report("two").report == MADE
    for refused in (worker.render, worker.assist):
        with pytest.raises(WorkerLost, match="another driver has adopted it"):
            refused("one", make_lease())
    with pytest.raises(WorkerLost, match="another driver"):
        worker.vitals("one")
    assert worker.render("two", make_lease()).report == MADE


def test_one_of_another_kind_or_that_is_not_open_is_not_adopted(worker: RenderWorker) -> None:
    assert worker.adopt("two", "another bucket") is None
    assert new_worker().adopt("two", "puppet") is None
    assert worker.render("one", make_lease()).report == MADE


class Waiter:
    """Works until it is told to end."""

    def __init__(self) -> None:
        self.end = threading.Event()

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        self.end.wait(10)
        return make_result(task)

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        self.end.wait(10)


def test_the_report_of_work_in_progress_goes_to_the_last_driver_that_adopts_it() -> None:
    waiter = Waiter()
    worker = new_worker(lambda: waiter)
    worker.open("one")
    with ThreadPoolExecutor(3) as threads:
        work = threads.submit(worker.render, "one", make_lease())
        while worker.adopt("two", "puppet") is None or worker._lease is None:
            time.sleep(0.001)
        second = threads.submit(worker.report, "two")
        assert worker.adopt("three", "puppet") is not None
        with pytest.raises(WorkerLost, match="another driver"):
            second.result(10)
        third = threads.submit(worker.report, "three")
        waiter.end.set()
        assert third.result(10) == work.result(10)


def test_who_helps_with_a_task_of_another_is_not_adopted() -> None:
    waiter = Waiter()
    worker = new_worker(lambda: waiter)
    worker.open("one")
    with ThreadPoolExecutor(1) as threads:
        before = worker.vitals("one")
        threads.submit(worker.assist, "one", make_lease())
        while worker.vitals("one") == before:
            time.sleep(0.001)
        assert worker.adopt("two", "puppet") is None
        waiter.end.set()
    standing = worker.adopt("two", "puppet")
    assert standing is not None
    assert standing.lease is None
