"""The public names of the package are a promise; importing it is cheap."""

import pkgutil
import subprocess
import sys

import pytest

import ranker


def test_public_names_are_frozen() -> None:
    assert ranker.__all__ == [
        "Artist",
        "CannotRankError",
        "ColumnMissingError",
        "Evaluation",
        "FolderShelf",
        "MappingInvalidError",
        "Market",
        "MemoryShelf",
        "ModelRegistry",
        "ModelUnreadableError",
        "NotEnoughDataError",
        "PersonalColumnError",
        "Pick",
        "Problem",
        "RankRequest",
        "RankerError",
        "Ranking",
        "RankingStaleError",
        "RankingUnreadableError",
        "Reason",
        "Release",
        "ReleaseBook",
        "RequestInvalidError",
        "Rules",
        "RulesInvalidError",
        "SampleSummary",
        "Severity",
        "Shelf",
        "StoredRanker",
        "TableEmptyError",
        "TableMissingError",
        "TableUnreadableError",
        "Tables",
        "TablesChangingError",
        "TablesError",
        "TemplateCard",
        "approve",
        "artist_of",
        "content_of",
        "evaluate_rankers",
        "examine_tables",
        "load_tables",
        "market_of",
        "rank",
        "rank_and_release",
        "read_ranking",
        "read_rules",
        "rules_beside",
        "train",
        "write_ranking",
        "write_rejects",
        "write_sample",
    ]


@pytest.mark.parametrize("name", ranker.__all__)
def test_each_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(ranker, name).__doc__


def test_no_module_takes_the_place_of_a_public_name() -> None:
    """A module that is imported first would stay where the lazy name should be."""
    assert not {module.name for module in pkgutil.iter_modules(ranker.__path__)} & {*ranker.__all__}


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ranker.nothing


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'polars', 'pandera', 'duckdb', 'xgboost', 'pyarrow', 'numpy', 'PIL'}"
    program = f"import sys, ranker; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
