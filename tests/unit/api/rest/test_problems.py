"""Every error is a problem document, and tells nothing of our insides."""

import logging
from pathlib import Path

import pytest

from render_farm.queue import MemoryJobStore, QueueUnreachable
from tests.unit.api.rest.farm import ApiClient, pointers, problem_of


def test_no_such_page(api: ApiClient) -> None:
    problem_of(api.get("/nowhere"), status=404, code="not_found")


def test_no_such_method(api: ApiClient) -> None:
    answer = api.send("DELETE", "/v1/render-jobs")
    problem_of(answer, status=405, code="method_not_allowed")
    assert "POST" in answer.headers["allow"]


def test_no_json(api: ApiClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = api.post("/v1/render-jobs", content=b"{", headers=headers)
    problem_of(answer, status=422, code="invalid_request")


def test_every_missing_field_is_named(api: ApiClient) -> None:
    document = problem_of(api.post("/v1/render-jobs", json={}), status=422, code="invalid_request")
    assert pointers(document) == ["/template", "/ratios", "/locales"]


def test_a_bad_query_is_named(api: ApiClient) -> None:
    answer = api.get("/v1/render-jobs", params={"limit": 0})
    document = problem_of(answer, status=422, code="invalid_request")
    assert pointers(document) == ["query: limit"]


def test_what_nobody_foresaw_says_where_the_log_has_it(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_self: object, _job: str) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(MemoryJobStore, "job", fail)
    with caplog.at_level(logging.ERROR):
        answer = api.get("/v1/render-jobs/any")
    document = problem_of(answer, status=500, code="internal_error")
    assert "secret" not in answer.text
    number = document["detail"].split()[-1]
    assert number in caplog.text
    assert "a secret of ours" in caplog.text


def test_a_store_that_does_not_answer_is_503(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: object, _job: str) -> None:
        raise QueueUnreachable("the database does not answer", where="sqlite")

    monkeypatch.setattr(MemoryJobStore, "job", fail)
    answer = api.get("/v1/render-jobs/any")
    problem_of(answer, status=503, code="queue_unreachable")
    assert answer.headers["retry-after"]


def test_ready_asks_store_and_database(api: ApiClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert api.get("/readyz").json()["status"] == "ready"

    def fail(_self: object, *, limit: int) -> None:
        raise QueueUnreachable(f"no answer within {limit}")

    monkeypatch.setattr(MemoryJobStore, "backlog", fail)
    problem_of(api.get("/readyz"), status=503, code="unready")
    assert api.get("/healthz").status_code == 200


def test_templates_are_listed_and_shown(api: ApiClient) -> None:
    cards = api.get("/v1/templates").json()
    assert "bill" in [card["template_id"] for card in cards]
    shown = api.get("/v1/templates/bill").json()
    assert [slot["name"] for slot in shown["slots"]] == ["artist", "artwork", "call"]
    document = problem_of(api.get("/v1/templates/nosuch"), status=404, code="not_found")
    assert "bill" in document["allowed"]


def test_the_openapi_document_names_every_route_and_its_problems(
    api: ApiClient, tmp_path: Path
) -> None:
    document = api.get("/v1/openapi.json").json()
    assert set(document["paths"]) == {
        "/healthz",
        "/metrics",
        "/metrics/targets",
        "/readyz",
        "/v1/assets/{key}",
        "/v1/farm",
        "/v1/farm/halt",
        "/v1/farm/resume",
        "/v1/inputs",
        "/v1/rankings/{market}",
        "/v1/render-jobs",
        "/v1/render-jobs/{job_id}",
        "/v1/render-jobs/{job_id}/cancel",
        "/v1/render-jobs/{job_id}/pause",
        "/v1/render-jobs/{job_id}/resume",
        "/v1/render-jobs/{job_id}/retry",
        "/v1/render-jobs/{job_id}/tasks",
        "/v1/render-jobs/{job_id}/tasks/{ordinal}/attempts",
        "/v1/templates",
        "/v1/templates/{template_id}",
    }
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
