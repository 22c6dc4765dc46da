"""Nothing of the future: whatever happens on or after the day, or is reported after it, changes
no ranking of the day; nor does what happens in the days whose labels have not matured.
"""

import tempfile
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ranker import Ranking, Tables, rank
from ranker.tables.performance import METRICS, file_reports
from tests.unit.ranker.builders import ARTISTS, AS_OF, CARDS, FIRST, MARKETS, planted

DAY = AS_OF - timedelta(days=9)
RANKERS = ("heuristic", "bayes", "xgboost")
FEW = settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@cache
def tables() -> Tables:
    with tempfile.TemporaryDirectory() as place:
        return planted(Path(place))


@cache
def today(ranker: str) -> Ranking:
    return ranked(tables(), ranker)


def ranked(known: Tables, ranker: str) -> Ranking:
    return rank(known, templates=CARDS, top_k=3, as_of=DAY, ranker=ranker)


def performance_with(reports: pl.DataFrame) -> Tables:
    return replace(tables(), performance=file_reports(reports))


NUMBERS = st.integers(0, 100_000)
FUTURE = st.integers(0, 8).map(lambda days: DAY + timedelta(days=days))
ROW = st.fixed_dictionaries(
    {
        "market": st.sampled_from(MARKETS),
        "channel": st.sampled_from(["meta", "tiktok", "new"]),
        "os": st.sampled_from(["android", "ios", None]),
        "artist_id": st.sampled_from(ARTISTS),
        "template_id": st.sampled_from([card.template_id for card in CARDS]),
        "impressions": NUMBERS,
        "clicks": NUMBERS,
        "registrations": st.one_of(st.none(), NUMBERS),
        "subscriptions": st.one_of(st.none(), NUMBERS),
        "spend": st.floats(0, 1e6),
    }
)


def extended(rows: list[dict[str, object]]) -> pl.DataFrame:
    """The planted reports and these."""
    known = tables().performance.reports()
    return pl.concat([known, pl.DataFrame(rows, schema=known.schema)]) if rows else known


@FEW
@given(
    ranker=st.sampled_from(RANKERS),
    rows=st.lists(st.tuples(FUTURE, ROW), max_size=8),
    factor=st.integers(0, 50),
)
def test_performance_of_the_day_and_later(
    ranker: str, rows: list[tuple[date, dict[str, object]]], factor: int
) -> None:
    later = pl.col("date") >= DAY
    changed = extended([{**row, "date": day} for day, row in rows]).with_columns(
        pl.when(later).then(pl.col(name) * factor).otherwise(pl.col(name)).alias(name)
        for name in METRICS
    )
    assert ranked(performance_with(changed), ranker) == today(ranker)


@FEW
@given(
    ranker=st.sampled_from(RANKERS),
    rows=st.lists(st.tuples(st.integers(1, 30), st.integers(1, 20), ROW), max_size=8),
)
def test_reports_that_come_after_the_day(
    ranker: str, rows: list[tuple[int, int, dict[str, object]]]
) -> None:
    """Also those of long ago: they restate what was known, but only later."""
    late = [
        {
            **row,
            "date": DAY - timedelta(days=age),
            "reported_at": datetime.combine(DAY + timedelta(days=wait), time()),
        }
        for age, wait, row in rows
    ]
    assert ranked(performance_with(extended(late)), ranker) == today(ranker)


@FEW
@given(ranker=st.sampled_from(RANKERS), counts=st.lists(NUMBERS, min_size=1, max_size=9))
def test_labels_that_have_not_matured(ranker: str, counts: list[int]) -> None:
    """Registrations of the six days before are not looked at; what was spent may be."""
    reports = tables().performance.reports()
    young = (pl.col("date") < DAY) & (pl.col("date") > DAY - timedelta(days=6))
    drawn = pl.Series("drawn", [counts[i % len(counts)] for i in range(reports.height)])
    changed = reports.with_columns(
        pl.when(young).then(drawn).otherwise(pl.col(name)).alias(name)
        for name in ("registrations", "subscriptions")
    )
    assert ranked(performance_with(changed), ranker) == today(ranker)


@FEW
@given(
    ranker=st.sampled_from(RANKERS),
    table=st.sampled_from(["popularity", "promotions"]),
    factor=st.integers(0, 50),
    extra=st.lists(st.tuples(FUTURE, st.sampled_from(ARTISTS)), max_size=5),
)
def test_streams_and_promotions_of_the_day_and_later(
    ranker: str, table: str, factor: int, extra: list[tuple[date, str]]
) -> None:
    frame = tables().frame(table)
    rows = [{"date": day, "market": "EG", "artist_id": artist} for day, artist in extra]
    later = pl.col("date") >= DAY
    numbers = [name for name in frame.columns if name not in {"date", "market", "artist_id"}]
    changed = pl.concat([frame, pl.DataFrame(rows, schema=frame.schema)]).with_columns(
        pl.when(later).then(pl.col(name).fill_null(7) * factor).otherwise(pl.col(name)).alias(name)
        for name in numbers
    )
    known = tables()
    altered = (
        replace(known, popularity=changed)
        if table == "popularity"
        else replace(known, promotions=changed)
    )
    assert ranked(altered, ranker) == today(ranker)


def test_the_past_does_count() -> None:
    """What the others alter would be seen if it were looked at."""
    assert FIRST < DAY < AS_OF
    flat = tables().performance.reports().with_columns(registrations=pl.lit(3, dtype=pl.Int64))
    for ranker in RANKERS:
        assert ranked(performance_with(flat), ranker) != today(ranker)
