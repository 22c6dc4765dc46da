"""Data folder and options → the rules of the selection."""

from dataclasses import replace
from pathlib import Path

from ranker import Rules, read_rules

RULES_FILE = "selection.yaml"


def rules_of(data: Path, *, rules: Path | None = None, explore: float | None = None) -> Rules:
    """The rules of the file `rules`, else of the folder's selection.yaml, else the defaults.

    explore: goes before the file's. Raises RulesInvalidError.
    """
    beside = data / RULES_FILE
    file = rules or (beside if beside.is_file() else None)
    found = read_rules(file) if file else Rules()
    return found if explore is None else replace(found, exploration=explore)
