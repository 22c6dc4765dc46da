import json
from dataclasses import dataclass, replace

from render_farm.job import RenderTask, TaskFailure, TaskResult, Use
from render_farm.manifest import build_manifest, manifest_json, store_manifest
from render_farm.storage import MemoryStore


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    task: RenderTask
    result: TaskResult | None = None
    failure: TaskFailure | None = None


def task(*uses: Use) -> RenderTask:
    return RenderTask(
        request_key="r" * 64,
        template="t" * 64,
        template_id="spotlight",
        template_version="1.0.0",
        ratio="1:1",
        locale="en",
        content={},
        format="jpg",
        cost_s=0.1,
        uses=uses,
    )


RESULT = TaskResult(
    asset_key="ab" * 32,
    key=f"assets/ab/{'ab' * 32}.jpg",
    sha256="c" * 64,
    bytes=1234,
    width=1080,
    height=1080,
    frames=1,
    fps=None,
    duration_s=None,
    codec="jpeg",
    fonts=("Rubik",),
    warnings=(),
    render_s=0.1,
    created=True,
)


def test_one_row_per_use_and_failures_beside() -> None:
    failed = Ended(
        task=task(Use(market="JP", rank=1)),
        failure=TaskFailure(code="text_uncovered", message="U+1234", retryable=False),
    )
    both = Ended(task=task(Use(market="US", rank=2), Use(market="GB", rank=1)), result=RESULT)
    manifest = build_manifest(campaign={"id": "c"}, bucket="handbill", ended=[both, failed])
    assert [row["market"] for row in manifest["assets"]] == ["GB", "US"]
    assert manifest["assets"][0]["uri"] == f"s3://handbill/{RESULT.key}"
    assert [(row["market"], row["code"]) for row in manifest["failures"]] == [
        ("JP", "text_uncovered")
    ]


def test_a_video_names_its_poster_and_a_still_has_none() -> None:
    film = replace(RESULT, fps=30.0, poster=f"assets/ab/{'ab' * 32}.poster.jpg")
    both = [Ended(task=task(Use(rank=n)), result=it) for n, it in ((1, film), (2, RESULT))]
    rows = build_manifest(campaign={"id": "c"}, bucket="b", ended=both)["assets"]
    assert [row["poster"] for row in rows] == [film.poster, None]


def test_numbered_copies_stay_and_the_current_one_moves() -> None:
    store = MemoryStore()
    first = build_manifest(campaign={"id": "c"}, bucket="b", ended=[])
    second = build_manifest(campaign={"id": "c", "again": True}, bucket="b", ended=[])
    assert store_manifest(first, campaign_id="c", store=store) == "campaigns/c/manifest.1.json"
    assert store_manifest(second, campaign_id="c", store=store) == "campaigns/c/manifest.2.json"
    assert store.get("campaigns/c/manifest.1.json") == manifest_json(first)
    assert json.loads(store.get("campaigns/c/manifest.json"))["campaign"]["again"] is True
