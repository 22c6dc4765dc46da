"""Jobs over HTTP: submitted, shown, listed, cancelled; refused with pointers."""

from typing import Any

import pytest

from render_farm.housekeeping import Takedown, Target, TargetKind
from tests.unit.api.rest.farm import ApiClient, job_body, pointers, problem_of


def test_a_job_becomes_one_task_for_each_ratio_and_locale(api: ApiClient) -> None:
    answer = api.post("/v1/render-jobs", json=job_body(api.add_picture(), name="Spring"))
    assert answer.status_code == 202
    job = answer.json()
    assert answer.headers["location"] == job["url"] == f"/v1/render-jobs/{job['id']}"
    assert (job["state"], job["total"], job["name"]) == ("queued", 4, "Spring")
    assert api.get(job["url"]).json() == job
    tasks = api.get(job["tasks_url"]).json()["items"]
    assert {(task["ratio"], task["locale"]) for task in tasks} == {
        (ratio, locale) for ratio in ("1:1", "9:16") for locale in ("ar-EG", "en-US")
    }
    assert {task["format"] for task in tasks} == {"jpg"}


def test_a_job_may_be_for_a_placement(api: ApiClient) -> None:
    body = job_body(api.add_picture(), placement="tiktok.feed")
    job = api.post("/v1/render-jobs", json=body).json()
    assert {task["placement"] for task in api.get(job["tasks_url"]).json()["items"]} == {
        "tiktok.feed"
    }
    answer = api.post("/v1/render-jobs", json={**body, "placement": "myspace.feed"})
    document = problem_of(answer, status=422, code="unknown_placement")
    assert pointers(document) == ["/placement"]
    assert "tiktok.feed" in document["errors"][0]["allowed"]


def test_content_by_locale_wins(api: ApiClient) -> None:
    body = job_body(api.add_picture(), content_by_locale={"ar-EG": {"artist": "أمل حداد"}})
    job = api.post("/v1/render-jobs", json=body).json()
    artists = {
        task.task.locale: task.task.content["artist"] for task in api.house.jobs.tasks(job["id"])
    }
    assert artists == {"ar-EG": "أمل حداد", "en-US": "Amal Haddad"}


def test_the_same_key_and_body_is_the_same_job(api: ApiClient) -> None:
    body = job_body(api.add_picture())
    headers = {"Idempotency-Key": "spring-1"}
    first = api.post("/v1/render-jobs", json=body, headers=headers)
    second = api.post("/v1/render-jobs", json=body, headers=headers)
    assert second.status_code == 202
    assert second.json()["id"] == first.json()["id"]
    assert len(api.get("/v1/render-jobs").json()["items"]) == 1


def test_the_same_key_with_another_body_is_refused(api: ApiClient) -> None:
    body = job_body(api.add_picture())
    headers = {"Idempotency-Key": "spring-1"}
    api.post("/v1/render-jobs", json=body, headers=headers)
    answer = api.post("/v1/render-jobs", json={**body, "priority": 5}, headers=headers)
    problem_of(answer, status=422, code="idempotency_key_reused")
    assert len(api.get("/v1/render-jobs").json()["items"]) == 1


def test_an_unknown_template_is_refused_with_the_ids(api: ApiClient) -> None:
    answer = api.post("/v1/render-jobs", json=job_body(api.add_picture(), template="nosuch"))
    document = problem_of(answer, status=422, code="unknown_template")
    assert pointers(document) == ["/template"]
    assert "bill" in document["errors"][0]["allowed"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"ratios": ["1:1", "square"]}, "/ratios/1"),
        ({"ratios": []}, "/ratios"),
        ({"locales": ["not a locale"]}, "/locales/0"),
        ({"content_by_locale": {"de": {}}}, "/content_by_locale/de"),
        ({"content": {"artist": "A", "artwork": "inputs/" + "0" * 64}}, "/content/artwork"),
        ({"content": {"artist": "A", "artwork": "/etc/passwd"}}, "/content/artwork"),
        ({"priority": 1000}, "/priority"),
        ({"format": "gif"}, "/format"),
        ({"format": "mp4"}, "/format"),
        ({"format": "animated-webp"}, "/format"),
        ({"format": "webp", "placement": "google.app"}, "/format"),
        ({"format": "bmp"}, "/format"),
        ({"surprise": 1}, "/surprise"),
    ],
)
def test_a_fault_has_its_pointer(api: ApiClient, changes: dict[str, Any], where: str) -> None:
    answer = api.post("/v1/render-jobs", json=job_body(api.add_picture(), **changes))
    document = problem_of(answer, status=422, code=answer.json()["code"])
    assert where in pointers(document)
    assert api.get("/v1/render-jobs").json()["items"] == []


@pytest.mark.parametrize("missing", ["artist", "artwork"])
def test_a_missing_slot_is_named(api: ApiClient, missing: str) -> None:
    body = job_body(api.add_picture())
    del body["content"][missing]
    answer = api.post("/v1/render-jobs", json=body)
    document = problem_of(answer, status=422, code="missing_slot")
    assert f"content.{missing}" in document["errors"][0]["detail"]


