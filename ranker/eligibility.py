"""Which artists may be advertised on a day: available, and not blocked for brand safety."""

from datetime import date

import polars as pl

# Labels that a brand does not want beside its name, unless the caller decides otherwise.
BLOCKED_LABELS = frozenset({"adult", "blocked", "explicit", "hate", "violence"})


def eligible_artists(
    catalog: pl.DataFrame,
    *,
    as_of: date,
    blocked_labels: frozenset[str],
    blocked_artists: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Ids in order; `labels` are separated by `;` or `,` and compared without case."""
    labels = pl.col("labels").fill_null("").str.to_lowercase().str.replace_all(",", ";")
    blocked = (
        labels.str.split(";")
        .list.eval(pl.element().str.strip_chars())
        .list.set_intersection(sorted(label.lower() for label in blocked_labels))
        .list.len()
    )
    available = pl.col("available_from").is_null() | (pl.col("available_from") <= as_of)
    listed = pl.col("artist_id").is_in(sorted(blocked_artists))
    allowed = catalog.filter(available & (blocked == 0) & ~listed)
    return tuple(allowed["artist_id"].sort())
