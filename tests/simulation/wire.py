"""A store as one process reaches it: calls come late, get lost, or are the process's last."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from render_farm.errors import RenderFarmError
from tests.simulation.scheduler import Killed, Process
from tests.simulation.weather import Trouble, Weather

# process, call, its arguments, its answer
Watch = Callable[[Process, str, tuple[Any, ...], dict[str, Any], Any], None]
_TIMEOUT_S = 2.0


class Wire:
    """Any store, method by method; whatever it answers is shown to `watch` first.

    Callers cast it to the protocol they need: it has whatever methods its target has.
    """

    def __init__(
        self,
        target: object,
        *,
        name: str,
        process: Process,
        weather: Weather,
        silent: Callable[[], RenderFarmError],
        watch: Watch,
    ) -> None:
        self._target = target
        self._name = name
        self._process = process
        self._weather = weather
        self._silent = silent
        self._watch = watch

    def __getattr__(self, name: str) -> Any:
        call = partial(self._call, name, getattr(self._target, name))
        self.__dict__[name] = call
        return call

    def _call(self, name: str, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
        process, weather = self._process, self._weather
        if process.dead:
            raise Killed
        if self._name in weather.down:
            self._unanswered()
        if weather.random() < weather.rough:
            return self._troubled(name, method, args, named)
        answer = method(*args, **named)
        self._watch(process, name, args, named, answer)
        return answer

    def _troubled(
        self, name: str, method: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]
    ) -> Any:
        trouble, process = self._weather.trouble(), self._process
        if trouble is Trouble.SLOW:
            process.wait(self._weather.delay_s())
        elif trouble is Trouble.LOST:
            self._unanswered()
        elif trouble is Trouble.LATE:
            self._later(name, method, args, named)
            self._unanswered()
        elif trouble is Trouble.KILLED_BEFORE:
            process.die()
        answer = method(*args, **named)
        self._watch(process, name, args, named, answer)
        if trouble is Trouble.SLOW_ANSWER:
            process.wait(self._weather.delay_s())
        elif trouble is Trouble.UNHEARD:
            self._unanswered()
        elif trouble is Trouble.KILLED_AFTER:
            process.die()
        return answer

    def _later(
        self, name: str, method: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]
    ) -> None:
        """The request arrives, whatever became of whoever sent it; its answer goes nowhere."""

        def arrive() -> None:
            with suppress(RenderFarmError):
                self._watch(self._process, name, args, named, method(*args, **named))

        self._process.scheduler.after(self._weather.delay_s(), arrive)

    def _unanswered(self) -> None:
        self._process.wait(_TIMEOUT_S)
        raise self._silent()
