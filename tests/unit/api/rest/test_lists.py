"""Jobs with lists, numbers and dates over HTTP: taken as they are meant, or refused by pointer."""

import json
from typing import Any

import pytest

from templates import PictureRef
from tests.unit.api.rest.farm import ApiClient, job_body, pointers, problem_of


def _tour(api: ApiClient, **content: Any) -> dict[str, Any]:
    filled = {
        "artwork": api.add_picture(),
        "cities": ["Berlin", "القاهرة"],
        "dates": ["2026-11-28", "2026-12-01"],
        **content,
    }
    return job_body("", template="lists", content=filled, ratios=["1:1"], locales=["ar-EG"])


def test_lists_of_texts_dates_numbers_and_pictures(api: ApiClient) -> None:
    key = api.add_picture()
    body = _tour(api, covers=[key, "", key], seats=[1200, 1e3], price="9.5 EUR", colour="#FF8800")
    answer = api.post("/v1/render-jobs", json=body)
    assert answer.status_code == 202, answer.text
    (task,) = api.house.jobs.tasks(answer.json()["id"])
    cover = PictureRef(sha256=key.removeprefix("inputs/"))
    assert task.task.content["cities"] == ("Berlin", "القاهرة")
    assert task.task.content["covers"] == (cover, "", cover)
    assert task.task.content["seats"] == ("1200", "1000.0")


def test_a_dry_run_makes_the_scene(api: ApiClient) -> None:
    body = _tour(api, covers=[api.add_picture()], seats=[1200], price="9.5 EUR")
    answer = api.post("/v1/render-jobs", json={**body, "dry_run": True})
    assert (answer.status_code, answer.json()["problems"]) == (200, [])


def test_the_item_that_is_no_picture_is_pointed_at(api: ApiClient) -> None:
    body = _tour(api, covers=[api.add_picture(), api.add_sound(), "a.jpg"])
    document = problem_of(api.post("/v1/render-jobs", json=body), status=422, code="invalid_input")
    assert pointers(document) == ["/content/covers/1", "/content/covers/2"]


@pytest.mark.parametrize(
    ("content", "allowed"),
    [
        ({"dates": ["2026-02-30"]}, "a date that exists"),
        ({"dates": "2026-11-28"}, "a list of dates"),
        ({"cities": ["a"] * 5}, "at most 4"),
        ({"cities": "Berlin"}, "a list of texts"),
        ({"cities": ["x" * 41]}, "at most 40"),
        ({"price": 9.5}, "9.99 EUR"),
        ({"price": "9.5 XQX"}, "4217"),
        ({"price": ["9.5 EUR"]}, "a number"),
        ({"colour": "#12"}, "#rrggbb"),
        ({"seats": ["many"]}, "plain decimal"),
        ({"seats": [1e300]}, "plain decimal"),
    ],
)
def test_values_that_do_not_fit(api: ApiClient, content: dict[str, Any], allowed: str) -> None:
    answer = api.post("/v1/render-jobs", json=_tour(api, **content))
    document = problem_of(answer, status=422, code="invalid_value")
    assert pointers(document) == ["/content"]
    assert allowed in document["errors"][0]["allowed"]


@pytest.mark.parametrize(
    "cities",
    [
        '["a"' + ',"a"' * 10_000 + "]",
        '[["a"]]',
        "[true]",
        "true",
        '[{"a": 1}]',
        "NaN",
        "[NaN]",
        "[1e400]",
        "null",
        "[" * 2000 + "]" * 2000,
    ],
)
def test_what_is_no_value_at_all(api: ApiClient, cities: str) -> None:
    body = '{"template": "lists", "content": {"cities": %s}, "ratios": ["1:1"], "locales": ["en"]}'
    answer = api.post(
        "/v1/render-jobs",
        content=body % cities,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.text) < 20_000


@pytest.mark.parametrize(
    ("content", "pointer"),
    [
        ({"price": None}, "/content/price"),
        ({"price": {"a": 1}}, "/content/price"),
        ({"cities": ["Berlin", ["Roma"]]}, "/content/cities/1"),
        ({"cities": ["x" * 10_001]}, "/content/cities/0"),
        ({"cities": ["Berlin"] * 10_000}, "/content/cities"),
    ],
)
def test_a_value_of_no_type_is_one_fault_where_it_stands(
    api: ApiClient, content: dict[str, Any], pointer: str
) -> None:
    answer = api.post("/v1/render-jobs", json=_tour(api, **content))
    document = problem_of(answer, status=422, code="invalid_request")
    assert pointers(document) == [pointer]


def test_a_lone_surrogate_is_quoted_back_and_breaks_nothing(api: ApiClient) -> None:
    body = json.dumps(_tour(api, strange="x")).replace("strange", "\\ud800")
    answer = api.post("/v1/render-jobs", content=body, headers={"Content-Type": "application/json"})
    document = problem_of(answer, status=422, code="unknown_slot")
    assert "has no slot '\\ud800'" in document["detail"]
