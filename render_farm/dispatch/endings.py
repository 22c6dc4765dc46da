"""How an attempt ended in a worker's hands → what the queue is told of it: a pure decision."""

from render_farm.crew import WorkerLost
from render_farm.failures import failure_of
from render_farm.job import Fault, TaskFailure, TaskResult
from render_farm.queue import Ending, GiveUp, Lease, RetryAfter, RetryPolicy, retry_decision

STALLED = TaskFailure(
    code="stalled",
    message="the task made no step for longer than it may",
    retryable=True,
    fault=Fault.WORKER,
)
ORPHANED = TaskFailure(
    code="worker_lost",
    message="the dispatcher, or its machine, ended again and again while this task ran",
    retryable=True,
    fault=Fault.WORKER,
)


def ending_of(
    lease: Lease,
    outcome: TaskResult | TaskFailure | None,
    *,
    worker: str,
    log: str,
    policy: RetryPolicy,
) -> Ending:
    """Say what is to be written.

    An outage is nobody's fault: the task is handed back untried. Else a failure is tried again
    as `policy` allows. outcome: None = handed back untried.
    """
    if isinstance(outcome, TaskFailure) and outcome.fault is Fault.OUTAGE:
        return Ending(lease=lease, worker=worker, log=log)
    if not isinstance(outcome, TaskFailure):
        return Ending(lease=lease, outcome=outcome, worker=worker, log=log)
    decision = retry_decision(
        outcome,
        attempts=lease.failures + 1,
        workers=lease.failed_on | {worker},
        key=lease.task.request_key,
        policy=policy,
    )
    return Ending(
        lease=lease,
        outcome=outcome,
        retry_in_s=decision.delay_s if isinstance(decision, RetryAfter) else None,
        quarantine=isinstance(decision, GiveUp) and decision.quarantine,
        worker=worker,
        log=log,
    )


def orphan_ending(lease: Lease, *, policy: RetryPolicy) -> Ending:
    """Say what becomes of a task whose dispatcher died, and whose worker with it.

    It is handed back untried. When that was so often that it may well be what kills them, it
    counts as a failure, with each dispatcher for a worker.
    """
    untried = lease.attempt - lease.failures
    outcome = ORPHANED if untried > policy.max_lost else None
    return ending_of(lease, outcome, worker=lease.owner, log="", policy=policy)


def failure_of_worker(error: BaseException) -> TaskFailure:
    """Name the failure of a task whose worker ended before it did."""
    if isinstance(error, WorkerLost):
        return failure_of(error)
    return TaskFailure(
        code=WorkerLost.code, message=repr(error), retryable=True, fault=Fault.WORKER
    )
