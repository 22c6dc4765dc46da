from render_farm.crew import WorkerLost
from render_farm.errors import PaintError
from render_farm.failures import failure_of
from render_farm.job import Fault, TaskFailure
from render_farm.storage import StoreFull
from templates.errors import TemplatesError


def test_our_errors_keep_code_and_class() -> None:
    full = failure_of(StoreFull("no space", where="s3/handbill/a"))
    assert full == TaskFailure(
        code="store_full",
        message="s3/handbill/a: no space",
        retryable=True,
        fault=Fault.OUTAGE,
    )
    assert failure_of(WorkerLost("killed")).fault is Fault.WORKER
    assert failure_of(PaintError("no picture")).retryable is False


def test_errors_of_a_template_are_final() -> None:
    assert failure_of(TemplatesError("unknown slot", where="slots.x")) == TaskFailure(
        code="templates_error", message="slots.x: unknown slot", retryable=False
    )


def test_what_nobody_foresaw_may_be_tried_again() -> None:
    failure = failure_of(ZeroDivisionError("x" * 5000))
    assert (failure.code, failure.retryable) == ("internal_error", True)
    assert failure.message.startswith("ZeroDivisionError: x")
    assert len(failure.message) == 2000
