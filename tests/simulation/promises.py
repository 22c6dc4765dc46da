"""What holds once a history is over: everything has ended, and nothing is left behind."""

import json
from collections.abc import Iterator

from render_farm.queue import RetryPolicy, TaskState
from render_farm.storage import MemoryStore
from tests.simulation.cluster import Cluster
from tests.simulation.ledger import Ledger, SeenJobStore
from tests.simulation.manners import Manner, Manners
from tests.simulation.people import People

_ROUNDING_S = 1e-6
_STRUCK = RetryPolicy().max_workers


def broken_promises(
    *,
    jobs: SeenJobStore,
    objects: MemoryStore,
    ledger: Ledger,
    people: People,
    cluster: Cluster,
    manners: Manners,
) -> Iterator[str]:
    """Everything that is not as it was promised, in words; nothing when all is well."""
    yield from ledger.broken
    yield from _lost_jobs(jobs, people)
    yield from _unended_tasks(jobs, ledger)
    yield from _unwritten_closings(jobs, objects)
    yield from _wrong_accounts(jobs)
    yield from _blamed_tasks(jobs, cluster, manners)
    yield from (f"{name} still runs" for name in cluster.workmen)
    for row in jobs.rows():
        if row.state is TaskState.SUCCEEDED:
            ledger.check_files(row)


def _lost_jobs(jobs: SeenJobStore, people: People) -> Iterator[str]:
    """Each promised job is there, once, with all its tasks."""
    tokens = [record.client_token for record in jobs.jobs(limit=1_000)]
    if len(tokens) != len(set(tokens)):
        yield f"a client token has two jobs: {sorted(map(str, tokens))}"
    for job_id, tasks in people.promised.values():
        there = {record.task.request_key for record in jobs.tasks(job_id)}
        if there != {task.request_key for task in tasks}:
            yield f"{job_id} has {sorted(there)}"


def _unended_tasks(jobs: SeenJobStore, ledger: Ledger) -> Iterator[str]:
    """Each task has ended once in each of its lives, and its attempts are all written down."""
    for row in jobs.rows():
        name = f"{row.job.job.id}:{row.ordinal}"
        if not row.state.ended:
            yield f"{name} is {row.state}"
        if ledger.ends[row.id] != 1 + ledger.lives[row.id]:
            yield f"{name} ended {ledger.ends[row.id]} times in {1 + ledger.lives[row.id]} lives"
        attempts = jobs.attempts(row.job.job.id, row.ordinal)
        if [one.attempt for one in attempts] != list(range(1, row.attempt + 1)):
            yield f"{name} has the attempts {[one.attempt for one in attempts]} of {row.attempt}"
        if any(one.end is None for one in attempts):
            yield f"{name} has an attempt without an end"


def _wrong_accounts(jobs: SeenJobStore) -> Iterator[str]:
    """Each job has spent what its attempts took."""
    for record in jobs.jobs(limit=1_000):
        took_s = sum(
            (attempt.ended_at or 0.0) - attempt.started_at
            for ordinal in range(record.total)
            for attempt in jobs.attempts(record.id, ordinal)
        )
        if abs(took_s - record.spent_s) > _ROUNDING_S:
            yield f"{record.id} spent {record.spent_s} s, and its attempts took {took_s}"


def _blamed_tasks(jobs: SeenJobStore, cluster: Cluster, manners: Manners) -> Iterator[str]:
    """What would go well has gone well, unless its workers were struck down again and again."""
    for row in jobs.rows():
        key = row.task.request_key
        innocent = manners.of(key) in (Manner.FINE, Manner.SLOW)
        if row.state is TaskState.FAILED and innocent and cluster.struck[key] < _STRUCK:
            yield (
                f"{row.job.job.id}:{row.ordinal} failed by {row.failure}, and its workers were "
                f"struck down {cluster.struck[key]} times"
            )


def _unwritten_closings(jobs: SeenJobStore, objects: MemoryStore) -> Iterator[str]:
    """Each job has a manifest, which says what became of its tasks in the end."""
    for closing in jobs.closings(limit=1_000):
        yield f"the closing of {closing.job.id} is still due"
    for record in jobs.jobs(limit=1_000):
        key = f"campaigns/{record.client_token}/manifest.json"
        if objects.head(key) is None:
            yield f"{record.id} has no manifest"
            continue
        manifest = json.loads(objects.get(key))
        told = {(row["key"], row["sha256"]) for row in manifest["assets"]}
        made = {
            (task.result.key, task.result.sha256)
            for task in jobs.tasks(record.id)
            if task.state is TaskState.SUCCEEDED and task.result is not None
        }
        if told != made or len(manifest["failures"]) != record.total - len(made):
            yield f"the manifest of {record.id} tells of {sorted(told)}, not of {sorted(made)}"
