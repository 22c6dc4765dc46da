"""An arena → a data folder: the tables of its world, with every report that was made."""

from pathlib import Path

from ranker.simulator.arena import Arena


def write_folder(arena: Arena, folder: Path) -> None:
    """Write the tables of the contract as Parquet, up to the morning of the arena's day.

    A row of performance stands there again for each time its counts changed, with its
    `reported_at`, so that the tables tell of each earlier day what was known on it. Artists who
    have not entered are not in the catalogue yet. Raises FileExistsError where `folder` has files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(17, "the folder is not empty", str(folder))
    facts, signals = arena.facts(), arena.signals
    there = signals.catalog["artist_id"].is_in(list(facts.artists))
    known = set(facts.artists)
    similar = signals.similarity
    tables = {
        "catalog": signals.catalog.filter(there),
        "markets": signals.markets,
        "performance": arena.reports(),
        "popularity": facts.popularity,
        "promotions": facts.promotions,
        "similarity": similar.filter(
            similar["artist_id"].is_in(known) & similar["similar_artist_id"].is_in(known)
        ),
    }
    for name, table in tables.items():
        table.write_parquet(folder / f"{name}.parquet")
