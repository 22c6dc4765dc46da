"""Rankings over HTTP: the newest of a market, of a campaign, of a day; or a problem, told."""

from datetime import date

import pytest

from api.shelf import StoreShelf
from ranker import Pick, Ranking, Reason, ReleaseBook
from tests.unit.api.rest.farm import ApiClient, problem_of

_DAYS = (date(2026, 5, 1), date(2026, 5, 2))


def ranking(day: date, artist: str, *, market: str = "EG") -> Ranking:
    pick = Pick(
        market=market,
        channel="meta",
        objective="registrations",
        rank=1,
        artist_id=artist,
        template_id="billboard",
        score=0.5,
        predicted_relative_cpr=0.8,
        predicted_registration_share=None,
        explored=False,
        propensity=1.0,
        reasons=(Reason(name="similar", value=0.1, weight=1.0, text="أنغام مشابهة"),),
        model_version="xgboost-1",
        data_as_of=day,
        stale=False,
    )
    return Ranking(
        picks=(pick,), as_of=day, data_as_of=day, model_version="xgboost-1", ranker="xgboost"
    )


@pytest.fixture
def stored(api: ApiClient) -> ApiClient:
    shelf = StoreShelf(api.house.store)
    for day, artist in zip(_DAYS, ("old", "new"), strict=True):
        ReleaseBook(shelf=shelf, line="spring").keep(ranking(day, artist))
    ReleaseBook(shelf=shelf, line="autumn").keep(ranking(_DAYS[0], "other", market="a/b c"))
    shelf.write("rankings/2026-05-03/spring.parquet", b"cut short")
    return api


def test_the_newest_that_can_be_read_answers(stored: ApiClient) -> None:
    answer = stored.get("/v1/rankings/EG")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["as_of"], told["campaign"]) == ("2026-05-02", "spring")
    (pick,) = told["picks"]
    assert pick["artist_id"] == "new"
    assert pick["reasons"][0]["text"] == "أنغام مشابهة"


def test_a_day_and_a_campaign_can_be_asked_for(stored: ApiClient) -> None:
    answer = stored.get("/v1/rankings/EG", params={"date": "2026-05-01", "campaign": "spring"})
    assert answer.json()["picks"][0]["artist_id"] == "old"


def test_a_market_that_only_an_older_ranking_has(stored: ApiClient) -> None:
    assert stored.get("/v1/rankings/a%2Fb%20c").json()["campaign"] == "autumn"


@pytest.mark.parametrize(
    ("query", "says"),
    [({}, "EG, a/b c"), ({"campaign": "winter"}, "campaign run"), ({"date": "2026-01-01"}, "2026")],
)
def test_what_is_not_there_is_told(stored: ApiClient, query: dict[str, str], says: str) -> None:
    answer = stored.get("/v1/rankings/XX", params=query)
    document = problem_of(answer, status=404, code="not_found")
    assert says in f"{document['detail']} {document['allowed']}"


def test_a_date_that_is_none_is_refused(stored: ApiClient) -> None:
    assert stored.get("/v1/rankings/EG", params={"date": "May"}).status_code == 422
