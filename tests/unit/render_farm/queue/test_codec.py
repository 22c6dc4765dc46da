import json
from dataclasses import replace
from types import MappingProxyType

from render_farm.job import RenderTask, TaskFailure, TaskResult, Use
from render_farm.queue.codec import (
    failure_from_json,
    failure_to_json,
    result_from_json,
    result_to_json,
    task_from_json,
    task_to_json,
)
from templates import PictureRef, SoundRef

TASK = RenderTask(
    request_key="key",
    template="0" * 64,
    template_id="spotlight",
    template_version="1.2.0",
    ratio="1.91:1",
    locale="ur-PK",
    content={
        "headline": "نیا گانا",
        "artwork": PictureRef(sha256="a" * 64),
        "cover": PictureRef(sha256="a" * 64, focal=(0.25, 1.0)),
        "music": SoundRef(sha256="a" * 64),
        "tracks": ("ایک", "دو"),
        "covers": (PictureRef(sha256="a" * 64), "", PictureRef(sha256="b" * 64)),
        "none": (),
    },
    format="mp4",
    cost_s=2.5,
    uses=(Use(), Use(market="PK", channel="meta", rank=1, reasons=({"name": "P", "value": 0.5},))),
)


def test_a_task_survives() -> None:
    assert task_from_json(task_to_json(TASK), request_key="key") == TASK


def test_a_placement_survives_and_tasks_from_before_there_were_any_are_read() -> None:
    placed = replace(TASK, placement="tiktok.feed")
    assert task_from_json(task_to_json(placed), request_key="key") == placed
    assert "placement" not in task_to_json(TASK)


def test_cuts_survive() -> None:
    cut = replace(TASK, cuts_s=(2.9, 4.0))
    assert task_from_json(task_to_json(cut), request_key="key") == cut
    assert "cuts_s" not in task_to_json(TASK)


def test_scripts_stay_readable_in_the_database() -> None:
    assert "نیا گانا" in task_to_json(TASK)


def test_reasons_may_be_any_mapping() -> None:
    use = Use(reasons=(MappingProxyType({"name": "R"}),))
    task = RenderTask(
        request_key="key",
        template="",
        template_id="",
        template_version="",
        ratio="1:1",
        locale="en",
        content={},
        format="jpg",
        cost_s=1.0,
        uses=(use,),
    )
    assert task_from_json(task_to_json(task), request_key="key").uses == (
        Use(reasons=({"name": "R"},)),
    )


def test_a_result_survives() -> None:
    result = TaskResult(
        asset_key="k",
        key="assets/k/k.mp4",
        sha256="b" * 64,
        bytes=9,
        width=1080,
        height=1920,
        frames=180,
        fps=30.0,
        duration_s=6.0,
        codec="h264",
        fonts=("Cairo", "Archivo"),
        warnings=("copy_fallback:cta",),
        render_s=1.5,
        created=True,
    )
    posed = replace(result, poster="assets/k/k.poster.jpg")
    assert [result_from_json(result_to_json(it)) for it in (result, posed)] == [result, posed]
    # As it was written before there were posters.
    plain = json.loads(result_to_json(result))
    del plain["poster"]
    assert result_from_json(json.dumps(plain)) == result


def test_a_failure_survives() -> None:
    failure = TaskFailure(code="text_uncovered", message="U+0E01 ก", retryable=False)
    assert failure_from_json(failure_to_json(failure)) == failure
