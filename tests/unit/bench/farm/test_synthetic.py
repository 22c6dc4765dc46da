"""Tasks without pixels: unlike each other, as long as they say, and failing when they are told."""

import pickle

import pytest

from bench.farm.synthetic import OpensSynthetic, SyntheticFailure, synthetic_job
from render_farm.pulse import Pulse


def test_tasks_are_unlike_those_of_any_other_job() -> None:
    jobs = [synthetic_job(5, name="test") for _ in range(2)]
    keys = {task.request_key for _, tasks in jobs for task in tasks}
    assert len(keys) == 10
    assert jobs[0][0].id != jobs[1][0].id


def test_a_task_takes_the_time_that_it_says() -> None:
    _, (task,) = synthetic_job(1, name="test", own_s=0.02)
    result = pickle.loads(pickle.dumps(OpensSynthetic()))().render(task, Pulse())  # noqa: S301 - our own
    assert 0.02 <= result.render_s < 5
    assert result.key.endswith(f"{task.request_key}.jpg")


def test_an_attempt_fails_where_all_are_to_fail_and_may_be_tried_again() -> None:
    _, (task,) = synthetic_job(1, name="test")
    with pytest.raises(SyntheticFailure) as caught:
        OpensSynthetic(fails_of_1000=1000)().render(task, Pulse())
    assert caught.value.retryable
