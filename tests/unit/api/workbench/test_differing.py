import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import main
from api.errors import UnknownThing
from api.workbench.changes_page import changes_page
from api.workbench.creatives import MatrixInputs, campaign_creatives, matrix_creatives, tone
from api.workbench.differing import Creative, Difference, difference
from render_farm.compile import compile_tasks
from render_farm.encode import VideoSettings
from render_farm.formats import asset_format
from render_farm.inputs import read_input
from render_farm.job import RenderJob, TaskResult, Use
from render_farm.keys import asset_key
from render_farm.queue import MemoryJobStore
from render_farm.scenes import SceneMaker
from render_farm.sound_file import study_sound
from render_farm.storage import MemoryStore
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from templates import Template, open_picture
from templates.text import FontLibrary
from tests.contract.farm_samples import finish
from tests.unit.templates.samples import (
    make_template,
    picture_bytes,
    plain_template,
    template_bytes,
)

FONTS = FontLibrary.packaged()


def _difference(old: Template, new: Template, **only: Any) -> Difference:
    return difference(
        old, new, matrix_creatives(old, **only), store=MatrixInputs(), fonts=FONTS,
        toolchain=this_toolchain(FONTS),
    )  # fmt: skip


def _layout(**changes: Any) -> dict[str, Any]:
    layout: dict[str, Any] = plain_template()["layout"]
    return {**layout, **changes}


def test_an_edit_that_changes_no_picture_changes_no_file() -> None:
    found = _difference(make_template(), make_template(version="2.0.0", title="Other"))
    assert (found.changes, found.unchanged) == ((), 2 * (6 + 7))


def test_only_what_an_edit_reaches_is_changed() -> None:
    new = make_template(layout=_layout(at={"tall": {"gap": 9}}))
    found = _difference(make_template(), new, locales=["en"])
    assert {change.creative.task.ratio for change in found.changes} == {"9:16"}
    assert (len(found.changes), found.unchanged, found.broken) == (6, 6, 0)
    change = found.changes[0]
    assert change.before.key != change.after.key


def test_what_the_new_template_refuses_and_warns_of_is_told() -> None:
    slots = plain_template()["slots"]
    slots["name"]["max_chars"] = 10
    layout = _layout()
    layout["children"][1]["color"] = "background"
    found = _difference(
        make_template(), make_template(slots=slots, layout=layout), locales=["en"], ratios=["1:1"]
    )
    assert found.broken == 2  # the two longer names
    broken = next(change for change in found.changes if change.broken)
    assert broken.after.error is not None and "at most 10" in broken.after.error
    assert any(
        "low_contrast:name" in change.warnings[0] for change in found.changes if change.warnings
    )
    inputs = MatrixInputs()
    page = changes_page(
        found, fonts=FONTS, pictures=lambda sha: open_picture(read_input(sha, store=inputs))
    )
    assert page.count("data:image/jpeg;base64,") == 2 * len(found.changes) - 2
    assert "2 cannot be made any more" in page and "at most 10" in page


def test_a_campaign_is_compared_by_the_tasks_of_its_job() -> None:
    store, jobs, template = MemoryStore(), MemoryJobStore(), make_template()
    toolchain = this_toolchain(FONTS)
    submission = Submission(store=store, jobs=jobs, fonts=FONTS, toolchain=toolchain)
    artwork = submission.add_picture(picture_bytes(size=(900, 900)))
    creative = submission.creative(
        template, content={"en": {"name": "Amal", "artwork": artwork}}, ratios=("1:1", "9:16"),
        use=Use(market="EG", artist_id="a7"),
    )  # fmt: skip
    record = submission.submit(RenderJob(id="j1", name="c", creatives=(creative,)))
    (lease, *_) = jobs.claim("me", limit=1, lease_s=60)
    made = TaskResult(
        asset_key="00" * 32, key="assets/00", sha256="00" * 32, bytes=1, width=1080, height=1080,
        frames=1, fps=None, duration_s=None, codec="jpeg", fonts=(), warnings=(), render_s=1.0,
        created=True,
    )  # fmt: skip
    assert finish(jobs, lease, made)
    manifest = json.dumps({"campaign": {"job": record.id}}).encode()
    store.replace("campaigns/c/manifest.json", manifest, content_type="application/json")
    creatives = list(campaign_creatives("c", "sample", store=store, jobs=jobs))
    assert [(c.label, c.uses) for c in creatives] == [("a7", 1), ("a7", 1)]
    assert list(campaign_creatives("c", "other", store=store, jobs=jobs)) == []
    new = make_template(layout=_layout(gap=9))
    found = difference(template, new, creatives, store=store, fonts=FONTS, toolchain=toolchain)
    assert (len(found.changes), found.unchanged, found.stale) == (2, 0, 1)
    with pytest.raises(UnknownThing, match="no campaign 'd'"):
        list(campaign_creatives("d", "sample", store=store, jobs=jobs))


def test_a_live_file_with_the_settings_of_its_platform_is_not_stale() -> None:
    store, toolchain = MemoryStore(), this_toolchain(FONTS)
    template = make_template(kind="animated", duration_s=6, fps=30, poster_s=1)
    submission = Submission(store=store, jobs=MemoryJobStore(), fonts=FONTS, toolchain=toolchain)
    artwork = submission.add_picture(picture_bytes(size=(900, 900)))
    creative = submission.creative(
        template, content={"en": {"name": "Amal", "artwork": artwork}}, ratios=("1:1",),
        placement="tiktok.feed",
    )  # fmt: skip
    (task,) = compile_tasks(RenderJob(id="j", name="c", creatives=(creative,)), toolchain=toolchain)
    scene = SceneMaker(store=store, fonts=FONTS).scene(task).scene
    mp4 = asset_format("mp4")
    finer = replace(mp4, video=VideoSettings(crf=15))
    live = [asset_key(scene, format=it, toolchain=toolchain) for it in (mp4, finer)]
    creatives = [Creative(task=task, label="a", live_key=key) for key in (*live, "0" * 64)]
    found = difference(template, template, creatives, store=store, fonts=FONTS, toolchain=toolchain)
    assert (found.unchanged, found.stale) == (3, 1)


def test_the_command_tells_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, changes in (("old", {}), ("new", {"layout": _layout(gap=9)})):
        folder = tmp_path / name / "sample"
        folder.mkdir(parents=True)
        (folder / "template.yaml").write_bytes(template_bytes(plain_template(**changes)))
    pages = [str(tmp_path / name / "sample") for name in ("old", "new")]
    command = ["templates", "diff", *pages, "--ratio", "1:1", "--locale", "en"]
    page = tmp_path / "page.html"
    assert main([*command, "--out", str(page), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (len(document["changed"]), document["unchanged"], document["broken"]) == (6, 0, 0)
    assert (
        document["changed"][0]["before"]["asset_key"]
        != document["changed"][0]["after"]["asset_key"]
    )
    assert page.read_text(encoding="utf-8").count("<article") == 6
    assert main(command) == 0
    assert "6 changed, 0 stay as they are" in capsys.readouterr().out
    assert main([*command, "--out", str(tmp_path / "page.png")]) == 2


def test_the_tone_is_a_sound() -> None:
    assert study_sound(tone()).duration_s == pytest.approx(2.0, abs=0.1)
