"""Jobs paused, hurried, limited and tried again over HTTP; the farm halted."""

from typing import Any

import pytest

from tests.contract.farm_samples import FINAL, fail
from tests.unit.api.rest.farm import ApiClient, job_body, pointers, problem_of


@pytest.fixture
def job(api: ApiClient) -> dict[str, Any]:
    answer = api.post("/v1/render-jobs", json=job_body(api.add_picture(), budget_s=100))
    document: dict[str, Any] = answer.json()
    return document


def test_a_job_is_paused_resumed_cancelled_and_retried(api: ApiClient, job: dict[str, Any]) -> None:
    states = []
    for verb in ("pause", "pause", "resume", "cancel", "retry"):
        answer = api.post(f"{job['url']}/{verb}")
        assert answer.status_code == 200, answer.text
        states.append(answer.json()["state"])
    assert states == ["paused", "paused", "queued", "cancelled", "queued"]
    assert api.get(job["url"]).json() == job


def test_priority_and_budget_change_alone_or_together(api: ApiClient, job: dict[str, Any]) -> None:
    assert (job["priority"], job["budget_s"], job["spent_s"]) == (0, 100, 0)
    changed = api.send("PATCH", job["url"], json={"priority": -7}).json()
    assert (changed["priority"], changed["budget_s"]) == (-7, 100)
    changed = api.send("PATCH", job["url"], json={"priority": 5, "budget_s": None}).json()
    assert (changed["priority"], changed["budget_s"]) == (5, None)
    assert api.send("PATCH", job["url"], json={}).json() == changed


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"priority": 101}, "/priority"),
        ({"budget_s": 0}, "/budget_s"),
        ({"budget_s": "much"}, "/budget_s"),
        ({"name": "other"}, "/name"),
    ],
)
def test_a_wrong_change_is_pointed_at(
    api: ApiClient, job: dict[str, Any], change: dict[str, Any], where: str
) -> None:
    answer = api.send("PATCH", job["url"], json=change)
    assert where in pointers(problem_of(answer, status=422, code="invalid_request"))
    assert api.get(job["url"]).json() == job


def test_a_job_without_budget_left_is_a_conflict(api: ApiClient, job: dict[str, Any]) -> None:
    (lease,) = api.house.jobs.claim("me", limit=1, lease_s=60)
    fail(api.house.jobs, lease, FINAL)
    api.house.jobs.set_budget(job["id"], 1e-9)
    for verb in ("resume", "retry"):
        answer = api.post(f"{job['url']}/{verb}")
        assert "larger budget" in problem_of(answer, status=409, code="budget_spent")["allowed"]


def test_attempts_are_told_with_their_logs(api: ApiClient, job: dict[str, Any]) -> None:
    (lease,) = api.house.jobs.claim("me", limit=1, lease_s=60)
    fail(api.house.jobs, lease, FINAL, worker="renderer-1")
    (attempt,) = api.get(f"{job['tasks_url']}/0/attempts").json()["items"]
    assert (attempt["end"], attempt["worker"], attempt["dispatcher"]) == (
        "failed",
        "renderer-1",
        "me",
    )
    assert attempt["failure"] == {"code": FINAL.code, "message": FINAL.message, "retryable": False}
    assert api.get(f"{job['tasks_url']}/1/attempts").json()["items"] == []
    problem_of(api.get(f"{job['tasks_url']}/99/attempts"), status=404, code="unknown_task")
    problem_of(api.get("/v1/render-jobs/nosuch/tasks/0/attempts"), status=404, code="unknown_job")


def test_the_farm_is_halted_and_goes_on(api: ApiClient, job: dict[str, Any]) -> None:
    farm = api.get("/v1/farm").json()
    assert (farm["halted"], farm["waiting"], farm["workers"]) == (None, job["total"], [])
    farm = api.post("/v1/farm/halt", json={"reason": "the bill"}).json()
    assert (farm["halted"], farm["waiting"]) == ("the bill", 0)
    assert api.post("/v1/farm/resume").json()["waiting"] == job["total"]
    answer = api.post("/v1/farm/halt", json={"reason": ""})
    assert pointers(problem_of(answer, status=422, code="invalid_request")) == ["/reason"]


@pytest.mark.parametrize("verb", ["cancel", "pause", "resume", "retry"])
def test_an_unknown_job_is_named(api: ApiClient, verb: str) -> None:
    answer = api.post(f"/v1/render-jobs/nosuch/{verb}")
    assert "nosuch" in problem_of(answer, status=404, code="unknown_job")["detail"]
