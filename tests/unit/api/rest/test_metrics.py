"""`/metrics` over HTTP."""

from tests.unit.api.rest.farm import ApiClient, job_body


def test_a_submitted_job_shows(api: ApiClient) -> None:
    assert api.post("/v1/render-jobs", json=job_body(api.add_picture())).status_code < 300
    answer = api.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert 'handbill_tasks{priority="0",state="queued"} 4.0' in answer.text
    assert "# TYPE handbill_tasks gauge" in answer.text


def test_the_nodes_are_named_as_prometheus_wants_them(api: ApiClient) -> None:
    answer = api.get("/metrics/targets")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == [{"targets": ["10.0.0.1:8080", "10.0.0.2:8080"], "labels": {}}]
