"""Jobs with sounds over HTTP: each slot takes its own kind of input, or the job is refused."""

from typing import Any

import pytest

from render_farm.storage import StoreUnreachable
from templates import PictureRef, SoundRef
from tests.unit.api.rest.farm import ApiClient, job_body, picture, pointers, problem_of


def test_an_audio_slot_takes_a_stored_sound(api: ApiClient) -> None:
    artwork, heard = api.add_picture(), api.add_sound()
    answer = api.post("/v1/render-jobs", json=_pulse(artwork, heard))
    assert answer.status_code == 202, answer.text
    tasks = api.house.jobs.tasks(answer.json()["id"])
    assert {task.task.locale for task in tasks} == {"ar-EG", "en-US"}
    for task in tasks:
        assert task.task.content["artwork"] == PictureRef(sha256=artwork.removeprefix("inputs/"))
        assert task.task.content["sound"] == SoundRef(sha256=heard.removeprefix("inputs/"))


def test_a_sound_may_be_left_out(api: ApiClient) -> None:
    body = _pulse(api.add_picture(), "")
    del body["content"]["sound"]
    assert api.post("/v1/render-jobs", json=body).status_code == 202


def test_a_sound_of_one_locale_is_heard_there_alone(api: ApiClient) -> None:
    body = _pulse(api.add_picture(), "")
    del body["content"]["sound"]
    body["content_by_locale"] = {"ar-EG": {"sound": api.add_sound()}}
    job = api.post("/v1/render-jobs", json=body).json()
    tasks = api.house.jobs.tasks(job["id"])
    assert {task.task.locale for task in tasks if "sound" in task.task.content} == {"ar-EG"}


def test_a_dry_run_takes_sounds(api: ApiClient) -> None:
    body = _pulse(api.add_picture(), api.add_sound())
    answer = api.post("/v1/render-jobs", json={**body, "dry_run": True})
    assert (answer.status_code, answer.json()["problems"]) == (200, [])


def test_kinds_that_are_swapped_are_both_named(api: ApiClient) -> None:
    artwork, heard = api.add_picture(), api.add_sound()
    answer = api.post("/v1/render-jobs", json=_pulse(heard, artwork))
    document = problem_of(answer, status=422, code="invalid_input")
    faults = {fault["pointer"]: fault for fault in document["errors"]}
    assert set(faults) == {"/content/artwork", "/content/sound"}
    assert "is a sound" in faults["/content/artwork"]["detail"]
    assert "JPEG" in faults["/content/artwork"]["allowed"]
    assert "is a picture" in faults["/content/sound"]["detail"]
    assert "MP3" in faults["/content/sound"]["allowed"]
    assert api.get("/v1/render-jobs").json()["items"] == []


def test_the_pointer_is_that_of_the_locale(api: ApiClient) -> None:
    artwork, heard = api.add_picture(), api.add_sound()
    body = _pulse(artwork, heard, content_by_locale={"en-US": {"sound": artwork}})
    document = problem_of(api.post("/v1/render-jobs", json=body), status=422, code="invalid_input")
    assert pointers(document) == ["/content_by_locale/en-US/sound"]


@pytest.mark.parametrize("value", ["inputs/" + "0" * 64, "song.mp3", "/etc/passwd", "", 7, ["a"]])
def test_what_is_no_stored_sound_is_refused(api: ApiClient, value: object) -> None:
    body = _pulse(api.add_picture(), value)
    document = problem_of(api.post("/v1/render-jobs", json=body), status=422, code="invalid_input")
    assert pointers(document) == ["/content/sound"]


@pytest.mark.parametrize("slot", ["artwork", "sound"])
def test_the_bundle_of_a_template_fills_no_slot(api: ApiClient, slot: str) -> None:
    artwork, heard = api.add_picture(), api.add_sound()
    job = api.post("/v1/render-jobs", json=_pulse(artwork, heard)).json()
    (task, *_) = api.house.jobs.tasks(job["id"])
    body = _pulse(artwork, heard)
    body["content"][slot] = f"inputs/{task.task.template}"
    document = problem_of(api.post("/v1/render-jobs", json=body), status=422, code="invalid_input")
    assert pointers(document) == [f"/content/{slot}"]
    assert "no picture, sound or video" in document["errors"][0]["detail"]


def test_an_input_is_read_once_for_all_locales(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    artwork, get, read = api.add_picture(), api.house.store.get, []

    def counted(key: str) -> bytes:
        read.append(key)
        return get(key)

    monkeypatch.setattr(api.house.store, "get", counted)
    body = job_body(artwork, locales=["de", "en", "fr", "ja"])
    assert api.post("/v1/render-jobs", json=body).status_code == 202
    assert read == [artwork]


def test_a_store_that_does_not_answer_is_no_fault_of_the_job(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(key: str) -> bytes:
        raise StoreUnreachable("no answer", where=key)

    body = _pulse(api.add_picture(), api.add_sound())
    monkeypatch.setattr(api.house.store, "get", away)
    answer = api.post("/v1/render-jobs", json=body)
    problem_of(answer, status=503, code=StoreUnreachable.code)
    assert answer.headers["retry-after"]


def test_the_contract_says_what_inputs_are(api: ApiClient) -> None:
    document = api.get("/v1/openapi.json").json()
    shown = document["components"]["schemas"]["InputOut"]
    assert shown["properties"]["kind"]["enum"] == ["picture", "sound", "video"]
    assert set(shown["required"]) == set(api.post("/v1/inputs", content=picture()).json())
    assert "sound" in document["paths"]["/v1/inputs"]["post"]["description"]


def _pulse(artwork: object, heard: object, **changes: Any) -> dict[str, Any]:
    content = {"name": "Amal Haddad", "artwork": artwork, "sound": heard}
    return {**job_body(""), "template": "pulse", "content": content, **changes}
