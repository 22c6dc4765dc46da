"""Rankings by hand: a market's artists in order."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ranker import Pick, Ranking

DAY = date(2025, 5, 1)
ARTISTS = tuple(f"a{i}" for i in range(40))


def day(number: int) -> date:
    return DAY + timedelta(days=number)


def ranking(
    number: int,
    picks: Mapping[str, Sequence[str]],
    *,
    cpr: float | None = 0.8,
    stale: bool = False,
    explored: Sequence[str] = (),
) -> Ranking:
    return Ranking(
        picks=tuple(
            Pick(
                market=market,
                channel="meta",
                objective="registrations",
                rank=place,
                artist_id=artist,
                template_id="pulse",
                score=1 - place / 100,
                predicted_relative_cpr=cpr,
                predicted_registration_share=None,
                explored=artist in explored,
                propensity=0.1 if artist in explored else 1.0,
                reasons=(),
                model_version="m",
                data_as_of=day(number - 1),
                stale=stale,
            )
            for market, artists in picks.items()
            for place, artist in enumerate(artists, start=1)
        ),
        as_of=day(number),
        data_as_of=day(number - 1),
        model_version="m",
        ranker="last good ranking" if stale else "xgboost",
        stale=stale,
    )


def artists(start: int, count: int = 6) -> tuple[str, ...]:
    return ARTISTS[start : start + count]
