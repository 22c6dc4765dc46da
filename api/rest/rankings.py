"""`/v1/rankings`: what is worth an ad in a market, and why, by the newest ranking in storage."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.errors import UnknownThing
from api.rest.doors import HouseDoor
from api.rest.problems import problem_responses
from api.shelf import StoreShelf
from ranker import Pick, Ranking, ReleaseBook

router = APIRouter(prefix="/v1/rankings", tags=["rankings"])
_KEY = re.compile(r"rankings/(\d{4}-\d{2}-\d{2})/([A-Za-z0-9_-]{1,100})\.parquet")


class ReasonOut(BaseModel):
    """A part of why a pick was made; weight: how much it counted."""

    name: str
    value: float
    weight: float
    text: str


class PickOut(BaseModel):
    """An artist–template pair. predicted_relative_cpr: 0.8 is a fifth cheaper than the market."""

    rank: int
    artist_id: str
    template_id: str
    channel: str
    objective: str
    score: float
    predicted_relative_cpr: float | None
    predicted_registration_share: float | None
    explored: bool
    propensity: float
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, pick: Pick) -> "PickOut":
        """A pick as it is shown."""
        return cls.model_validate(pick, from_attributes=True)


class RankingOut(BaseModel):
    """A market's picks, best first, and what they rest on.

    campaign: whose ranking it is. stale: kept from an earlier day, since no model could answer.
    """

    market: str
    campaign: str
    as_of: date
    data_as_of: date | None
    ranker: str
    model_version: str
    stale: bool
    fallbacks: list[str]
    picks: list[PickOut]


@router.get("/{market:path}", responses=problem_responses(404, 422, 503))
def show_ranking(
    market: str,
    house: HouseDoor,
    campaign: Annotated[str | None, Query(description="of this campaign alone")] = None,
    on: Annotated[date | None, Query(alias="date", description="of this day alone")] = None,
) -> RankingOut:
    """Show the newest ranking of a market."""
    markets: set[str] = set()
    for name, ranking in _newest(StoreShelf(house.store), campaign=campaign, on=on):
        picks = [pick for pick in ranking.picks if pick.market == market]
        if picks:
            return _shown(market, name, ranking, picks)
        markets |= {pick.market for pick in ranking.picks}
    if not markets:
        what = "there is no ranking" + (f" of {campaign}" if campaign else "")
        raise UnknownThing(
            what + (f" on {on}" if on else ""), allowed="one that `handbill campaign run` stored"
        )
    raise UnknownThing(f"no ranking has picks for {market!r}", allowed=", ".join(sorted(markets)))


def _newest(
    shelf: StoreShelf, *, campaign: str | None, on: date | None
) -> Iterator[tuple[str, Ranking]]:
    """Campaigns and their rankings, newest first; a file that is no ranking is passed over."""
    found = (_KEY.fullmatch(key) for key in shelf.keys("rankings/"))
    stored = sorted({(match[1], match[2]) for match in found if match}, reverse=True)
    for day, name in stored:
        if campaign not in (None, name) or on not in (None, date.fromisoformat(day)):
            continue
        ranking = ReleaseBook(shelf=shelf, line=name).ranking(date.fromisoformat(day))
        if ranking is not None:
            yield name, ranking


def _shown(market: str, campaign: str, ranking: Ranking, picks: list[Pick]) -> RankingOut:
    return RankingOut(
        market=market,
        campaign=campaign,
        as_of=ranking.as_of,
        data_as_of=ranking.data_as_of,
        ranker=ranking.ranker,
        model_version=ranking.model_version,
        stale=ranking.stale,
        fallbacks=list(ranking.fallbacks),
        picks=[PickOut.of(pick) for pick in picks],
    )
