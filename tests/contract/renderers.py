"""Renderers that do what a task's template id says; importable in Ray's workers too."""

import logging
import os
import signal
import time
from pathlib import Path

from render_farm.errors import PaintError
from render_farm.job import RenderTask, TaskResult
from render_farm.pulse import Pulse
from tests.contract.farm_samples import make_result

_LOG = logging.getLogger(__name__)
HOG_BYTES = 400_000_000


class Puppet:
    """A renderer without pixels."""

    kept: bytearray

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        match task.template_id:
            case "sleep":
                note_pid(task)
                time.sleep(task.cost_s)
            case "step":
                note_pid(task)
                step(task, pulse)
            case "hog":
                bytearray(HOG_BYTES)
            case "keep":
                self.kept = bytearray(HOG_BYTES)
            case "refuse":
                raise PaintError("its picture is missing", where="layers[0]", allowed="a picture")
            case "stumble":
                raise ZeroDivisionError("division by zero")
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
        return make_result(task)

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        self.render(task, pulse)


def step(task: RenderTask, pulse: Pulse) -> None:
    """Work for the task's cost, in small steps; half of it is done from the start."""
    pulse.step(0.5)
    _LOG.warning("half of it is there")
    ends_at = time.monotonic() + task.cost_s
    while time.monotonic() < ends_at:
        time.sleep(0.02)
        pulse.step()


def note_pid(task: RenderTask) -> None:
    """Write this process' id to the file that the task's content names, once."""
    file = task.content.get("pid_file")
    if isinstance(file, str) and not Path(file).exists():
        part = Path(f"{file}.part")
        part.write_text(str(os.getpid()), encoding="ascii")
        part.rename(file)


class Unwilling:
    """A renderer that does not open."""

    def __init__(self) -> None:
        raise PaintError("no fonts here", where="fonts/")

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        return make_result(task)

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        """It will not."""


class Waking(Puppet):
    """A puppet of another kind."""
