"""Reports → arm days as they were known on a day."""

import gc
import pickle
from datetime import date, datetime

import polars as pl
import pytest

from ranker.tables import performance as room
from ranker.tables.performance import METRICS, Performance, PerformanceWriter, file_reports

DAY = date(2025, 6, 1)


def reports(*rows: dict[str, object]) -> pl.DataFrame:
    plain = {
        "date": DAY,
        "market": "EG",
        "channel": "meta",
        "os": "ios",
        "artist_id": "a1",
        "template_id": "t1",
        "impressions": 100,
        "clicks": 10,
        "registrations": 2,
        "subscriptions": 1,
        "spend": 5.0,
        "reported_at": None,
        "segment": None,
        "experiment_arm": None,
    }
    kinds: dict[str, pl.DataType] = {
        "reported_at": pl.Datetime("us"),
        **dict.fromkeys(("segment", "experiment_arm"), pl.String()),
    }
    return pl.DataFrame([{**plain, **row} for row in rows], schema_overrides=kinds, orient="row")


def known(performance: Performance, *names: str, as_of: int = 20) -> list[tuple[object, ...]]:
    return performance.until(date(2025, 6, as_of)).select(names).rows()


def test_rows_of_an_arm_day_are_summed() -> None:
    performance = file_reports(reports({"os": "ios"}, {"os": "android", "spend": 2.5}))
    assert performance.until(date(2025, 6, 2)).rows() == [
        (DAY, "EG", "meta", "a1", "t1", 200, 20, 4, 2, 7.5, None)
    ]


def test_withheld_numbers_stay_apart_from_known_ones() -> None:
    performance = file_reports(
        reports({"os": "ios", "registrations": None}, {"os": "android", "spend": 2.5})
    )
    assert sorted(known(performance, "spend", "registrations"), key=str) == [(2.5, 2), (5.0, None)]


def test_what_tells_rows_apart_can_be_kept() -> None:
    performance = file_reports(reports({"os": "ios"}, {"os": "android"}, {"os": None}))
    kept = performance.until(date(2025, 6, 2), keep=("os",))
    assert kept.columns == [*room.ARM_DAY, "os", *METRICS]
    assert set(kept["os"]) == {"ios", "android", None}


def test_a_segment_and_an_experiment_arm_can_be_chosen() -> None:
    performance = file_reports(
        reports(
            {"segment": "new", "experiment_arm": "a", "spend": 1.0},
            {"segment": "new", "experiment_arm": "b", "spend": 2.0},
            {"segment": "old", "experiment_arm": "a", "spend": 4.0},
        )
    )
    day = date(2025, 6, 2)
    assert performance.until(day)["spend"].to_list() == [7.0]
    assert performance.until(day, segment="new")["spend"].to_list() == [3.0]
    assert performance.until(day, experiment_arm="a")["spend"].to_list() == [5.0]
    assert performance.until(day, segment="none").is_empty()


def test_the_latest_report_counts_and_of_equals_the_later_row() -> None:
    early, late = datetime(2025, 6, 2, 5), datetime(2025, 6, 9, 5)
    performance = file_reports(
        reports(
            {"reported_at": late, "registrations": 9},
            {"reported_at": early, "registrations": 3},
            {"reported_at": late, "registrations": 8},
            {"registrations": 1},
        )
    )
    assert known(performance, "registrations", as_of=8) == [(3,)]
    assert known(performance, "registrations", as_of=9) == [(8,)]


def test_a_look_back_takes_as_many_days() -> None:
    days: list[dict[str, object]] = [
        {"date": date(2025, month, day)} for month in (4, 5, 6) for day in (1, 15)
    ]
    performance = file_reports(reports(*days))
    assert performance.height == 6
    assert performance.newest == date(2025, 6, 15)
    found = performance.until(date(2025, 6, 15), days=31)["date"].to_list()
    assert found == [date(2025, 5, 15), date(2025, 6, 1)]
    assert performance.until(date(2025, 4, 1)).is_empty()
    assert performance.until(date(2025, 4, 1)).columns == [*room.ARM_DAY, *METRICS]


def test_many_questions_answer_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[dict[str, object]] = [
        {"date": date(2025, 1 + i % 6, 1 + i), "spend": 0.1 * i} for i in range(24)
    ]
    performance = file_reports(reports(*days))
    whole = performance.until(date(2025, 12, 1))
    monkeypatch.setattr(room, "_CHUNK_ROWS", 4)
    assert performance.until(date(2025, 12, 1)).equals(whole)


def test_batches_are_one_file_after_the_other() -> None:
    rows = reports({"spend": 1.0}, {"spend": 2.0}, {"spend": 3.0, "date": date(2025, 5, 1)})
    writer = PerformanceWriter()
    for row in rows.iter_slices(1):
        writer.add(room.with_all_columns(row))
    performance = writer.close()
    assert performance.reports()["spend"].to_list() == [1.0, 2.0, 3.0]
    assert known(performance, "date", "spend") == [(date(2025, 5, 1), 3.0), (DAY, 2.0)]


def test_the_folder_goes_with_its_last_owner_and_is_lent_to_other_processes() -> None:
    performance = file_reports(reports({}))
    path = performance.folder.path
    lent = pickle.loads(pickle.dumps(performance))  # noqa: S301  # our own object
    assert known(lent, "spend") == [(5.0,)]
    del lent
    gc.collect()
    assert path.is_dir()
    del performance
    gc.collect()
    assert not path.exists()