def test_an_unknown_slot_is_named_with_those_that_are(api: ApiClient) -> None:
    body = job_body(api.add_picture())
    body["content"]["headline"] = "Hello"
    document = problem_of(api.post("/v1/render-jobs", json=body), status=422, code="unknown_slot")
    assert "artist, artwork, call" in document["errors"][0]["allowed"]


def test_a_dry_run_tells_and_keeps_nothing(api: ApiClient) -> None:
    body = job_body(api.add_picture(), dry_run=True, locales=["fr", "en"])
    answer = api.post("/v1/render-jobs", json=body)
    assert answer.status_code == 200, answer.text
    plan = answer.json()
    assert (plan["dry_run"], plan["total"], plan["known"], plan["problems"]) == (True, 4, 0, [])
    assert "copy_fallback:call" in plan["warnings"]
    assert api.get("/v1/render-jobs").json()["items"] == []


def test_a_dry_run_names_text_that_no_font_covers(api: ApiClient) -> None:
    body = job_body(api.add_picture(), dry_run=True, locales=["en"], ratios=["1:1"])
    body["content"]["artist"] = "\U00012000 cuneiform"
    plan = api.post("/v1/render-jobs", json=body).json()
    assert "U+12000" in plan["problems"][0]["failure"]["message"]


def test_lists_come_in_pages(api: ApiClient) -> None:
    body = job_body(api.add_picture())
    made = [api.post("/v1/render-jobs", json=body).json()["id"] for _ in range(5)]
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = api.get("/v1/render-jobs", params=query).json()
        seen += [job["id"] for job in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert sorted(seen) == sorted(made)


def test_tasks_come_in_pages_and_by_state(api: ApiClient) -> None:
    job = api.post("/v1/render-jobs", json=job_body(api.add_picture())).json()
    first = api.get(job["tasks_url"], params={"limit": 3}).json()
    rest = api.get(job["tasks_url"], params={"limit": 3, "cursor": first["next_cursor"]}).json()
    assert [task["ordinal"] for task in first["items"] + rest["items"]] == [0, 1, 2, 3]
    assert rest["next_cursor"] is None
    assert api.get(job["tasks_url"], params={"state": "failed"}).json()["items"] == []


@pytest.mark.parametrize("cursor", ["x", "bm9uZQ", "InNvbWUtam9iIg", "%%", "é"])
def test_a_cursor_that_was_never_given_is_refused(api: ApiClient, cursor: str) -> None:
    answer = api.get("/v1/render-jobs", params={"cursor": cursor})
    problem_of(answer, status=422, code="invalid_cursor")


def test_cancelling_ends_what_is_open_and_may_be_repeated(api: ApiClient) -> None:
    job = api.post("/v1/render-jobs", json=job_body(api.add_picture())).json()
    for _ in range(2):
        answer = api.post(f"{job['url']}/cancel")
        assert answer.status_code == 200
        assert answer.json()["state"] == "cancelled"
        assert answer.json()["counts"]["cancelled"] == 4


@pytest.mark.parametrize("path", ["", "/tasks", "/cancel"])
def test_an_unknown_job_is_not_found(api: ApiClient, path: str) -> None:
    method = "POST" if path == "/cancel" else "GET"
    answer = api.send(method, f"/v1/render-jobs/job-unknown{path}")
    problem_of(answer, status=404, code="unknown_job")


def test_inputs_that_a_clean_up_deletes_are_refused_until_they_are_sent_again(
    api: ApiClient,
) -> None:
    key = api.add_picture()
    body = job_body(key)
    jobs, store = api.house.jobs, api.house.store
    jobs.mark([key])
    jobs.sweep([key], requests=[])
    problem_of(api.post("/v1/render-jobs", json=body), status=503, code="inputs_swept")
    picture = store.get(key)
    store.delete(key)
    jobs.swept([key])
    problem_of(api.post("/v1/render-jobs", json=body), status=422, code="invalid_input")
    assert api.post("/v1/inputs", content=picture).json()["key"] == key
    assert api.post("/v1/render-jobs", json=body).status_code == 202


def test_what_was_taken_down_is_refused_by_one_name(api: ApiClient) -> None:
    key = api.add_picture()
    stored = api.house.store.get(key)
    target = Target(kind=TargetKind.PICTURE, id=key.removeprefix("inputs/"))
    takedown = Takedown(store=api.house.store, jobs=api.house.jobs)
    takedown.take_down(target)
    document = problem_of(
        api.post("/v1/render-jobs", json=job_body(key)), status=422, code="taken_down"
    )
    assert pointers(document) == ["/content/artwork"]
    problem_of(api.post("/v1/inputs", content=stored), status=422, code="taken_down")
    takedown.lift(target)
    assert api.post("/v1/inputs", content=stored).status_code == 201
    assert api.post("/v1/render-jobs", json=job_body(key)).status_code == 202
