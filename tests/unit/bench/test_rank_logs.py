"""The invented log is read as a customer's own: by its mapping, without a problem."""

from pathlib import Path

from bench.rank.foreign import DAYS, write_foreign_log
from ranker import load_tables


def test_an_invented_log_is_read_without_a_problem(tmp_path: Path) -> None:
    write_foreign_log(tmp_path, seed=3)
    tables = load_tables(tmp_path)
    assert not tables.problems
    assert tables.performance.height == DAYS * 8 * 33
    assert set(tables.missing) == {"content", "similarity", "promotions"}


def test_a_log_repeats_itself(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_foreign_log(tmp_path / name, seed=3)
    assert load_tables(tmp_path / "one").digest == load_tables(tmp_path / "two").digest
