import pytest

from render_farm.housekeeping import AgeTooShort, Collected, Collector, ObjectKind
from render_farm.queue import Ending, MemoryJobStore
from render_farm.queue.sweep import SWEEP_S
from render_farm.storage import MemoryStore, StoreUnreachable
from tests.unit.render_farm.housekeeping.samples import (
    AGE_S,
    DAY_S,
    Clock,
    asset,
    digest,
    job,
    picture,
    put,
    put_manifest,
    result,
    run,
    task,
)


class House:
    """A store, jobs, and a clean-up."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.store = MemoryStore(clock=self.clock)
        self.jobs = MemoryJobStore(clock=self.clock)
        self.collector = Collector(store=self.store, jobs=self.jobs, clock=self.clock)

    def collect(self) -> Collected:
        return self.collector.collect(older_than_s=AGE_S)

    @property
    def keys(self) -> set[str]:
        return set(self.store.list_keys(""))


@pytest.fixture
def house() -> House:
    return House()


def test_what_is_old_and_named_by_nobody_goes(house: House) -> None:
    old = (asset("a"), asset("v", "mp4"), asset("v", "poster.jpg"), picture("p"))
    put(house.store, *old, f"segments/{digest('s')}", f"segments/{digest('s')}.lease", ".probe/0a")
    house.clock.advance(AGE_S)
    put(house.store, asset("young"))
    assert house.collect().deleted == 7
    assert house.keys == {asset("young")}


def test_what_is_not_known_here_stays_for_ever(house: House) -> None:
    others = {
        "campaigns/launch/contact-sheet.html",
        "rankings/2026-01-01/launch.parquet",
        "models/1/model.json",
        "tombstones/artist/a1",
        "assets/readme.txt",
        "inputs/not-a-hash",
        "segments/odd",
    }
    put(house.store, *others)
    house.clock.advance(100 * AGE_S)
    assert house.collect().deleted == 0
    assert house.keys == others


def test_an_open_job_keeps_what_it_reads_and_made_however_old(house: House) -> None:
    made = result("one", poster=True)
    mine = (picture("artwork"), picture("template"), made.key, made.poster or "")
    put(house.store, *mine, picture("other"))
    house.jobs.submit(job("long"), [task("r1"), task("r2")])
    (lease,) = house.jobs.claim("dispatcher", limit=1, lease_s=60)
    house.jobs.settle([Ending(lease=lease, outcome=made, worker="w")])
    house.clock.advance(10 * AGE_S)
    house.collect()
    assert house.keys == set(mine)


def test_a_job_keeps_it_until_it_ended_that_long_ago_and_its_manifest_is_written(
    house: House,
) -> None:
    put(house.store, asset("one"), picture("artwork"), picture("template"))
    house.clock.advance(AGE_S)
    house.jobs.submit(job("job", closing="{}"), [task("r1")])
    (lease,) = house.jobs.claim("dispatcher", limit=1, lease_s=60)
    house.jobs.settle([Ending(lease=lease, outcome=result("one"), worker="w")])
    house.collect()
    assert len(house.keys) == 3
    house.clock.advance(AGE_S + 1)
    house.collect()
    assert len(house.keys) == 3  # its manifest is still to be written
    house.jobs.closed("job", revision=0)
    house.collect()
    assert house.keys == set()


def test_the_current_manifest_keeps_its_files_and_an_old_copy_does_not(house: House) -> None:
    now, then, lately = (result(name, poster=True) for name in ("now", "then", "lately"))
    files = {it.key for it in (now, then, lately)} | {str(it.poster) for it in (now, then, lately)}
    put(house.store, *files)
    put_manifest(house.store, "launch/manifest.1", then)
    house.clock.advance(AGE_S + 1)
    put_manifest(house.store, "launch/manifest.2", lately)
    put_manifest(house.store, "launch/manifest", now)
    house.collect()
    kept = files - {then.key, then.poster}
    assert house.keys & files == kept
    house.clock.advance(AGE_S + 1)
    house.collect()
    assert house.keys & files == {now.key, now.poster}


def test_a_dry_run_says_it_all_and_touches_nothing(house: House) -> None:
    put(house.store, asset("a"), asset("b"), picture("p"))
    put_manifest(house.store, "launch/manifest", result("b"))
    house.clock.advance(AGE_S)
    put(house.store, asset("young"), body=b"12345")
    plan = house.collector.plan(older_than_s=AGE_S)
    heap = next(heap for heap in plan.heaps if heap.kind is ObjectKind.ASSET)
    assert (heap.found, heap.found_bytes, heap.young, heap.referred) == (3, 7, 1, 1)
    assert (heap.goes, heap.goes_bytes) == (1, 1)
    assert len(house.keys) == 5
    assert house.jobs.sweep(plan.named, requests=[]) == frozenset()


def test_a_known_result_is_forgotten_before_its_file_goes(house: House) -> None:
    put(house.store, asset("one"))
    run(house.jobs, "job", task("r1"), result("one"))
    house.clock.advance(AGE_S + 1)
    house.store.delete = _fails  # type: ignore[method-assign]  # the machine dies here
    with pytest.raises(StoreUnreachable):
        house.collect()
    assert asset("one") in house.keys
    assert house.jobs.memo(["r1"]) == {}


def test_the_next_clean_up_ends_what_a_dead_one_began(house: House) -> None:
    put(house.store, asset("one"), asset("two"))
    house.clock.advance(AGE_S)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.store, "delete", _fails)
        with pytest.raises(StoreUnreachable):
            house.collect()
    assert house.collect().deleted == 0  # the first may still be at it
    house.clock.advance(SWEEP_S + 1)
    assert house.collect().deleted == 2
    assert house.keys == set()


def test_an_age_that_would_hit_uploads_on_their_way_is_refused(house: House) -> None:
    with pytest.raises(AgeTooShort, match="3600"):
        house.collector.plan(older_than_s=3599)
    assert house.collector.plan(older_than_s=DAY_S).named == ()


def _fails(key: str) -> None:
    raise StoreUnreachable("no answer", where=key)
