"""The deletions that the in-memory job store knows of."""

from collections.abc import Collection, Iterable

from render_farm.queue.sweep import Sweep, SweepState, Verdict, spared, verdict_on_result


class MemorySweeps:
    """Deletions by key; whoever has the store's lock may call it."""

    def __init__(self) -> None:
        self._sweeps: dict[str, Sweep] = {}

    def mark(self, keys: Collection[str], *, now: float) -> frozenset[str]:
        """Mark objects; those that a dead clean-up left behind, taken over."""
        self._sweeps = {k: s for k, s in self._sweeps.items() if not s.forgettable(now)}
        left = frozenset(k for k, sweep in self._sweeps.items() if sweep.abandoned(now))
        self._put(left, SweepState.SWEEPING, now)
        free = {key for key in keys if self._state(key) is not SweepState.SWEEPING}
        self._put(free, SweepState.MARKED, now)
        return left

    def sweep(self, keys: Collection[str], *, now: float) -> frozenset[str]:
        """Those that still have their mark; they lose it to the deletion."""
        marked = frozenset(key for key in keys if self._state(key) is SweepState.MARKED)
        self._put(marked, SweepState.SWEEPING, now)
        return marked

    def swept(self, keys: Collection[str], *, now: float) -> None:
        """Deleted."""
        self._put(keys, SweepState.SWEPT, now)

    def spare(self, keys: Collection[str], *, now: float) -> None:
        """Free what is deleted and stored anew."""
        for key in keys:
            if key in self._sweeps and spared(self._sweeps[key], now=now):
                del self._sweeps[key]

    def refer(self, keys: Iterable[str]) -> frozenset[str]:
        """Take marks away; the keys that may not be referred to."""
        known = [self._sweeps[key] for key in keys if key in self._sweeps]
        for sweep in known:
            if sweep.state is SweepState.MARKED:
                del self._sweeps[sweep.key]
        return frozenset(sweep.key for sweep in known if sweep.state is not SweepState.MARKED)

    def take(self, keys: Iterable[str], *, started_at: float, now: float) -> bool:
        """Whether an attempt of then may end with these objects."""
        known = [self._sweeps[key] for key in keys if key in self._sweeps]
        verdicts = [verdict_on_result(sweep, started_at=started_at, now=now) for sweep in known]
        for sweep, verdict in zip(known, verdicts, strict=True):
            if verdict is not Verdict.REFUSE:
                del self._sweeps[sweep.key]
        return all(verdict is Verdict.ACCEPT for verdict in verdicts)

    def _state(self, key: str) -> SweepState | None:
        sweep = self._sweeps.get(key)
        return None if sweep is None else sweep.state

    def _put(self, keys: Iterable[str], state: SweepState, now: float) -> None:
        self._sweeps.update({key: Sweep(key=key, state=state, at=now) for key in keys})
