"""An error of an attempt → the failure that the queue keeps."""

from render_farm.errors import RenderFarmError
from render_farm.job import Fault, TaskFailure
from templates.errors import TemplatesError

_MESSAGE_CHARS = 2000


def failure_of(error: Exception) -> TaskFailure:
    """Name the failure of an attempt; what nobody foresaw may be tried again."""
    if isinstance(error, RenderFarmError):
        return _failure(error.code, str(error), retryable=error.retryable, fault=error.fault)
    if isinstance(error, TemplatesError):
        return _failure(error.code, str(error), retryable=False)
    if isinstance(error, MemoryError):
        return _failure("out_of_memory", "it takes more memory than a worker may", retryable=True)
    return _failure("internal_error", f"{type(error).__name__}: {error}", retryable=True)


def _failure(code: str, message: str, *, retryable: bool, fault: Fault = Fault.TASK) -> TaskFailure:
    short = message[:_MESSAGE_CHARS]
    return TaskFailure(code=code, message=short, retryable=retryable, fault=fault)
