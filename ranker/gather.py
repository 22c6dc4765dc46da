"""Tables + templates → the facts of a day: what may be known, and who may be advertised."""

from collections.abc import Sequence
from datetime import date

from ranker.card import TemplateCard
from ranker.eligibility import eligible_artists
from ranker.errors import RequestInvalidError
from ranker.rankers.protocol import Facts
from ranker.selection.rules import Rules
from ranker.tables.tables import Tables


def gather_facts(  # noqa: PLR0913  # the options of a ranking, all by keyword
    tables: Tables,
    templates: Sequence[TemplateCard],
    *,
    as_of: date,
    rules: Rules,
    channel: str = "meta",
    objective: str = "registrations",
    segment: str | None = None,
    maturity_days: int = 6,
    seed: int = 0,
) -> Facts:
    """All that was known on `as_of`; of performance that of a segment alone, where one is named.

    Raises RequestInvalidError where nobody may be advertised, or nothing is of the segment.
    """
    artists = eligible_artists(
        tables.catalog,
        as_of=as_of,
        blocked_labels=rules.blocked_labels,
        blocked_artists=rules.blocked_artists,
    )
    if not artists:
        raise RequestInvalidError(
            argument="tables",
            what=f"no artist may be advertised on {as_of}",
            allowed="an artist that is available and whose labels are not blocked",
        )
    performance = tables.performance_until(as_of, segment=segment)
    if segment is not None and performance.is_empty():
        raise RequestInvalidError(
            argument="segment",
            what=f"no performance is of segment {segment!r}",
            allowed="a value of the column segment, on a day before the ranking's",
        )
    return Facts(
        as_of=as_of,
        markets=tuple(sorted(tables.markets["market"])),
        artists=artists,
        templates=tuple(sorted(templates, key=lambda card: card.template_id)),
        catalog=tables.catalog,
        performance=performance,
        popularity=tables.popularity_until(as_of),
        promotions=tables.promotions_until(as_of),
        similarity=tables.similarity,
        channel=channel,
        objective=objective,
        maturity_days=maturity_days,
        seed=seed,
    )
