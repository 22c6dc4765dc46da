"""The deletions that the database knows of, as statements; each within a transaction.

Whoever writes references selects the rows FOR UPDATE. On PostgreSQL that holds a lock on the
table, also where there is no row, which `mark` waits for: after it, nobody writes a reference who
has not seen the marks. SQLite's writers exclude each other anyway.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, and_, delete, select, text, update

from render_farm.job import TaskResult
from render_farm.queue.lease import Ending
from render_farm.queue.sweep import (
    REMEMBERED_S,
    SWEEP_S,
    Sweep,
    SweepState,
    Verdict,
    spared,
    verdict_on_result,
)
from render_farm.queue.tables import SWEEPS
from render_farm.queue.upsert import inserting

_KEYS_AT_ONCE = 500


def mark(db: Connection, keys: Collection[str], *, now: float) -> frozenset[str]:
    """Mark objects; those that a dead clean-up left behind, taken over."""
    if db.dialect.name == "postgresql":
        db.execute(text("LOCK TABLE sweeps IN EXCLUSIVE MODE"))
    sweeping = SWEEPS.c.state == SweepState.SWEEPING
    db.execute(delete(SWEEPS).where(~sweeping, SWEEPS.c.at < now - REMEMBERED_S))
    abandoned = and_(sweeping, SWEEPS.c.at < now - SWEEP_S)
    left = db.scalars(update(SWEEPS).where(abandoned).values(at=now).returning(SWEEPS.c.key))
    found = frozenset(left)
    marking = inserting(db, SWEEPS)
    again = marking.on_conflict_do_update(
        index_elements=["key"],
        set_={"state": SweepState.MARKED, "at": now},
        where=~sweeping,
    )
    rows = [{"key": key, "state": SweepState.MARKED, "at": now} for key in sorted(keys)]
    if rows:
        db.execute(again, rows)
    return found


def sweep(db: Connection, keys: Collection[str], *, now: float) -> frozenset[str]:
    """Those that still have their mark; they lose it to the deletion."""
    marked: set[str] = set()
    for part in parts(keys):
        still = (SWEEPS.c.key.in_(part), SWEEPS.c.state == SweepState.MARKED)
        taken = {"state": SweepState.SWEEPING, "at": now}
        marked.update(
            db.scalars(update(SWEEPS).where(*still).values(taken).returning(SWEEPS.c.key))
        )
    return frozenset(marked)


def swept(db: Connection, keys: Collection[str], *, now: float) -> None:
    """Deleted."""
    for part in parts(keys):
        done = {"state": SweepState.SWEPT, "at": now}
        db.execute(update(SWEEPS).where(SWEEPS.c.key.in_(part)).values(done))


def spare(db: Connection, keys: Collection[str], *, now: float) -> None:
    """Free what is deleted and stored anew."""
    _forget(db, (known.key for known in _known(db, keys) if spared(known, now=now)))


def refer(db: Connection, keys: Iterable[str]) -> frozenset[str]:
    """Take marks away; the keys that may not be referred to."""
    known = _known(db, keys)
    _forget(db, (sweep.key for sweep in known if sweep.state is SweepState.MARKED))
    return frozenset(sweep.key for sweep in known if sweep.state is not SweepState.MARKED)


def without_swept(
    db: Connection, endings: Sequence[tuple[Ending, Any]], *, now: float
) -> list[tuple[Ending, Any]]:
    """Hand back untried what ended with an object that is deleted, or about to be."""
    wanted = [(ending, row, _made(ending)) for ending, row in endings]
    known = {sweep.key: sweep for sweep in _known(db, (k for _, _, keys in wanted for k in keys))}
    if not known:
        return list(endings)
    settled: list[tuple[Ending, Any]] = []
    over: set[str] = set()
    for ending, row, keys in wanted:
        verdicts = {
            key: verdict_on_result(known[key], started_at=row.started_at, now=now)
            for key in keys & known.keys()
        }
        over |= {key for key, verdict in verdicts.items() if verdict is not Verdict.REFUSE}
        accepted = all(verdict is Verdict.ACCEPT for verdict in verdicts.values())
        settled.append((ending if accepted else replace(ending, outcome=None), row))
    _forget(db, over)
    return settled


def _made(ending: Ending) -> frozenset[str]:
    return ending.outcome.keys if isinstance(ending.outcome, TaskResult) else frozenset()


def _known(db: Connection, keys: Iterable[str]) -> list[Sweep]:
    return [
        Sweep(key=row.key, state=SweepState(row.state), at=row.at)
        for part in parts(keys)
        for row in db.execute(
            select(SWEEPS).where(SWEEPS.c.key.in_(part)).order_by(SWEEPS.c.key).with_for_update()
        )
    ]


def _forget(db: Connection, keys: Iterable[str]) -> None:
    for part in parts(keys):
        db.execute(delete(SWEEPS).where(SWEEPS.c.key.in_(part)))


def parts(keys: Iterable[str]) -> Iterator[list[str]]:
    """Keys once each, in portions that a statement can name."""
    unique = sorted(set(keys))
    for start in range(0, len(unique), _KEYS_AT_ONCE):
        yield unique[start : start + _KEYS_AT_ONCE]
