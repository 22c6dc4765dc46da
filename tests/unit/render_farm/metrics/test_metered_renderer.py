from dataclasses import replace

import pytest

from render_farm.errors import PaintError
from render_farm.job import RenderTask, TaskResult
from render_farm.metrics import (
    ASSET_BYTES,
    ASSETS,
    ATTEMPT_SECONDS,
    ATTEMPTS,
    COST,
    FAILURES,
    FRAMES,
    PHASE_SECONDS,
    MemoryMeter,
    MeteredRenderer,
    Phase,
    PhaseClock,
)
from render_farm.pulse import Pulse
from tests.contract.farm_samples import make_result, make_task
from tests.unit.render_farm.metrics.test_phases import Hand


class Scripted:
    """A renderer that takes three seconds, two of them for the scene."""

    def __init__(self, hand: Hand, phases: PhaseClock) -> None:
        self._hand = hand
        self._phases = phases
        self.result: TaskResult | None = None

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        with self._phases.during(Phase.SCENE):
            self._hand.now_s += 2
        self._hand.now_s += 1
        if self.result is None:
            raise PaintError("its picture is missing")
        return self.result

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        self._hand.now_s += 1


class Bench:
    """A metered renderer, its script and its meter."""

    def __init__(self) -> None:
        hand = Hand()
        phases = PhaseClock(hand)
        self.meter = MemoryMeter()
        self.task = make_task(0)
        self.script = Scripted(hand, phases)
        self.renderer = MeteredRenderer(
            self.script, meter=self.meter, phases=phases, core_hour_cost=36.0
        )

    @property
    def template(self) -> str:
        return self.task.template_id


def test_a_made_file_is_counted_with_what_it_cost() -> None:
    bench = Bench()
    made = replace(make_result(bench.task), created=True, bytes=700, frames=90)
    bench.script.result = made
    assert bench.renderer.render(bench.task, Pulse()) == made
    meter, template = bench.meter, bench.template
    assert meter.total(ATTEMPTS, template=template, outcome="made") == 1
    assert meter.total(ASSETS, template=template) == 1
    assert meter.total(ASSET_BYTES, template=template) == 700
    assert meter.total(FRAMES, template=template) == 90
    assert meter.total(ATTEMPT_SECONDS, template=template) == 3
    assert meter.total(PHASE_SECONDS, template=template, phase="scene") == 2
    assert meter.total(PHASE_SECONDS, template=template, phase="make") == 1
    assert meter.total(COST, template=template) == pytest.approx(0.03)


def test_what_was_made_and_how_long_it_took_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="render_farm")
    bench = Bench()
    bench.script.result = replace(make_result(bench.task), bytes=700, frames=90)
    bench.renderer.render(bench.task, Pulse())
    assert caplog.messages == [
        "scene 2.000 s, make 1.000 s",
        "made assets/as/asset-of-request-0000.jpg: 700 bytes, 90 frames",
    ]


def test_a_file_that_was_there_is_none_made() -> None:
    bench = Bench()
    bench.script.result = replace(make_result(bench.task), created=False)
    bench.renderer.render(bench.task, Pulse())
    assert bench.meter.total(ATTEMPTS, outcome="found") == 1
    assert bench.meter.total(ASSETS) == 0
    assert bench.meter.total(COST) > 0


def test_a_failure_is_counted_by_its_code_and_passes_through() -> None:
    bench = Bench()
    with pytest.raises(PaintError):
        bench.renderer.render(bench.task, Pulse())
    assert bench.meter.total(ATTEMPTS, outcome="failed") == 1
    assert bench.meter.total(FAILURES, code=PaintError.code, retryable="false") == 1
    assert bench.meter.total(ATTEMPT_SECONDS) == 3


def test_help_is_an_attempt_of_its_own() -> None:
    bench = Bench()
    bench.renderer.assist(bench.task, Pulse())
    assert bench.meter.total(ATTEMPTS, outcome="assisted") == 1
    assert bench.meter.total(PHASE_SECONDS, phase="make") == 1
