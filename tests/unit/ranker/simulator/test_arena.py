from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ranker import load_tables
from ranker.rankers.protocol import Facts
from ranker.simulator.arena import Arena
from ranker.simulator.dials import read_dials
from ranker.simulator.folder import write_folder
from ranker.simulator.ledger import newest_reports
from ranker.simulator.policies import Marketer
from ranker.simulator.run import play_history
from ranker.simulator.world import make_world
from ranker.tables.fields import TABLE_SPECS
from ranker.tables.parse import final_dtype
from ranker.tables.performance import ARM_DAY, METRICS

SMALL = {"days": 20, "history_days": 20, "markets": 3, "artists": 30, "templates": 3}
QUIET = {"withheld": 0.0, "restated": 0.0, "outages": 0.0}
ROW = list(ARM_DAY)


def arena(**changes: object) -> Arena:
    return play_history(make_world(read_dials(changes={**SMALL, **changes}), seed=5))


@cache
def plain() -> Facts:
    return arena().facts()


def later(early: Arena, *, days: int) -> pl.DataFrame:
    """The rows that were known, as they are told some days later."""
    known = early.facts().performance
    for _ in range(days):
        early.play(Marketer().choose(early))
    told = early.facts().performance
    return known.join(told, on=ROW, how="left", suffix="_later", maintain_order="left")


@pytest.mark.parametrize("table", ["catalog", "performance", "popularity", "promotions"])
def test_frames_have_the_columns_of_the_contract(table: str) -> None:
    frame = getattr(plain(), table)
    kinds = {field.name: final_dtype(field) for field in TABLE_SPECS[table].fields}
    names = (*ARM_DAY, *METRICS) if table == "performance" else kinds
    assert dict(frame.schema) == {name: kinds[name] for name in names}


def test_nothing_of_the_day_or_later_is_known() -> None:
    facts = plain()
    for frame in (facts.performance, facts.popularity, facts.promotions):
        assert frame["date"].max() == facts.as_of - timedelta(days=1)
    entered = facts.catalog.filter(pl.col("artist_id").is_in(list(facts.artists)))
    assert entered["available_from"].max() <= facts.as_of  # type: ignore[operator]


def test_registrations_arrive_over_the_days_of_delay() -> None:
    here = arena(**QUIET, days=40, history_days=28, registrations_per_day=2000.0)
    told = later(here, days=6)
    by_day = told.group_by("date").agg(pl.col("registrations", "registrations_later").sum())
    newest = by_day.sort("date", descending=True).head(6)
    parts = newest.select(pl.col("registrations") / pl.col("registrations_later")).to_series()
    assert parts.to_list() == pytest.approx([0.55, 0.77, 0.87, 0.93, 0.97, 1], abs=0.02)


def test_matured_rows_stay_as_they_are() -> None:
    here = arena(**QUIET)
    matured = later(here, days=8).filter(pl.col("date") <= pl.col("date").max() - timedelta(days=5))
    assert matured["registrations"].equals(matured["registrations_later"])


def test_restated_rows_first_tell_less() -> None:
    told = later(arena(**{**QUIET, "restated": 1.0}), days=9)
    grown = told.filter(pl.col("registrations_later") > pl.col("registrations"))
    assert grown["date"].n_unique() >= 8
    old = told.filter(pl.col("date") <= told["date"].max() - timedelta(days=9))  # type: ignore[operator]
    assert old["registrations"].equals(old["registrations_later"])


def test_an_outage_leaves_a_market_at_its_last_report() -> None:
    world = make_world(read_dials(changes={**SMALL, "outages": 0.2}), seed=5)
    newest = newest_reports(world)
    here = Arena(world)
    for day in range(20):
        known = here.facts().performance
        for i, market in enumerate(world.markets):
            of_market = known.filter(pl.col("market") == market)["date"].max()
            last = newest[day, i] - 1
            assert of_market == (None if last < 0 else world.day(int(last)))
        here.play(Marketer().choose(here))
    assert (newest < np.arange(len(newest))[:, None]).any()


def test_a_provider_switch_shifts_registrations_and_nothing_else() -> None:
    before = arena(**QUIET).facts().performance
    after = arena(**QUIET, provider_switch_day=-8, provider_switch_factor=0.5).facts().performance
    assert before.drop("registrations", "subscriptions", "revenue").equals(
        after.drop("registrations", "subscriptions", "revenue"), null_equal=True
    )
    since = before["date"] >= before["date"].max() - timedelta(days=7)  # type: ignore[operator]
    found, all_of_them = (
        float(told.filter(since)["registrations"].sum()) for told in (after, before)
    )
    assert found / all_of_them == pytest.approx(0.5, abs=0.05)
    assert after.filter(~since)["registrations"].equals(before.filter(~since)["registrations"])


def test_without_promotions_there_is_no_such_table() -> None:
    assert arena(promotions=False).facts().promotions.is_empty()


def test_a_folder_tells_of_each_day_what_was_known_on_it(tmp_path: Path) -> None:
    here = Arena(make_world(read_dials(changes={**SMALL, "outages": 0.1, "restated": 0.2}), seed=5))
    marketer = Marketer()
    known: dict[date, pl.DataFrame] = {}
    while here.day < 16:
        facts = here.facts()
        known[facts.as_of] = facts.performance
        here.play(marketer.choose(here))
    write_folder(here, tmp_path / "data")
    tables = load_tables(tmp_path / "data", today=here.world.day(40))
    assert not tables.problems
    order = [*ARM_DAY, "registrations"]
    for day, frame in known.items():
        assert tables.performance_until(day).sort(order).equals(frame.sort(order))
    with pytest.raises(FileExistsError):
        write_folder(here, tmp_path / "data")
