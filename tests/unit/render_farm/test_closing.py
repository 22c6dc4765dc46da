"""A campaign's manifest, written from what the job carries: whenever, and however often."""

import json

import pytest

from render_farm.closing import CampaignClosing, UnknownClosing, write_closing
from render_farm.manifest import FAILURE_LABELS
from render_farm.queue import Closing, MemoryJobStore
from render_farm.storage import MemoryStore
from tests.contract.farm_samples import FINAL, fail, finish, make_job, make_tasks

ASKED = CampaignClosing(
    campaign={"id": "spring", "ranker": "heuristic", "fallbacks": ["no promotions"]},
    bucket="ads",
    problems=[
        {**dict.fromkeys(FAILURE_LABELS), "code": "missing_artwork", "message": "no artwork"}
    ],
)


def ended_job(jobs: MemoryJobStore) -> Closing:
    jobs.submit(make_job(closing=ASKED.document()), make_tasks(2))
    good, bad = jobs.claim("me", limit=2, lease_s=10)
    finish(jobs, good)
    fail(jobs, bad, FINAL)
    (closing,) = jobs.closings()
    return closing


def manifest(store: MemoryStore, name: str = "manifest.json") -> dict[str, object]:
    document: dict[str, object] = json.loads(store.get(f"campaigns/spring/{name}"))
    return document


def test_it_survives_the_queue() -> None:
    closing = ended_job(MemoryJobStore())
    assert CampaignClosing.read(closing) == ASKED


def test_the_manifest_has_what_was_made_what_failed_and_what_could_not_be_asked() -> None:
    jobs, store = MemoryJobStore(), MemoryStore()
    write_closing(ended_job(jobs), jobs=jobs, store=store)
    written = manifest(store)
    assert written["campaign"] == {**ASKED.campaign, "job": "job-1"}
    assert [row["uri"] for row in rows(written, "assets")] == [
        "s3://ads/assets/as/asset-of-request-0000.jpg"
    ]
    assert [row["code"] for row in rows(written, "failures")] == ["missing_artwork", "missing_slot"]


def test_written_twice_it_keeps_its_number() -> None:
    jobs, store = MemoryJobStore(), MemoryStore()
    closing = ended_job(jobs)
    for _ in range(2):
        write_closing(closing, jobs=jobs, store=store)
    assert sorted(store.list_keys("campaigns/")) == [
        "campaigns/spring/manifest.1.json",
        "campaigns/spring/manifest.json",
    ]


def test_after_a_retry_there_is_a_second_one() -> None:
    jobs, store = MemoryJobStore(), MemoryStore()
    write_closing(ended_job(jobs), jobs=jobs, store=store)
    jobs.retry("job-1")
    (lease,) = jobs.claim("me", limit=2, lease_s=10)
    finish(jobs, lease)
    (closing,) = jobs.closings()
    write_closing(closing, jobs=jobs, store=store)
    assert len(rows(manifest(store), "assets")) == 2
    assert manifest(store) == manifest(store, "manifest.2.json")


@pytest.mark.parametrize("document", ["", "[]", '{"kind": "poem"}', '{"kind": "campaign"}'])
def test_what_it_does_not_know_is_named(document: str) -> None:
    jobs = MemoryJobStore()
    jobs.submit(make_job(closing=document), ())
    (closing,) = jobs.closings()
    with pytest.raises(UnknownClosing, match="closing of job-1"):
        write_closing(closing, jobs=jobs, store=MemoryStore())


def rows(document: dict[str, object], name: str) -> list[dict[str, object]]:
    found = document[name]
    assert isinstance(found, list)
    return found
