"""The gate from day to day: what is served, what waits, and what a person releases."""

from collections.abc import Mapping, Sequence

import pytest

from ranker import MemoryShelf, Ranking, ReleaseBook, RequestInvalidError, approve
from ranker.release.release import Release, release_ranking
from tests.unit.ranker.release.builders import ARTISTS, artists, day, ranking

REQUEST = {"ranker": "auto", "channel": "meta", "objective": "registrations"}


class Days:
    """Plays days through the gate; what is kept is the newest fresh served ranking."""

    def __init__(self) -> None:
        self.shelf = MemoryShelf()
        self.book = ReleaseBook(shelf=self.shelf, line="test")

    def play(
        self,
        number: int,
        picks: Mapping[str, Sequence[str]],
        request: Mapping[str, str] = REQUEST,
        known: Sequence[str] = ARTISTS,
    ) -> Release:
        def make(name: str, earlier: tuple[Ranking, ...]) -> Ranking:
            if name != "last_good":
                return ranking(number, picks)
            fresh = next(r for r in earlier if not all(pick.stale for pick in r.picks))
            kept = {
                market: [p.artist_id for p in fresh.picks if p.market == market] for market in picks
            }
            return ranking(number, kept, stale=True)

        return release_ranking(
            make, book=self.book, as_of=day(number), ranker="auto", request=request, artists=known
        )

    def served(self, number: int, market: str = "DE") -> tuple[str, ...]:
        found = self.book.ranking(day(number))
        assert found is not None
        return tuple(pick.artist_id for pick in found.picks if pick.market == market)


@pytest.fixture
def days() -> Days:
    return Days()


def test_the_first_ranking_is_served(days: Days) -> None:
    release = days.play(0, {"DE": artists(0)})
    assert release.ranking == ranking(0, {"DE": artists(0)})
    assert release.verdicts == ()
    assert days.served(0) == artists(0)
    assert days.shelf.keys("") == (
        "rankings/2025-05-01/test.parquet",
        "rankings/2025-05-01/test.verdict.json",
    )


def test_a_wild_market_keeps_the_served_picks_and_says_so(days: Days) -> None:
    days.play(0, {"DE": artists(0), "JP": artists(0)})
    release = days.play(1, {"DE": artists(20), "JP": artists(1)})
    assert release.held == ("DE",)
    assert days.served(1, "DE") == artists(0)
    assert days.served(1, "JP") == artists(1)
    assert [pick.stale for pick in release.ranking.picks if pick.market == "DE"] == [True] * 6
    assert not release.ranking.stale
    (note,) = [text for text in release.ranking.fallbacks if "held back" in text]
    assert "held back in DE: 0 of 6" in note


def test_it_is_released_on_the_third_agreeing_day(days: Days) -> None:
    days.play(0, {"DE": artists(0)})
    played = [days.play(number, {"DE": artists(20 + number % 2)}) for number in (1, 2, 3, 4)]
    assert [release.held for release in played] == [("DE",), ("DE",), (), ()]
    assert days.served(2) == artists(0)
    assert days.served(3) == artists(21)


def test_a_single_bad_day_changes_nothing(days: Days) -> None:
    days.play(0, {"DE": artists(0)})
    days.play(1, {"DE": artists(20)})
    assert days.play(2, {"DE": artists(0)}).held == ()
    assert days.play(3, {"DE": artists(20)}).held == ("DE",)


def test_a_person_releases_it(days: Days) -> None:
    days.play(0, {"DE": artists(0), "JP": artists(0)})
    days.play(1, {"DE": artists(20), "JP": artists(20)})
    release = approve(days.book, markets=("DE",))
    assert days.served(1, "DE") == artists(20)
    assert days.served(1, "JP") == artists(0)
    assert "released by approval: DE" in release.ranking.fallbacks
    again = days.play(1, {"DE": artists(20), "JP": artists(20)})
    assert again.held == ("JP",)
    assert days.play(2, {"DE": artists(20), "JP": artists(0)}).held == ()


def test_all_markets_at_once(days: Days) -> None:
    days.play(0, {"DE": artists(0), "JP": artists(0)})
    days.play(1, {"DE": artists(20), "JP": artists(20)})
    approve(days.book, day=day(1))
    assert days.served(1, "JP") == artists(20)
    assert days.play(1, {"DE": artists(20), "JP": artists(20)}).held == ()


def test_an_approval_of_nothing_is_refused(days: Days) -> None:
    days.play(0, {"DE": artists(0)})
    with pytest.raises(RequestInvalidError, match="nothing of test is held back"):
        approve(days.book)
    days.play(1, {"DE": artists(20)})
    with pytest.raises(RequestInvalidError, match="allowed: 2025-05-02"):
        approve(days.book, day=day(0))
    with pytest.raises(RequestInvalidError, match="allowed: DE"):
        approve(days.book, markets=("XX",))


def test_the_same_day_is_decided_again_from_earlier_days(days: Days) -> None:
    days.play(0, {"DE": artists(0)})
    first = days.play(1, {"DE": artists(20)})
    assert days.play(1, {"DE": artists(20)}) == first
    assert days.play(1, {"DE": artists(1)}).held == ()
    with pytest.raises(RequestInvalidError):
        approve(days.book)


def test_other_questions_and_other_catalogues_are_not_compared(days: Days) -> None:
    snap = {**REQUEST, "channel": "snap"}
    days.play(0, {"DE": artists(0)})
    assert days.play(1, {"DE": artists(20)}, snap).verdicts == ()
    assert days.play(2, {"DE": artists(0)}, snap).held == ("DE",)
    assert days.play(3, {"DE": artists(9)}, snap, known=artists(9)).verdicts == ()


def test_rankings_of_a_fortnight_ago_are_not_compared(days: Days) -> None:
    days.play(0, {"DE": artists(0)})
    assert days.play(15, {"DE": artists(20)}).verdicts == ()


def test_a_file_that_is_no_ranking_is_passed_over(days: Days) -> None:
    days.play(0, {"DE": artists(0)})
    days.play(1, {"DE": artists(1)})
    days.shelf.write("rankings/2025-05-02/test.parquet", b"PAR1 broken")
    days.shelf.write("rankings/not-a-day/test.parquet", b"")
    assert days.play(2, {"DE": artists(20)}).held == ("DE",)


@pytest.mark.parametrize("line", ["", "a/b", "..", "ü"])
def test_a_line_is_part_of_a_key(line: str) -> None:
    with pytest.raises(RequestInvalidError, match="letters, digits"):
        ReleaseBook(shelf=MemoryShelf(), line=line)


def test_a_line_learns_what_is_ordinary_for_it(days: Days) -> None:
    """None of a market's three stays: wild where all stayed every day, not where two did."""
    markets = ("BR", "DE", "JP")
    for number in range(10):
        days.play(number, {market: artists(number, 3) for market in markets})
    calm = Days()
    for number in range(10):
        calm.play(number, {market: artists(9, 3) for market in markets})
    last = {"BR": artists(20, 3), "DE": artists(9, 3), "JP": artists(9, 3)}
    assert days.play(10, {**last, "DE": artists(10, 3), "JP": artists(10, 3)}).held == ()
    assert calm.play(10, last).held == ("BR",)
