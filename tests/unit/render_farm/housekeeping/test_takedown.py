import json
from collections.abc import Iterator
from typing import Any

import pytest

from render_farm.housekeeping import (
    Findings,
    RefusingRenderer,
    Takedown,
    TakenDown,
    Target,
    TargetKind,
    Tombstones,
)
from render_farm.job import RenderTask, TaskResult
from render_farm.pulse import Pulse
from render_farm.queue import MemoryJobStore
from render_farm.storage import MemoryStore, StoreUnreachable
from tests.unit.render_farm.housekeeping.samples import (
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

AMAL = Target(kind=TargetKind.ARTIST, id="amal/حداد")
ARTWORK = Target(kind=TargetKind.PICTURE, id=digest("artwork"))


class House:
    """Two artists with ads; both show the logo."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.jobs = MemoryJobStore()
        self.takedown = Takedown(store=self.store, jobs=self.jobs)
        amal = task("r1", pictures=("artwork", "logo"), artist=AMAL.id)
        basil = task("r2", pictures=("other", "logo"), artist="basil")
        made, others = result("one", poster=True), result("two")
        put(self.store, *amal.reads, *basil.reads, *made.keys, *others.keys)
        put(self.store, f"segments/{digest('piece')}", "campaigns/spring/contact-sheet.html")
        run(self.jobs, "job-1", amal, made)
        run(self.jobs, "job-2", basil, others)
        put_manifest(self.store, "spring/manifest", made, artist_id=AMAL.id)
        put_manifest(self.store, "summer/manifest", others, artist_id="basil")

    @property
    def keys(self) -> set[str]:
        return set(self.store.list_keys(""))

    def manifest(self, campaign: str) -> Any:
        return json.loads(self.store.get(f"campaigns/{campaign}/manifest.json"))


@pytest.fixture
def house() -> House:
    return House()


def test_a_dry_run_lists_what_is_live_and_touches_nothing(house: House) -> None:
    before = house.keys
    found = house.takedown.find(AMAL)
    assert found.assets == {asset("one", "mp4"), asset("one", "poster.jpg")}
    assert found.pictures == {digest("artwork")}
    assert found.shared == {digest("logo")}
    (row,) = found.live
    assert (row["campaign"], row["market"], row["channel"]) == ("spring", "EG", "meta")
    assert house.keys == before


@pytest.mark.parametrize("target", [AMAL, ARTWORK], ids=str)
def test_all_that_was_made_of_it_goes_and_nothing_else(house: House, target: Target) -> None:
    house.takedown.take_down(target)
    gone = {asset("one", "mp4"), asset("one", "poster.jpg"), picture("artwork")}
    assert not house.keys & gone
    assert not [key for key in house.keys if key.startswith("segments/")]
    assert {asset("two"), picture("other"), picture("logo")} <= house.keys
    assert "campaigns/spring/contact-sheet.html" not in house.keys
    assert house.jobs.memo(["r1", "r2"]).keys() == {"r2"}


def test_the_manifest_tells_it_as_a_failure(house: House) -> None:
    house.takedown.take_down(AMAL)
    spring = house.manifest("spring")
    assert spring["assets"] == []
    (failure,) = spring["failures"]
    assert (failure["code"], failure["artist_id"]) == ("taken_down", AMAL.id)
    assert len(house.manifest("summer")["assets"]) == 1


def test_it_is_refused_from_now_on_until_it_is_lifted(house: House) -> None:
    tombstones = Tombstones(house.store)
    again = task("r1", pictures=("artwork",), artist=AMAL.id)
    by_hand = task("r3", pictures=("artwork",), artist=None)
    tombstones.check_tasks([again, by_hand])
    house.takedown.take_down(AMAL)
    for refused in (again, by_hand):
        with pytest.raises(TakenDown, match="was taken down") as caught:
            tombstones.check_tasks([refused])
        assert not caught.value.retryable
    tombstones.check_tasks([task("r2", pictures=("other", "logo"), artist="basil")])
    assert house.takedown.lift(AMAL)
    tombstones.check_tasks([again, by_hand])
    assert not house.takedown.lift(AMAL)


def test_a_takedown_that_died_goes_on_where_it_was(house: House) -> None:
    expected = house.takedown.find(AMAL)
    delete, calls = house.store.delete, iter(range(99))

    def dies(key: str) -> None:
        if next(calls) == 2:
            raise StoreUnreachable("the machine died", where=key)
        delete(key)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(house.store, "delete", dies)
        with pytest.raises(StoreUnreachable):
            house.takedown.take_down(AMAL)
    with pytest.raises(TakenDown):
        Tombstones(house.store).check(artists=[AMAL.id])
    assert house.takedown.take_down(AMAL) == expected
    assert house.takedown.take_down(AMAL).assets == expected.assets
    assert not house.keys & {*expected.assets, picture("artwork")}
    assert house.manifest("spring")["assets"] == []


def test_what_was_found_stays_known_after_its_manifest_is_rewritten(house: House) -> None:
    house.takedown.take_down(AMAL)
    (first, *_) = house.takedown.all()
    assert first.target == AMAL
    assert [row["campaign"] for row in Findings.read(first.found).live] == ["spring"]


def test_open_tasks_of_it_are_counted(house: House) -> None:
    house.jobs.submit(job("job-3"), [task("r9", artist=AMAL.id)])
    assert house.takedown.find(AMAL).open_tasks == 1


class Slow:
    """A renderer that is at it while something happens."""

    def __init__(self, house: House) -> None:
        self._house = house

    def render(self, task: RenderTask, pulse: Pulse) -> TaskResult:
        self._house.takedown.take_down(ARTWORK)
        made = result("late", poster=True)
        put(self._house.store, *made.keys, f"segments/{digest('late piece')}")
        return made

    def assist(self, task: RenderTask, pulse: Pulse) -> None:
        raise AssertionError("it was refused before")


def test_a_render_under_way_leaves_no_file(house: House) -> None:
    renderer = RefusingRenderer(Slow(house), store=house.store)
    late = task("r5", pictures=("artwork",), artist=None)
    with pytest.raises(TakenDown):
        renderer.render(late, Pulse())
    assert not house.keys & result("late", poster=True).keys
    with pytest.raises(TakenDown):
        renderer.assist(late, Pulse())


def test_asking_is_one_head_while_nothing_changes(house: House) -> None:
    listed: list[str] = []

    class Counted(MemoryStore):
        def list_keys(self, prefix: str) -> Iterator[str]:
            listed.append(prefix)
            return super().list_keys(prefix)

    store = Counted()
    tombstones = Tombstones(store)
    tombstones.check(artists=["anyone"])
    Takedown(store=store, jobs=house.jobs).take_down(ARTWORK)
    listed.clear()
    for _ in range(3):
        tombstones.check(artists=["anyone"])
    assert listed == ["tombstones/"]
