"""One task from submission to storage, without a farm: real templates, painter, encoder, gate."""

import hashlib
import io
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from render_farm.job import RenderJob, RenderTask, TaskResult
from render_farm.metrics import (
    ASSET_BYTES,
    ATTEMPT_SECONDS,
    ATTEMPTS,
    CACHE_REQUESTS,
    COST,
    FRAMES,
    PHASE_SECONDS,
    STORE_BYTES,
    MemoryMeter,
    MeteredRenderer,
    MeteredStore,
    Phase,
    PhaseClock,
)
from render_farm.pulse import Pulse
from render_farm.queue import MemoryJobStore
from render_farm.storage import MemoryStore, ObjectCorrupt, ObjectMissing
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from render_farm.worker import Workshop
from templates import SlotValue, open_library
from templates.text import FontLibrary, TextUncovered
from tests.contract.farm_samples import finish


class Bench:
    """A submission desk and a workshop on one memory store."""

    def __init__(self, scratch: Path) -> None:
        self.fonts = FontLibrary.packaged()
        self.store = MemoryStore()
        self.jobs = MemoryJobStore()
        self.scratch = scratch
        self.workshop = Workshop(store=self.store, fonts=self.fonts, scratch=scratch)
        self.submission = Submission(
            store=self.store,
            jobs=self.jobs,
            fonts=self.fonts,
            toolchain=this_toolchain(self.fonts),
        )

    def submit(self, name: str, *, job_id: str, picture: bytes) -> None:
        template = open_library().get("spotlight")
        content: dict[str, SlotValue] = {
            "name": name,
            "artwork": self.submission.add_picture(picture),
        }
        creative = self.submission.creative(template, content={"en": content}, ratios=("1:1",))
        self.submission.submit(RenderJob(id=job_id, name="test", creatives=(creative,)))

    def task(self) -> RenderTask:
        (lease,) = self.jobs.claim("test", limit=1, lease_s=60)
        return lease.task

    def render(self) -> TaskResult:
        (lease,) = self.jobs.claim("test", limit=1, lease_s=60)
        result = self.workshop.render(lease.task)
        assert finish(self.jobs, lease, result)
        return result


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    yield Bench(tmp_path)
    assert not list(tmp_path.iterdir()), "a file was left in the scratch folder"


def picture(color: str = "#c04020") -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize((640, 640)).convert("RGB").save(out, "JPEG")
    canvas = Image.open(io.BytesIO(out.getvalue()))
    canvas.paste(Image.new("RGB", (200, 200), color), (220, 160))
    canvas.save(out := io.BytesIO(), "JPEG")
    return out.getvalue()


def test_the_stored_file_is_what_the_result_says(bench: Bench) -> None:
    bench.submit("Nour Haddad", job_id="a", picture=picture())
    result = bench.render()
    stored = bench.store.get(result.key)
    assert hashlib.sha256(stored).hexdigest() == result.sha256
    assert len(stored) == result.bytes
    assert Image.open(io.BytesIO(stored)).size == (result.width, result.height) == (1080, 1080)
    assert result.created
    assert result.fonts


def test_a_known_request_is_done_at_submission(bench: Bench) -> None:
    bench.submit("Nour Haddad", job_id="a", picture=picture())
    bench.render()
    bench.submit("Nour Haddad", job_id="b", picture=picture())
    record = bench.jobs.job("b")
    assert record.ended
    assert record.reused == 1


def test_a_remembered_file_that_is_gone_is_made_again(bench: Bench) -> None:
    bench.submit("Nour Haddad", job_id="a", picture=picture())
    bench.store.delete(bench.render().key)
    bench.submit("Nour Haddad", job_id="b", picture=picture())
    assert not bench.jobs.job("b").ended
    assert bench.render().created


def test_another_request_for_the_same_picture_finds_the_file(bench: Bench) -> None:
    bench.submit("Nour Haddad", job_id="a", picture=picture())
    first = bench.render()
    bench.submit("Nour  Haddad ", job_id="b", picture=picture())
    again = bench.render()
    assert (again.key, again.created) == (first.key, False)


def test_text_that_no_font_covers_names_its_characters(bench: Bench) -> None:
    bench.submit("Nour \U00013080", job_id="a", picture=picture())
    with pytest.raises(TextUncovered, match=r"U\+13080"):
        bench.render()


def test_inputs_are_proven_by_their_hash(bench: Bench) -> None:
    bench.submit("Nour Haddad", job_id="a", picture=picture())
    task = bench.task()
    bench.store.replace(f"inputs/{task.template}", b"other bytes", content_type="application/zip")
    with pytest.raises(ObjectCorrupt):
        bench.workshop.render(task)
    bench.store.delete(f"inputs/{task.template}")
    with pytest.raises(ObjectMissing):
        bench.workshop.render(task)


def test_what_a_render_counts(bench: Bench) -> None:
    """The real parts tell their phases, caches and traffic; no second is counted twice."""
    meter, phases = MemoryMeter(), PhaseClock()
    workshop = Workshop(
        store=MeteredStore(bench.store, meter=meter, phases=phases),
        fonts=bench.fonts,
        scratch=bench.scratch,
        meter=meter,
        phases=phases,
    )
    renderer = MeteredRenderer(workshop, meter=meter, phases=phases, core_hour_cost=3600.0)
    began = time.perf_counter()
    for name in ("Nour Haddad", "Amal Haddad"):
        bench.submit(name, job_id=name, picture=picture())
        result = renderer.render(bench.task(), Pulse())
    took_s = time.perf_counter() - began
    seconds = {phase: meter.total(PHASE_SECONDS, phase=phase) for phase in Phase}
    assert all(seconds[phase] > 0 for phase in Phase if phase is not Phase.WAIT)
    assert sum(seconds.values()) == pytest.approx(meter.total(ATTEMPT_SECONDS))
    assert meter.total(COST) == pytest.approx(meter.total(ATTEMPT_SECONDS))
    assert meter.total(ATTEMPT_SECONDS) < took_s
    assert meter.total(ATTEMPTS, template="spotlight", outcome="made") == meter.total(FRAMES) == 2
    assert meter.total(CACHE_REQUESTS, cache="picture", result="miss") == 1
    assert meter.total(CACHE_REQUESTS, cache="picture", result="hit") >= 1
    assert meter.total(STORE_BYTES, direction="written") == meter.total(ASSET_BYTES) > result.bytes
    assert meter.total(STORE_BYTES, direction="read") > 0
