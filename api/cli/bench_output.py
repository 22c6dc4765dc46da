"""What benches found → tables per group, or one JSON document."""
# ruff: noqa: PLC0415 - heavy rooms are loaded by the command that needs them, not by --help

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from api.cli.output import emit, emit_json, emit_table
from api.errors import UsageError

if TYPE_CHECKING:
    from bench import Group, Row


def check_groups(only: Iterable[str] | None, groups: Collection[str]) -> None:
    """UsageError for a name that is no group's."""
    for name in only or ():
        if name not in groups:
            raise UsageError(repr(name), where="--only", allowed=", ".join(groups))


def tell(
    found: "Sequence[tuple[str, Row]]",
    *,
    groups: "Mapping[str, Group]",
    packages: Sequence[str],
    programs: Mapping[str, str | None],
    as_json: bool,
) -> None:
    """Tell rows with the names of their groups, the machine and the versions."""
    from bench.report import COLUMNS, NUMBERS, document

    told = document((row for _, row in found), packages=packages, programs=programs)
    if as_json:
        emit_json(told)
        return
    emit(", ".join(f"{name} {value}" for name, value in told["machine"].items()))
    emit(", ".join(f"{name} {value}" for name, value in told["versions"].items()))
    for group in dict.fromkeys(name for name, _ in found):
        rows = (row.cells() for name, row in found if name == group)
        emit_table(COLUMNS, rows, title=f"\n{groups[group].title}", right=NUMBERS)
