"""A day's ranking through the gate: ranked, compared with what is served, released or held back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any

from ranker.errors import RequestInvalidError
from ranker.pipeline import ParallelMap, rank
from ranker.rankers.last_good import MAX_AGE_DAYS
from ranker.ranking import Ranking
from ranker.release.book import EVERY_MARKET, HELD, ReleaseBook
from ranker.release.judge import ORDINARY_OVERLAP, ReleasePolicy, Verdict, judge, shrunk
from ranker.request import RankRequest
from ranker.tables.tables import Tables

# In how many picks' place stands what is thought of a line that has no past.
_PRIOR_PICKS = 12.0

# A ranking of a ranker, given the earlier ones that it may keep, newest first.
MakeRanking = Callable[[str, tuple[Ranking, ...]], Ranking]


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """The ranking to serve; the verdicts, none where nothing could be compared."""

    ranking: Ranking
    verdicts: tuple[Verdict, ...] = ()

    @property
    def held(self) -> tuple[str, ...]:
        """The markets in which the earlier picks are served."""
        return tuple(v.difference.market for v in self.verdicts if v.held is not None)


def rank_and_release(
    tables: Tables,
    request: RankRequest | None = None,
    *,
    book: ReleaseBook,
    parallel_map: ParallelMap = map,
    **asked: Any,
) -> Release:
    """`rank` with these arguments, through the gate: see `release_ranking`."""
    request = request or RankRequest.of(**asked)
    request = replace(request, as_of=tables.ranking_day(request.as_of))

    def make(name: str, earlier: tuple[Ranking, ...]) -> Ranking:
        wanted = replace(request, ranker=name, last_good=earlier)
        return rank(tables, wanted, parallel_map=parallel_map)

    names = ("ranker", "channel", "objective", *(("segment",) if request.segment else ()))
    return release_ranking(
        make,
        book=book,
        as_of=tables.ranking_day(request.as_of),
        ranker=request.ranker,
        request={name: getattr(request, name) for name in names},
        artists=tables.catalog["artist_id"],
    )


def release_ranking(
    make: MakeRanking,
    *,
    book: ReleaseBook,
    as_of: date,
    ranker: str,
    request: Mapping[str, Any],
    artists: Collection[str],
    policy: ReleasePolicy | None = None,
) -> Release:
    """Rank, and serve what may be served; all of it is kept in the book.

    request: what was asked; rankings of another request are not compared. artists: of the
    catalogue, so that another catalogue's ranking is not compared either. The same day again is
    decided again, from earlier days and approvals alone.
    """
    served = tuple(book.before(as_of, days=MAX_AGE_DAYS))
    candidate = make(ranker, served)
    verdicts: tuple[Verdict, ...] = ()
    if served and _comparable(book, served[0], request=request, artists=set(artists)):
        verdicts = judge(
            candidate,
            served=served[0],
            held=_held_since(book, as_of),
            approved=_approved(book, candidate),
            ordinary=_ordinary(book, as_of),
            policy=policy,
        )
    release = Release(ranking=candidate, verdicts=verdicts)
    if release.held:
        kept = make("last_good", served)
        release = replace(release, ranking=_served(candidate, kept, verdicts))
        book.keep(candidate, HELD)
    book.note(as_of, _document(release, request))
    book.keep(release.ranking)
    return release


def approve(
    book: ReleaseBook, *, day: date | None = None, markets: Collection[str] = ()
) -> Release:
    """Serve what was held back on `day` (default: the newest), in `markets` (default: all).

    Raises RequestInvalidError where nothing is held back there.
    """
    days = [day for day in book.days() if book.held(day) is not None]
    chosen = day or (days[-1] if days else None)
    candidate = book.held(chosen) if chosen else None
    served = book.ranking(chosen) if chosen else None
    if chosen is None or candidate is None or served is None:
        raise RequestInvalidError(
            argument="date",
            what=f"nothing of {book.line} is held back{f' on {chosen}' if chosen else ''}",
            allowed=", ".join(map(str, days)) or "a day on which a ranking was held back",
        )
    there = {pick.market for pick in candidate.picks}
    unknown = sorted(set(markets) - there)
    if unknown:
        raise RequestInvalidError(
            argument="market", what=", ".join(unknown), allowed=", ".join(sorted(there))
        )
    book.approve(chosen, frozenset(markets) or frozenset({EVERY_MARKET}))
    ranking = merged(served, candidate, markets=set(markets) or there)
    note = f"released by approval: {', '.join(sorted(markets)) or 'every market'}"
    ranking = replace(ranking, fallbacks=(*ranking.fallbacks, note))
    book.keep(ranking)
    return Release(ranking=ranking)


def merged(base: Ranking, other: Ranking, *, markets: Collection[str]) -> Ranking:
    """`base` with the picks of `markets` from `other`; stale where all of its picks are."""
    kept = [pick for pick in base.picks if pick.market not in markets]
    taken = [pick for pick in other.picks if pick.market in markets]
    picks = sorted((*kept, *taken), key=lambda pick: (pick.market, pick.rank))
    return replace(
        base, picks=tuple(picks), stale=bool(picks) and all(pick.stale for pick in picks)
    )


def _comparable(
    book: ReleaseBook, served: Ranking, *, request: Mapping[str, Any], artists: set[str]
) -> bool:
    """Whether the served ranking answers the same question about the same catalogue."""
    ids = {pick.artist_id for pick in served.picks}
    same = book.request(served.as_of) in (None, dict(request))
    return same and 2 * len(ids & artists) >= len(ids)


def _held_since(book: ReleaseBook, as_of: date) -> tuple[Ranking, ...]:
    """The candidates of the decided days in turn before `as_of`, newest first."""
    days = [day for day in book.days() if day < as_of]
    found = (book.held(day) for day in days[: -MAX_AGE_DAYS - 1 : -1])
    return tuple(takewhile(lambda ranking: ranking is not None, found))  # type: ignore[arg-type]


def _ordinary(book: ReleaseBook, as_of: date) -> float:
    """The part of the picks that was left from day to day in what was released of late."""
    days = [day for day in book.days() if day < as_of][-MAX_AGE_DAYS:]
    released = [row for day in days for row in book.compared(day) if row["held"] is None]
    kept, picks = (sum(row[name] for row in released) for name in ("kept", "picks"))
    return shrunk(kept, picks, ORDINARY_OVERLAP, _PRIOR_PICKS)


def _approved(book: ReleaseBook, candidate: Ranking) -> frozenset[str]:
    markets = book.approved(candidate.as_of)
    return frozenset(p.market for p in candidate.picks) if EVERY_MARKET in markets else markets


def _served(candidate: Ranking, kept: Ranking, verdicts: tuple[Verdict, ...]) -> Ranking:
    held = {v.difference.market: v for v in verdicts if v.held is not None}
    notes = [
        f"held back in {market}: {verdict.held}; the last released picks are served "
        f"(agreeing days so far: {verdict.agreeing})"
        for market, verdict in held.items()
    ]
    ranking = merged(candidate, kept, markets=held)
    return replace(ranking, fallbacks=(*ranking.fallbacks, *notes))


def _document(release: Release, request: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "request": dict(request),
        "held": list(release.held),
        "markets": [
            {**asdict(v.difference), "overlap": v.difference.overlap, "held": v.held}
            for v in release.verdicts
        ],
    }
