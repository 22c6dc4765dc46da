"""Who is let in: this machine under its own names, never a foreign web page."""

from pathlib import Path

import pytest

from api.rest.guard import MAX_JSON_BYTES
from tests.unit.api.rest.farm import ApiClient, memory_house, problem_of


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8600", "localhost:1", "LOCALHOST", "[::1]:8600"]
)
def test_our_own_names_are_answered(api: ApiClient, host: str) -> None:
    assert api.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example:8600", "localhost@evil.example",
     "10.0.0.1", "[::1", "[::ffff:1.2.3.4]", "", " "],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/healthz", "/v1/inputs", "/v1/openapi.json"])
def test_other_names_are_refused(api: ApiClient, host: str, path: str) -> None:
    document = problem_of(api.get(path, headers={"Host": host}), status=403, code="host_refused")
    assert "localhost" in document["allowed"]


def test_a_name_may_be_allowed(tmp_path: Path) -> None:
    api = ApiClient(memory_house(tmp_path, allowed_hosts="farm.example"))
    assert api.get("/healthz", headers={"Host": "Farm.example:80"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/v1/inputs", "/v1/render-jobs", "/v1/render-jobs/x/cancel"])
def test_a_foreign_page_writes_nothing(api: ApiClient, headers: dict[str, str], path: str) -> None:
    problem_of(api.post(path, headers=headers), status=403, code="origin_refused")


def test_our_own_page_may_write(api: ApiClient) -> None:
    headers = {"Origin": "http://127.0.0.1:8600", "Sec-Fetch-Site": "same-origin"}
    problem_of(api.post("/v1/inputs", headers=headers), status=422, code="empty_input")


def test_a_form_of_a_foreign_page_is_no_job(api: ApiClient) -> None:
    # What a page may send without asking first: text/plain that happens to be JSON.
    headers = {"Content-Type": "text/plain"}
    answer = api.post("/v1/render-jobs", content=b'{"template": "bill"}', headers=headers)
    assert answer.status_code == 422


def test_a_huge_job_is_refused(api: ApiClient) -> None:
    answer = api.post("/v1/render-jobs", content=b" " * (MAX_JSON_BYTES + 1))
    problem_of(answer, status=413, code="body_too_large")
