from dataclasses import replace

import pytest

from render_farm.compile import compile_tasks
from render_farm.errors import InvalidInput
from render_farm.job import Creative, RenderJob, Use
from render_farm.keys import Toolchain
from templates import PictureRef, SoundRef

TOOLCHAIN = Toolchain(fonts="f" * 64, paint_epoch=1, versions={"x264": "1"})


def creative(**changes: object) -> Creative:
    base = Creative(
        template="a" * 64,
        template_id="spotlight",
        template_version="1.0.0",
        ratios=("1:1", "9:16"),
        content={
            "ar-EG": {"name": "نور", "artwork": PictureRef(sha256="b" * 64)},
            "en": {"name": "Nour", "artwork": PictureRef(sha256="b" * 64)},
        },
        format="jpg",
        use=Use(market="EG", rank=1),
    )
    return replace(base, **changes)  # type: ignore[arg-type]  # changes are fields by name


def job(*creatives: Creative) -> RenderJob:
    return RenderJob(id="j1", name="test", creatives=creatives)


def test_every_locale_meets_every_ratio_once() -> None:
    tasks = compile_tasks(job(creative()), toolchain=TOOLCHAIN)
    assert {(task.locale, task.ratio) for task in tasks} == {
        ("ar-EG", "1:1"), ("ar-EG", "9:16"), ("en", "1:1"), ("en", "9:16"),
    }  # fmt: skip
    assert len({task.request_key for task in tasks}) == 4


def test_equal_requests_become_one_task_with_both_uses() -> None:
    gulf = Use(market="AE", rank=2)
    tasks = compile_tasks(job(creative(), creative(use=gulf)), toolchain=TOOLCHAIN)
    assert len(tasks) == 4
    assert all({use.market for use in task.uses} == {"EG", "AE"} for task in tasks)


def test_the_same_for_another_placement_is_another_task() -> None:
    tasks = compile_tasks(job(creative(), creative(placement="tiktok.feed")), toolchain=TOOLCHAIN)
    assert sorted(task.placement or "" for task in tasks) == ["", "", "", "", *["tiktok.feed"] * 4]


def test_compiling_is_deterministic() -> None:
    first = compile_tasks(job(creative()), toolchain=TOOLCHAIN)
    assert first == compile_tasks(job(creative()), toolchain=TOOLCHAIN)


def test_most_value_for_its_cost_leads_and_position_says_so() -> None:
    second = creative(use=Use(rank=2), template="c" * 64, value=0.6)
    video = creative(format="mp4", cost_s=7.0)
    tasks = compile_tasks(job(video, second, creative()), toolchain=TOOLCHAIN)
    order = [(task.uses[0].rank, task.format) for task in tasks]
    assert order == [(1, "jpg")] * 4 + [(2, "jpg")] * 4 + [(1, "mp4")] * 4
    assert [task.position for task in tasks] == list(range(12))


def test_among_equals_the_best_rank_leads_and_dear_leads_within_a_rank() -> None:
    second = creative(use=Use(rank=2), template="c" * 64)
    video = creative(format="mp4", cost_s=7.0, value=7.0)
    tasks = compile_tasks(job(second, creative(), video), toolchain=TOOLCHAIN)
    order = [(task.uses[0].rank, task.format) for task in tasks]
    assert order == [(1, "mp4")] * 4 + [(1, "jpg")] * 4 + [(2, "jpg")] * 4


def test_what_two_uses_want_is_worth_both() -> None:
    gulf = creative(use=Use(market="AE", rank=2), value=0.5)
    tasks = compile_tasks(job(creative(), gulf), toolchain=TOOLCHAIN)
    assert {task.value for task in tasks} == {1.5}


@pytest.mark.parametrize(
    "changed",
    [
        creative(template="d" * 64),
        creative(format="png"),
        creative(content={"en": {"name": "Nour!"}}),
        creative(content={"en": {"name": "Nour", "artwork": PictureRef(sha256="e" * 64)}}),
        creative(content={"en": {"name": "Nour", "artwork": SoundRef(sha256="b" * 64)}}),
    ],
)
def test_each_part_of_a_request_changes_its_key(changed: Creative) -> None:
    before = {task.request_key for task in compile_tasks(job(creative()), toolchain=TOOLCHAIN)}
    after = {task.request_key for task in compile_tasks(job(changed), toolchain=TOOLCHAIN)}
    assert before.isdisjoint(after)


@pytest.mark.parametrize(
    "toolchain",
    [
        replace(TOOLCHAIN, fonts="0" * 64),
        replace(TOOLCHAIN, paint_epoch=2),
        replace(TOOLCHAIN, versions={"x264": "2"}),
    ],
)
def test_another_toolchain_makes_other_files(toolchain: Toolchain) -> None:
    before = {task.request_key for task in compile_tasks(job(creative()), toolchain=TOOLCHAIN)}
    after = {task.request_key for task in compile_tasks(job(creative()), toolchain=toolchain)}
    assert before.isdisjoint(after)


def test_an_unknown_format_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(InvalidInput, match=r"'bmp'.*jpg.*mp4"):
        compile_tasks(job(creative(format="bmp")), toolchain=TOOLCHAIN)
