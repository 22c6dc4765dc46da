import logging
import threading

import pytest

from render_farm.attempt_log import AttemptLog
from render_farm.job import RenderTask, TaskResult
from render_farm.log_lines import stamp
from render_farm.pulse import Pulse, Stopped
from render_farm.workplace import Workplace
from tests.contract.farm_samples import make_lease, make_result
from tests.contract.renderers import Puppet


class Talker:
    """Logs, and lets another thread log."""

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        logging.getLogger("render_farm.paint").warning("one")
        other = threading.Thread(target=logging.getLogger("another").warning, args=("not ours",))
        other.start()
        other.join()
        return make_result(task)

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        logging.getLogger("render_farm.paint").warning("two")


def test_an_attempt_has_the_log_of_its_thread_and_no_other() -> None:
    place = Workplace(Talker(), worker="renderer-1")
    first, second = place.render(make_lease()).log, place.assist(make_lease()).log
    assert first.endswith("WARNING render_farm.paint: one")
    assert first.count("\n") == 0
    assert second.endswith("two")
    assert "one" not in second


def test_an_error_leaves_its_traceback_in_the_log() -> None:
    log = Workplace(Puppet(), worker="renderer-1").render(make_lease("stumble")).log
    assert log.startswith("Traceback")
    assert log.endswith("ZeroDivisionError: division by zero")


def test_steps_grow_over_tasks_and_the_fraction_begins_anew() -> None:
    place = Workplace(Puppet(), worker="renderer-1")
    place.render(make_lease("step", cost_s=0.0))
    first = place.vitals()
    assert first.fraction == 0.5
    place.render(make_lease())
    then = place.vitals(spent="its memory")
    assert then.steps > first.steps
    assert (then.fraction, then.log, then.spent) == (None, "", "its memory")


def test_a_worker_that_was_stopped_ends_at_its_next_step() -> None:
    place = Workplace(Puppet(), worker="renderer-1")
    place.pulse.stop()
    with pytest.raises(Stopped):
        place.render(make_lease())


def test_a_log_is_bounded() -> None:
    log = AttemptLog()
    for number in range(1000):
        log.note(f"{number} {'x' * 500}")
    log.note("y" * 5000 + "the end")
    assert len(log.text()) == 16_000
    assert log.text().endswith("the end")
    assert log.text().rsplit("\n", 1)[1].startswith("… y")
    log.begin()
    assert log.text() == ""


@pytest.mark.parametrize(("said", "kept"), [(-1.0, 0.0), (0.25, 0.25), (7.0, 1.0)])
def test_a_fraction_is_between_nothing_and_all(said: float, kept: float) -> None:
    pulse = Pulse()
    pulse.step(said)
    pulse.step()
    assert pulse.fraction == kept
    assert pulse.steps == 2


def test_what_is_logged_says_which_attempt_it_is_of(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(stamp)
    lease = make_lease()
    Workplace(Talker(), worker="renderer-1").assist(lease)
    (record,) = caplog.records
    said = [getattr(record, name) for name in ("worker", "job", "task", "attempt")]
    assert said == ["renderer-1", lease.job_id, lease.ordinal, lease.attempt]
