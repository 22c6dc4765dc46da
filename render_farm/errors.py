"""The error tree of the farm: what was wrong, where, and what is allowed.

    RenderFarmError
    ├── InvalidInput         a value or file that was submitted cannot be used (inputs, formats)
    ├── PaintError           a layer cannot be painted (paint/)
    ├── EncodeError          an encoder refused or failed (encode/)
    ├── DeliveryRefused      no file of that kind is taken at its placement (delivery)
    └── QualityFailure       a finished file is not what was asked for (gate/)

Other rooms derive theirs from `RenderFarmError` in their own `errors.py`.
"""

from typing import ClassVar

from render_farm.job import Fault


class RenderFarmError(Exception):
    """A failure of the farm, in words for whoever has to mend it.

    code: stable snake_case name, for programs. retryable: whether trying again may help. fault:
    where it comes from, as far as that is known.
    what: what was wrong. where: path of the value, layer or file. allowed: what would be right.
    """

    code: ClassVar[str] = "render_farm_error"
    retryable: ClassVar[bool] = False
    fault: ClassVar[Fault] = Fault.TASK

    def __init__(self, what: str, *, where: str = "", allowed: str = "") -> None:
        super().__init__(what, where, allowed)
        self.what = what
        self.where = where
        self.allowed = allowed

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f" (allowed: {self.allowed})" if self.allowed else ""
        return f"{place}{self.what}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.__dict__.copy())


class InvalidInput(RenderFarmError):
    """A value or file that was submitted cannot be used."""

    code = "invalid_input"


class PaintError(RenderFarmError):
    """A layer of a scene cannot be painted: its picture is missing, its box is empty."""

    code = "paint_failed"


class EncodeError(RenderFarmError):
    """An encoder refused its settings, or the file could not be written."""

    code = "encode_failed"
    retryable = True


class DeliveryRefused(RenderFarmError):
    """The placement would refuse the file: its format, size or length, its bytes or its bitrate."""

    code = "delivery_refused"


class QualityFailure(RenderFarmError):
    """A finished file is not what was asked for; `reasons` lists everything that is wrong."""

    code = "quality_failed"

    def __init__(self, reasons: tuple[str, ...], *, where: str = "") -> None:
        super().__init__("; ".join(reasons), where=where)
        self.reasons = reasons


def _rebuild(kind: type[RenderFarmError], state: dict[str, object]) -> RenderFarmError:
    """Unpickle without calling `__init__`, whose arguments differ from class to class."""
    error = kind.__new__(kind, *(state.get(key, "") for key in ("what", "where", "allowed")))
    error.__dict__.update(state)
    return error
