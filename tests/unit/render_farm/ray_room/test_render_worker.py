from dataclasses import replace

import cv2
import pytest

from render_farm.errors import PaintError
from render_farm.job import TaskFailure
from render_farm.ray_room.render_worker import RenderWorker
from tests.contract.farm_samples import make_result, make_task
from tests.contract.renderers import Puppet, Unwilling


@pytest.fixture
def worker() -> RenderWorker:
    return RenderWorker("renderer-1", Puppet)


def test_it_gives_the_result_and_its_name(worker: RenderWorker) -> None:
    assert worker.render(make_task()) == make_result(make_task())
    assert repr(worker) == "renderer-1"


@pytest.mark.parametrize(
    ("template_id", "code"), [("refuse", "paint_failed"), ("stumble", "internal_error")]
)
def test_no_error_of_a_task_leaves_it(worker: RenderWorker, template_id: str, code: str) -> None:
    failure = worker.render(replace(make_task(), template_id=template_id))
    assert isinstance(failure, TaskFailure)
    assert failure.code == code


def test_opencv_takes_one_core(worker: RenderWorker) -> None:
    assert cv2.getNumThreads() == 1


def test_what_stops_the_renderer_from_opening_is_not_hidden() -> None:
    with pytest.raises(PaintError, match="no fonts here"):
        RenderWorker("renderer-1", Unwilling)
