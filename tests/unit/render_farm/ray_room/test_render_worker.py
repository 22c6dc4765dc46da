from collections.abc import Callable

import cv2
import pytest

from render_farm.crew import Renderer, Report
from render_farm.errors import PaintError
from render_farm.job import TaskFailure
from render_farm.ray_room.render_worker import RenderWorker
from tests.contract.farm_samples import make_lease, make_result
from tests.contract.renderers import Puppet, Unwilling


def new_worker(open_renderer: Callable[[], Renderer] = Puppet) -> RenderWorker:
    return RenderWorker("renderer-1", open_renderer, lambda: "node-1")


@pytest.fixture
def worker() -> RenderWorker:
    opened = new_worker()
    assert opened.vitals() is None
    assert opened.open() == "node-1"
    return opened


def test_it_gives_the_result_and_its_name(worker: RenderWorker) -> None:
    assert worker.render(make_lease()) == Report(outcome=make_result(make_lease().task))
    assert worker.assist(make_lease()) == Report(outcome=None)
    assert repr(worker) == "renderer-1"


@pytest.mark.parametrize(
    ("template_id", "code"), [("refuse", "paint_failed"), ("stumble", "internal_error")]
)
def test_no_error_of_a_task_leaves_it(worker: RenderWorker, template_id: str, code: str) -> None:
    failure = worker.render(make_lease(template_id)).outcome
    assert isinstance(failure, TaskFailure)
    assert failure.code == code


def test_opencv_takes_one_core(worker: RenderWorker) -> None:
    assert cv2.getNumThreads() == 1


def test_what_stops_the_renderer_from_opening_is_not_hidden() -> None:
    with pytest.raises(PaintError, match="no fonts here"):
        new_worker(Unwilling).open()
