from pathlib import Path

import pytest

from render_farm.metrics import (
    STORE_BYTES,
    STORE_ERRORS,
    MemoryMeter,
    MeteredStore,
    Phase,
    PhaseClock,
)
from render_farm.storage import MemoryStore, ObjectMissing, StoreUnreachable, sha256_of
from tests.unit.render_farm.metrics.test_phases import Hand


class Bench:
    """A metered store on a memory store, and what it says."""

    def __init__(self) -> None:
        self.hand = Hand()
        self.phases = PhaseClock(self.hand)
        self.meter = MemoryMeter()
        self.inner = MemoryStore()
        self.store = MeteredStore(self.inner, meter=self.meter, phases=self.phases)

    def put(self, key: str, data: bytes) -> bool:
        digest = sha256_of(data)
        return self.store.put_new(key, data, sha256=digest, content_type="text/plain").created


def test_what_is_written_counts_once(tmp_path: Path) -> None:
    bench = Bench()
    assert bench.put("a", b"12345")
    assert not bench.put("a", b"12345")
    bench.store.replace("b", b"123", content_type="text/plain")
    assert bench.meter.total(STORE_BYTES, direction="written") == 8
    assert bench.store.get("a") == b"12345"
    bench.store.download("b", tmp_path / "b")
    assert bench.meter.total(STORE_BYTES, direction="read") == 8
    assert bench.store.head("a") is not None
    bench.store.delete("a")
    assert bench.store.head("a") is None


def test_what_is_missing_is_no_error() -> None:
    bench = Bench()
    with pytest.raises(ObjectMissing):
        bench.store.get("nothing")
    assert bench.meter.total(STORE_ERRORS) == 0


def test_a_silent_store_counts_by_call_and_costs_time(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench()

    def silent(key: str) -> None:
        bench.hand.now_s += 5
        raise StoreUnreachable("no answer", where=key)

    monkeypatch.setattr(bench.inner, "head", silent)
    with pytest.raises(StoreUnreachable):
        bench.store.head("a")
    assert bench.meter.total(STORE_ERRORS, call="head", code="store_unreachable") == 1
    assert bench.phases.take() == {Phase.STORE: 5}
