"""Data folder and options → the rules of the selection."""

from dataclasses import replace
from pathlib import Path

from ranker import Rules, read_rules, rules_beside


def rules_of(
    place: str | Path, *, rules: Path | None = None, explore: float | None = None
) -> Rules:
    """The rules of the file `rules`, else of selection.yaml beside the tables, else the defaults.

    place: a folder, or an s3:// prefix. explore: goes before the file's. Raises RulesInvalidError.
    """
    found = read_rules(rules) if rules else rules_beside(place)
    return found if explore is None else replace(found, exploration=explore)
