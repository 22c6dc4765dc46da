"""A renderer whose attempts are counted: how they ended, how long they took, what they cost."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from render_farm.crew import Renderer
from render_farm.failures import failure_of
from render_farm.job import RenderTask, TaskResult
from render_farm.metrics.catalogue import (
    ASSET_BYTES,
    ASSETS,
    ATTEMPT_SECONDS,
    ATTEMPTS,
    CACHE_REQUESTS,
    COST,
    FAILURES,
    FRAMES,
    PHASE_SECONDS,
)
from render_farm.metrics.meter import Meter
from render_farm.metrics.phases import Phase, PhaseClock
from render_farm.pulse import Pulse

_HOUR_S = 3600.0
_LOG = logging.getLogger(__name__)


class MeteredRenderer:
    """A `Renderer` of one core that counts what another one does.

    phases: the clock that the other one tells its phases. core_hour_cost: of this core.
    """

    def __init__(
        self, renderer: Renderer, *, meter: Meter, phases: PhaseClock, core_hour_cost: float
    ) -> None:
        self._renderer = renderer
        self._meter = meter
        self._phases = phases
        self._core_hour_cost = core_hour_cost

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        """Make the task's file."""
        with self._attempt(task):
            result = self._renderer.render(task, pulse)
        self._count(task, result)
        return result

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        """Make pieces of it."""
        with self._attempt(task):
            self._renderer.assist(task, pulse)
        self._meter.record(ATTEMPTS, template=task.template_id, outcome="assisted")

    @contextmanager
    def _attempt(self, task: RenderTask) -> Iterator[None]:
        self._phases.take()
        try:
            with self._phases.during(Phase.MAKE):
                yield
        except Exception as error:
            self._count_failure(task, error)
            raise
        finally:
            self._count_seconds(task)

    def _count(self, task: RenderTask, result: TaskResult) -> None:
        template = task.template_id
        outcome = "made" if result.created else "found"
        _LOG.info("%s %s: %d bytes, %d frames", outcome, result.key, result.bytes, result.frames)
        self._meter.record(ATTEMPTS, template=template, outcome=outcome)
        found = "miss" if result.created else "hit"
        self._meter.record(CACHE_REQUESTS, cache="asset", result=found)
        if result.created:
            self._meter.record(ASSETS, template=template)
            self._meter.record(ASSET_BYTES, result.bytes, template=template)
            self._meter.record(FRAMES, result.frames, template=template)

    def _count_failure(self, task: RenderTask, error: Exception) -> None:
        failure = failure_of(error)
        retryable = str(failure.retryable).lower()
        self._meter.record(ATTEMPTS, template=task.template_id, outcome="failed")
        self._meter.record(FAILURES, code=failure.code, retryable=retryable)

    def _count_seconds(self, task: RenderTask) -> None:
        template, phases = task.template_id, self._phases.take()
        for phase, seconds in phases.items():
            self._meter.record(PHASE_SECONDS, seconds, template=template, phase=phase)
        attempt_s = sum(phases.values())
        _LOG.info("%s", ", ".join(f"{it} {phases[it]:.3f} s" for it in Phase if it in phases))
        self._meter.record(ATTEMPT_SECONDS, attempt_s, template=template)
        self._meter.record(COST, attempt_s / _HOUR_S * self._core_hour_cost, template=template)
