"""Market data → a Ranking per market, with a reason for each pick."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ranker.card import TemplateCard
    from ranker.errors import (
        CannotRankError,
        ColumnMissingError,
        MappingInvalidError,
        ModelUnreadableError,
        NotEnoughDataError,
        PersonalColumnError,
        RankerError,
        RankingStaleError,
        RankingUnreadableError,
        RequestInvalidError,
        RulesInvalidError,
        TableEmptyError,
        TableMissingError,
        TablesChangingError,
        TablesError,
        TableUnreadableError,
    )
    from ranker.evaluation.evaluate import Evaluation, evaluate_rankers
    from ranker.pipeline import rank
    from ranker.quality.examine import examine_tables
    from ranker.ranking import Pick, Ranking, Reason
    from ranker.registry.registry import ModelRegistry
    from ranker.registry.stored import StoredRanker
    from ranker.registry.train import train
    from ranker.release.book import ReleaseBook
    from ranker.release.release import Release, approve, rank_and_release
    from ranker.request import RankRequest
    from ranker.sample.write import SampleSummary, write_sample
    from ranker.selection.rules import Rules
    from ranker.selection.rules_file import read_rules, rules_beside
    from ranker.shelf import FolderShelf, MemoryShelf, Shelf
    from ranker.store import read_ranking, write_ranking
    from ranker.tables.directory import Artist, Market, artist_of, content_of, market_of
    from ranker.tables.load import load_tables
    from ranker.tables.problem import Problem, Severity
    from ranker.tables.rejects import write_rejects
    from ranker.tables.tables import Tables

__all__ = [
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

# The home of each public name that is not an error. Polars, pandera and pyarrow take half a
# second to import, so a name's module is imported when the name is first asked for.
_HOMES = {
    "ranker.card": ("TemplateCard",),
    "ranker.evaluation.evaluate": ("Evaluation", "evaluate_rankers"),
    "ranker.quality.examine": ("examine_tables",),
    "ranker.pipeline": ("rank",),
    "ranker.ranking": ("Pick", "Ranking", "Reason"),
    "ranker.registry.registry": ("ModelRegistry",),
    "ranker.registry.stored": ("StoredRanker",),
    "ranker.registry.train": ("train",),
    "ranker.release.book": ("ReleaseBook",),
    "ranker.release.release": ("Release", "approve", "rank_and_release"),
    "ranker.request": ("RankRequest",),
    "ranker.sample.write": ("SampleSummary", "write_sample"),
    "ranker.selection.rules": ("Rules",),
    "ranker.selection.rules_file": ("read_rules", "rules_beside"),
    "ranker.shelf": ("FolderShelf", "MemoryShelf", "Shelf"),
    "ranker.store": ("read_ranking", "write_ranking"),
    "ranker.tables.directory": ("Artist", "Market", "artist_of", "content_of", "market_of"),
    "ranker.tables.load": ("load_tables",),
    "ranker.tables.problem": ("Problem", "Severity"),
    "ranker.tables.rejects": ("write_rejects",),
    "ranker.tables.tables": ("Tables",),
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((home for home, names in _HOMES.items() if name in names), "ranker.errors")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
