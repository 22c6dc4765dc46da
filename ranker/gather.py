"""Tables + templates → the facts of a day: what may be known, and who may be advertised."""

from ranker.eligibility import eligible_artists
from ranker.errors import RequestInvalidError
from ranker.rankers.protocol import Facts
from ranker.request import RankRequest
from ranker.tables.tables import Tables


def gather_facts(tables: Tables, request: RankRequest) -> Facts:
    """All that was known on the request's day; of performance that of its segment alone, if any.

    Raises RequestInvalidError where nobody may be advertised, or nothing is of the segment.
    """
    as_of, segment = tables.ranking_day(request.as_of), request.segment
    artists = eligible_artists(
        tables.catalog,
        as_of=as_of,
        blocked_labels=request.rules.blocked_labels,
        blocked_artists=request.rules.blocked_artists,
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
        templates=tuple(sorted(request.templates, key=lambda card: card.template_id)),
        catalog=tables.catalog,
        performance=performance,
        popularity=tables.popularity_until(as_of),
        promotions=tables.promotions_until(as_of),
        similarity=tables.similarity,
        channel=request.channel,
        objective=request.objective,
        maturity_days=request.maturity_days,
        seed=request.seed,
    )
