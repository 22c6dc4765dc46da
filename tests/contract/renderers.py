"""Renderers that do what a task's template id says; importable in Ray's workers too."""

import os
import signal
import time
from pathlib import Path

from render_farm.errors import PaintError
from render_farm.job import RenderTask, TaskResult
from tests.contract.farm_samples import make_result


class Puppet:
    """A renderer without pixels."""

    def render(self, task: RenderTask) -> TaskResult:
        match task.template_id:
            case "sleep":
                note_pid(task)
                time.sleep(task.cost_s)
            case "refuse":
                raise PaintError("its picture is missing", where="layers[0]", allowed="a picture")
            case "stumble":
                raise ZeroDivisionError("division by zero")
            case "die":
                os.kill(os.getpid(), signal.SIGKILL)
        return make_result(task)

    def assist(self, task: RenderTask) -> None:
        self.render(task)


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

    def render(self, task: RenderTask) -> TaskResult:
        return make_result(task)

    def assist(self, task: RenderTask) -> None:
        """It will not."""
