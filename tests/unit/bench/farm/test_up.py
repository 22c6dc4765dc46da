"""What the bench of `handbill up` reads of a process and of a job."""

import os

import pytest

from bench.farm.errors import BenchBroken
from bench.farm.up import _succeeded
from bench.processes import memory_bytes


def test_memory_of_a_process() -> None:
    assert 1e6 < memory_bytes(os.getpid()) < 1e11
    assert memory_bytes(2**22 + 1) == 0


def test_a_job_has_its_first_file_or_is_waited_for_or_has_failed() -> None:
    assert _succeeded({"id": "j", "counts": {"succeeded": 1, "failed": 0}})
    assert _succeeded({"id": "j", "counts": {"succeeded": 0, "failed": 0}}) is None
    with pytest.raises(BenchBroken):
        _succeeded({"id": "j", "counts": {"succeeded": 0, "failed": 1}})
