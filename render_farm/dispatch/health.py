"""Failures of attempts → which workers, and which machines, are to get no more: a pure decision.

One bad task fails everywhere and says nothing of the workers. A worker on which different tasks
fail one after another is more likely bad itself (full disk, broken memory, a driver gone wrong).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from render_farm.job import Fault, TaskFailure, TaskResult


def counts_against(outcome: TaskResult | TaskFailure | None) -> bool | None:
    """Whether an outcome speaks against whoever had it: True, False (it speaks for it), or None.

    None: what is handed back, an outage, and an error that would be the same on any worker.
    """
    if outcome is None:
        return None
    if isinstance(outcome, TaskResult):
        return False
    if outcome.fault is Fault.OUTAGE or not outcome.retryable:
        return None
    return True


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """What speaks against workers or nodes, by name.

    strikes: the different tasks that failed there, since one went well. blocked: until when each
    gets nothing, by the dispatcher's clock.
    """

    strikes: Mapping[str, frozenset[Hashable]] = field(default_factory=lambda: MappingProxyType({}))
    blocked: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def ended(self, name: str, *, task: Hashable, against: bool | None) -> "Health":
        """Take in how a task ended there; see `counts_against`."""
        if against is None or (not against and name not in self.strikes):
            return self
        rest = {other: tasks for other, tasks in self.strikes.items() if other != name}
        if against:
            rest[name] = self.strikes.get(name, frozenset()) | {task}
        return Health(strikes=rest, blocked=self.blocked)

    def suspects(self, *, strikes: int) -> frozenset[str]:
        """Give those against whom so many different tasks speak."""
        return frozenset(name for name, tasks in self.strikes.items() if len(tasks) >= strikes)

    def block(self, name: str, *, until: float) -> "Health":
        """Give it nothing until then; it begins with a clean slate afterwards."""
        rest = {other: tasks for other, tasks in self.strikes.items() if other != name}
        return Health(strikes=rest, blocked={**self.blocked, name: until})

    def at(self, now: float) -> "Health":
        """As it is now: blocks that are over are forgotten."""
        if all(until > now for until in self.blocked.values()):
            return self
        kept = {name: until for name, until in self.blocked.items() if until > now}
        return Health(strikes=self.strikes, blocked=kept)

    def forget(self, name: str) -> "Health":
        """Drop what is known of a worker that is gone."""
        if name not in self.strikes:
            return self
        rest = {other: tasks for other, tasks in self.strikes.items() if other != name}
        return Health(strikes=rest, blocked=self.blocked)


def may_block(node: str, *, nodes: frozenset[str], blocked: frozenset[str]) -> bool:
    """Whether a node can be spared: never the last one, which would end all work."""
    return bool(nodes - blocked - {node})
