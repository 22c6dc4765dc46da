"""The pandera schemas of the tables: what a typed cell may hold.

They are run on eager frames with `lazy=True`; on a LazyFrame pandera checks types only.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pandera.polars as pa
import polars as pl

from ranker.tables.fields import Field, Kind, TableSpec
from ranker.tables.parse import DTYPES

_MOST = 1e12
_TAG = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"
_SCHEME = r"^[A-Za-z][A-Za-z0-9+.\-]*:"
_OPEN_SCHEMES = r"^(?:s3|https)://[^/\s]+/\S"
_ABSOLUTE = r"^(?:[/\\]|~)"
_UPWARDS = r"(?:^|[/\\])\.\.(?:[/\\]|$)"


def schema_of(spec: TableSpec, *, columns: list[str], today: date) -> pa.DataFrameSchema:
    """The schema of a typed frame with these columns; `today` bounds the dates of history."""
    fields = [field for name in columns if (field := spec.field(name)) is not None]
    return pa.DataFrameSchema(
        {
            field.name: pa.Column(
                DTYPES[field.kind], checks=_checks(field, today), nullable=field.nullable
            )
            for field in fields
        }
    )


def all_allowed(frame: pl.DataFrame, *, spec: TableSpec, today: date) -> bool:
    """Whether the schema of the frame has nothing to say, in one question to Polars.

    pandera asks a hundred times, which counts where a table is a thousand small files.
    """
    fields = [field for name in frame.columns if (field := spec.field(name)) is not None]
    asked = [question for field in fields for question in _questions(field, today)]
    named = [question.alias(str(place)) for place, question in enumerate(asked)]
    return all(frame.select(named).row(0)) if named else True


def _questions(field: Field, today: date) -> Iterator[pl.Expr]:
    cells = pl.col(field.name)
    # A rule looks at the values more than once, each time in the same order.
    if (rule := _rule(field, cells.unique(maintain_order=True))) is not None:
        yield rule.all()
    if (limits := _limits(field, today)) is not None:
        yield cells.is_between(pl.lit(limits[0]), pl.lit(limits[1])).all()
    if not field.nullable:
        yield cells.null_count() == 0


def _checks(field: Field, today: date) -> list[pa.Check]:
    rule, limits = _rule(field, pl.col(field.name)), _limits(field, today)
    checks = [] if rule is None else [_check(rule, field.kind.name)]
    return checks if limits is None else [*checks, pa.Check.in_range(*limits)]


def _limits(field: Field, today: date) -> tuple[object, object] | None:
    limits: dict[Kind, tuple[object, object]] = {
        Kind.DATE: (date(2000, 1, 1), today + timedelta(days=1)),
        Kind.RELEASE: (date(1900, 1, 1), date(2100, 12, 31)),
        Kind.MOMENT: (datetime(2000, 1, 1), _last_moment(today)),
        Kind.COUNT: (0, _MOST),
        Kind.MONEY: (0, _MOST),
        Kind.FRACTION: (0, 1),
    }
    return limits.get(field.kind)


def _last_moment(today: date) -> datetime:
    return datetime.combine(today + timedelta(days=1), time.max)


def _rule(field: Field, cell: pl.Expr) -> pl.Expr | None:
    """What a cell must fulfil besides its range; None where the range says all."""
    rules: dict[Kind, Callable[[], pl.Expr]] = {
        Kind.ID: lambda: _clean(cell, 300),
        Kind.TEXT: lambda: _clean(cell, 2000),
        Kind.ARTWORK: lambda: _clean(cell, 2000) & _inside(cell),
        Kind.LOCALES: lambda: cell.str.contains(f"^{_TAG}(?:;{_TAG})*$"),
        Kind.LOCALE: lambda: cell.str.contains(f"^{_TAG}$"),
        Kind.CURRENCY: lambda: cell.str.contains("^[A-Z]{3}$"),
        Kind.COUNT: lambda: cell == cell.floor(),
    }
    return rules[field.kind]() if field.kind in rules else None


def _check(allowed: pl.Expr, name: str) -> pa.Check:
    """Each value is looked at once: columns of history repeat few of them millions of times."""

    def holds(data: pa.PolarsData) -> pl.LazyFrame:
        cell = pl.col(data.key)
        bad = data.lazyframe.select(cell.unique()).filter(~allowed).collect().to_series()
        return data.lazyframe.select(~cell.is_in(bad.implode()))

    return pa.Check(holds, name=name)


def _clean(cell: pl.Expr, most: int) -> pl.Expr:
    """Some visible character, none of control, and none that stands for lost bytes."""
    visible = cell.str.contains(r"[^\s\p{Cc}\p{Cf}]")
    return visible & ~cell.str.contains(r"[\p{Cc}\x{FFFD}]") & (cell.str.len_chars() <= most)


def _inside(cell: pl.Expr) -> pl.Expr:
    local = ~(
        cell.str.contains(_SCHEME) | cell.str.contains(_ABSOLUTE) | cell.str.contains(_UPWARDS)
    )
    return local | (cell.str.contains(_OPEN_SCHEMES) & ~cell.str.contains(_UPWARDS))
