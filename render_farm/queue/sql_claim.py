"""Whose turn it is → leases: statements on the tables, within a transaction."""

from collections.abc import Mapping, Sequence
from heapq import nsmallest
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Connection,
    Integer,
    bindparam,
    exists,
    func,
    select,
    true,
    update,
)

from render_farm.queue.lease import Lease
from render_farm.queue.records import Backlog
from render_farm.queue.rows import EXPIRED, READY, lease_from_row
from render_farm.queue.share import Claimant, turns
from render_farm.queue.states import TaskEvent, TaskState, next_state
from render_farm.queue.tables import JOBS, QUEUED, RUNNING, TASKS, UNENDED

_HAS_QUEUED = exists().where(TASKS.c.job_seq == JOBS.c.seq, QUEUED)
WAITING_JOBS = (
    select(JOBS.c.seq, JOBS.c.id, JOBS.c.priority).where(UNENDED, _HAS_QUEUED).order_by(JOBS.c.seq)
)
RUNNING_BY_JOB = (
    # Of a column that no index has: SQLite would else go through one in which all tasks are.
    select(TASKS.c.job_seq, func.count(TASKS.c.started_at).label("tasks"))
    .where(RUNNING)
    .group_by(TASKS.c.job_seq)
)
_CLAIM = (
    update(TASKS)
    .where(TASKS.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=next_state(TaskState.QUEUED, TaskEvent.CLAIM),
        owner=bindparam("new_owner"),
        due_at=bindparam("new_due_at"),
        attempt=TASKS.c.attempt + 1,
        started_at=bindparam("now"),
        worker=None,
        progress=None,
    )
)
_MOST: BindParameter[int] = bindparam("most", type_=Integer)
_COSTS = select(TASKS.c.cost_s).where(READY)
READY_COSTS = _COSTS.where(TASKS.c.job_seq.in_(select(JOBS.c.seq).where(UNENDED))).limit(_MOST)
# PostgreSQL would rather read the whole table for that than look into each job.
_COSTS_OF_JOB = (
    _COSTS.where(TASKS.c.job_seq == JOBS.c.seq)
    .order_by(TASKS.c.position, TASKS.c.ordinal)
    .limit(_MOST)
    .lateral()
)
READY_COSTS_BY_JOB = (
    select(_COSTS_OF_JOB.c.cost_s)
    .select_from(JOBS.join(_COSTS_OF_JOB, true()))
    .where(UNENDED)
    .limit(_MOST)
)
EXPIRED_COSTS = select(TASKS.c.cost_s).where(EXPIRED).limit(_MOST)
_FIRST = select(TASKS).where(READY).order_by(TASKS.c.position, TASKS.c.ordinal)
FIRST_READY = _FIRST.where(TASKS.c.job_seq == bindparam("job")).limit(_MOST)
_WANTED = (
    func.unnest(
        bindparam("jobs", type_=ARRAY(BigInteger)), bindparam("mosts", type_=ARRAY(Integer))
    )
    .table_valued("seq", "most")
    .render_derived(name="wanted")
)
_OF_EACH = _FIRST.where(TASKS.c.job_seq == _WANTED.c.seq).limit(_WANTED.c.most).lateral()
_FIRST_READY_OF_EACH = select(_OF_EACH).select_from(_WANTED.join(_OF_EACH, true()))


def claim(
    db: Connection, owner: str, *, limit: int, due_at: float, now: float
) -> tuple[Lease, ...]:
    """Lease the tasks whose turn it is."""
    jobs = db.execute(WAITING_JOBS).all()
    rows = _deal(db, jobs, limit=limit, now=now)
    if not rows:
        return ()
    values = {"new_owner": owner, "new_due_at": due_at, "now": now}
    db.execute(_CLAIM, {"ids": [row.id for row in rows], **values})
    ids = {job.seq: job.id for job in jobs}
    return tuple(
        lease_from_row(
            row, job_id=ids[row.job_seq], attempt=row.attempt + 1, owner=owner, due_at=due_at
        )
        for row in rows
    )


def backlog(db: Connection, *, limit: int, now: float) -> Backlog:
    """Add up what a claim could get now."""
    tasks, cost_s = 0, 0.0
    ready = READY_COSTS_BY_JOB if db.dialect.name == "postgresql" else READY_COSTS
    for costs in (ready, EXPIRED_COSTS):
        found = db.scalars(costs, {"now": now, "most": limit - tasks}).all()
        tasks, cost_s = tasks + len(found), cost_s + sum(found)
    return Backlog(tasks=tasks, cost_s=cost_s)


def _deal(db: Connection, jobs: Sequence[Any], *, limit: int, now: float) -> list[Any]:
    """Find the tasks whose turn it is. jobs: with queued tasks, oldest first.

    Only jobs whose turn could come are looked into: each counts as wanting enough, and nothing
    that another wants, until it was.
    """
    running = {row.job_seq: row.tasks for row in db.execute(RUNNING_BY_JOB)}
    found: dict[int, list[Any]] = {}
    whole: set[int] = set()  # jobs of which all that is ready was found
    while True:
        unseen = (job for job in jobs if job.seq not in whole)
        first = nsmallest(limit, unseen, key=lambda job: _order(job, running))
        known = (job for job in jobs if job.seq in whole and found[job.seq])
        claimants = [
            Claimant(
                job=job.seq,
                priority=job.priority,
                running=running.get(job.seq, 0),
                wants=_wants(job.seq, found, most=0 if job.seq in whole else limit),
            )
            for job in sorted((*first, *known), key=lambda job: int(job.seq))
        ]
        dealt = turns(claimants, limit=limit)
        wanted = {
            turn.job: turn.place + 1 for turn in dealt if turn.place >= len(found.get(turn.job, ()))
        }
        if not wanted:
            return [found[turn.job][turn.place] for turn in dealt]
        found |= _first_ready(db, wanted, now=now)
        whole |= {seq for seq, most in wanted.items() if len(found[seq]) < most}


def _order(job: Any, running: Mapping[int, int]) -> tuple[int, int, int]:
    """By this, jobs have their first turns."""
    return -job.priority, running.get(job.seq, 0), job.seq


def _wants(job: int, found: Mapping[int, Sequence[Any]], *, most: int) -> list[str]:
    """The request keys of a job as far as they were found, and names for what may follow."""
    keys = [row.request_key for row in found.get(job, ())]
    return keys + [f"{job}?{place}" for place in range(len(keys), most)]


def _first_ready(db: Connection, wanted: Mapping[int, int], *, now: float) -> dict[int, list[Any]]:
    """Give the first ready tasks of jobs; wanted: how many at most of each."""
    found: dict[int, list[Any]] = {seq: [] for seq in wanted}
    if db.dialect.name == "postgresql":
        # It may be on another machine: all jobs are asked for at once.
        asked = {"jobs": list(wanted), "mosts": list(wanted.values()), "now": now}
        for row in db.execute(_FIRST_READY_OF_EACH, asked):
            found[row.job_seq].append(row)
        return found
    for seq, most in wanted.items():
        found[seq] += db.execute(FIRST_READY, {"job": seq, "most": most, "now": now}).all()
    return found
