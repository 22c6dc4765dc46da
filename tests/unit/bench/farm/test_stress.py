"""What a stress test says of the tasks that it finds afterwards."""

import subprocess
import sys
from dataclasses import replace

from bench.farm.stress import outcome_rows
from bench.farm.synthetic import result_of, synthetic_job
from bench.processes import command_line
from bench.report import Row
from render_farm.job import TaskFailure
from render_farm.queue import TaskRecord, TaskState

_, (TASK, OTHER) = synthetic_job(2, name="test")
DONE = TaskRecord(
    job_id="job",
    ordinal=0,
    task=TASK,
    state=TaskState.SUCCEEDED,
    attempt=2,
    failures=1,
    owner=None,
    result=result_of(TASK),
    failure=None,
    reused=False,
    seconds=1.0,
)
FAILED = replace(
    DONE,
    state=TaskState.FAILED,
    result=None,
    failure=TaskFailure(code="synthetic_failure", message="", retryable=True),
    attempt=5,
    failures=5,
)


def _told(*tasks: TaskRecord) -> dict[str, Row]:
    return {row.name: row for row in outcome_rows(tasks, elapsed_s=2.0, killed=3)}


def test_tasks_that_ended_are_counted() -> None:
    told = _told(DONE, FAILED)
    values = {name: row.value for name, row in told.items() if row.aim is None}
    assert values == {
        "tasks": 1.0,
        "tasks that succeeded": 1,
        "tasks that failed": 1,
        "attempts": 7,
        "attempts that failed": 6,
        "workers killed": 3,
    }
    assert [row.met for row in told.values() if row.aim is not None] == [True] * 3


def test_a_task_that_is_still_open_misses_the_aim() -> None:
    told = _told(DONE, replace(DONE, state=TaskState.RUNNING, result=None))
    row = told["tasks that did not end"]
    assert (row.value, row.met) == (1, False)


def test_a_result_that_is_missing_or_anothers_misses_the_aim() -> None:
    told = _told(replace(DONE, result=None), replace(DONE, result=result_of(OTHER)))
    for name in ("without a result", "under another's key"):
        row = told[f"tasks that succeeded {name}"]
        assert (row.value, row.met) == (1, False)


def test_a_process_says_how_it_calls_itself() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "print('here', flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"  # before, it has no command line yet
        assert "input()" in command_line(process.pid)
        process.communicate("\n")
    assert command_line(process.pid) == ""
