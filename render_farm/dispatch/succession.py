"""One dispatcher at a time: who leads, and what the one before left behind."""

from concurrent.futures import Future
from dataclasses import dataclass

from render_farm.crew import Adopted, Crew
from render_farm.dispatch.roster import Attempt, attempt_of
from render_farm.dispatch.settings import DispatcherSettings
from render_farm.queue import Lease, LeaseStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Heirloom:
    """What was left behind: workers with the leases that are ours now, and leases without one.

    A worker without a lease that is ours is idle, or at what is nobody's any more.
    """

    workers: tuple[tuple[Adopted, Lease | None], ...]
    orphans: tuple[Lease, ...]


class Succession:
    """Leads, or stands by. Times are seconds of the dispatcher's clock."""

    def __init__(
        self, *, store: LeaseStore, crew: Crew, owner: str, settings: DispatcherSettings
    ) -> None:
        self._store = store
        self._crew = crew
        self._owner = owner
        self._settings = settings
        self._ask_at: float | None = None
        self._inherited: dict[Attempt, Lease] = {}
        self._adopting: Future[tuple[Adopted, ...]] | None = None
        self._late: Future[tuple[Adopted, ...]] | None = None
        self._adopt_until = 0.0
        self.leads = False

    @property
    def settled_in(self) -> bool:
        """Whether it leads, and knows what the one before left."""
        return self.leads and self._adopting is None

    @property
    def leases(self) -> tuple[Lease, ...]:
        """What was inherited and is in nobody's hands yet."""
        return tuple(self._inherited.values())

    def hold(self, now: float) -> bool:
        """Lead, or stay leader, if nobody else is. Raises QueueError; then nothing has changed.

        Asked of the queue as often as leases are renewed, and always before anything else of that
        turn, so that one which slept for long finds out before it hands anything out.
        """
        if self._ask_at is None or now >= self._ask_at:
            leads = self._store.lead(self._owner, lease_s=self._settings.lead_s)
            if leads and not self.leads:
                self._begin(now)
            self.leads = leads
            self._ask_at = now + self._settings.heartbeat_s
        return self.leads

    def heirloom(self, now: float) -> Heirloom | None:
        """What the one before left, once: as soon as it is known."""
        if self._adopting is None or not (self._adopting.done() or now >= self._adopt_until):
            return None
        found = self._found(self._adopting)
        self._late = None if self._adopting.done() else self._adopting
        self._adopting = None
        workers = tuple((one, self._lease_of(one)) for one in found)
        orphans, self._inherited = self.leases, {}
        return Heirloom(workers=workers, orphans=orphans)

    def late(self) -> tuple[Adopted, ...]:
        """Workers that were found too late, once: by now others have what they were at."""
        if self._late is None or not self._late.done():
            return ()
        found, self._late = self._found(self._late), None
        return found

    def resign(self) -> None:
        """Let another one follow at once. Raises QueueError."""
        if self.leads:
            self.leads, self._ask_at = False, None
            self._store.resign(self._owner)

    def _begin(self, now: float) -> None:
        left = self._store.inherit(self._owner, lease_s=self._settings.lease_s)
        self._inherited = {attempt_of(lease): lease for lease in left}
        self._adopting = self._crew.adopt()
        self._adopt_until = now + self._settings.adopt_s

    def _found(self, adopting: "Future[tuple[Adopted, ...]]") -> tuple[Adopted, ...]:
        done = adopting.done() and adopting.exception() is None
        return adopting.result() if done else ()

    def _lease_of(self, found: Adopted) -> Lease | None:
        if found.lease is None:
            return None
        return self._inherited.pop(attempt_of(found.lease), None)
