"""From a path in the content table to a video that is heard, without a farm."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from ranker import Pick, Ranking
from render_farm.campaign import Campaign, Shapes, compose_campaign
from render_farm.job import RenderJob, TaskResult
from render_farm.queue import MemoryJobStore
from render_farm.storage import MemoryStore
from render_farm.submission import Submission
from render_farm.toolchain import this_toolchain
from render_farm.worker import Workshop
from templates import SoundRef, open_library
from templates.text import FontLibrary
from tests.contract.farm_samples import finish
from tests.integration.sounds import tone, wav
from tests.unit.ranker.builders import TODAY, load

CATALOG = "artist_id,name,genre,artwork\n" + "".join(
    f"a{n},Nour {n},pop,a.jpg\n" for n in range(1, 6)
)
MARKETS = "market,locales,currency,daily_budget\nEG,ar-EG;en,EGP,1000\n"
CONTENT = """artist_id,locale,slot,value
a1,und,sound,loop.wav
a1,en,sound,english.wav
a2,und,sound,broken.wav
a3,und,sound,../outside.wav
a4,und,sound,loop.wav
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What a campaign is composed with."""

    store: MemoryStore
    jobs: MemoryJobStore
    submission: Submission
    workshop: Workshop


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    return FontLibrary.packaged()


@pytest.fixture
def desk(tmp_path: Path, fonts: FontLibrary) -> Iterator[Desk]:
    store, jobs = MemoryStore(), MemoryJobStore()
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    yield Desk(
        store=store,
        jobs=jobs,
        submission=Submission(store=store, jobs=jobs, fonts=fonts, toolchain=this_toolchain(fonts)),
        workshop=Workshop(store=store, fonts=fonts, scratch=scratch),
    )
    assert not list(scratch.iterdir()), "a file was left in the scratch folder"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    gradient = Image.linear_gradient("L").resize((640, 640)).convert("RGB")
    gradient.paste((200, 60, 30), (220, 160, 420, 360))
    gradient.save(folder / "a.jpg")
    (folder / "loop.wav").write_bytes(wav(tone(4)))
    (folder / "english.wav").write_bytes(wav(tone(7, hz=330)))
    (folder / "broken.wav").write_text("a text, not a sound")
    (tmp_path / "outside.wav").write_bytes(wav(tone(4)))
    return folder


def ranking(*artists: str, channel: str = "meta") -> Ranking:
    picks = [
        Pick(
            market="EG", channel=channel, objective="registrations", rank=place, artist_id=artist,
            template_id="pulse", score=1.0, predicted_relative_cpr=None,
            predicted_registration_share=None, explored=False, propensity=1.0, reasons=(),
            model_version="m", data_as_of=None, stale=False,
        )
        for place, artist in enumerate(artists, start=1)
    ]  # fmt: skip
    return Ranking(
        picks=tuple(picks), as_of=TODAY, data_as_of=None, model_version="m", ranker="heuristic",
        fallbacks=(),
    )  # fmt: skip


def composed(desk: Desk, data: Path, *artists: str, channel: str = "meta") -> Campaign:
    tables = load(data, catalog=CATALOG, markets=MARKETS, content=CONTENT)
    assert tables.problems == ()
    return compose_campaign(
        ranking(*artists, channel=channel), tables=tables, folder=data, library=open_library(),
        submission=desk.submission, shapes=Shapes(animated_ratios=("1:1",)),
    )  # fmt: skip


def render(desk: Desk, campaign: Campaign) -> dict[str, TaskResult]:
    desk.submission.submit(RenderJob(id="j", name="test", creatives=campaign.creatives))
    found = {}
    while leases := desk.jobs.claim("test", limit=1, lease_s=60):
        result = desk.workshop.render(leases[0].task)
        assert finish(desk.jobs, leases[0], result)
        found[leases[0].task.locale] = result
    return found


def test_a_bad_sound_sinks_its_own_pick_alone(desk: Desk, data: Path) -> None:
    campaign = composed(desk, data, "a1", "a2", "a3", "a4", "a5")
    failed = {(problem.pick.artist_id, problem.locale) for problem in campaign.problems}
    assert failed == {(artist, locale) for artist in ("a2", "a3") for locale in ("ar-EG", "en")}
    assert {problem.failure.code for problem in campaign.problems} == {"invalid_input"}
    assert "broken.wav: " in campaign.problems[0].failure.message
    first, fourth, fifth = (creative.content for creative in campaign.creatives)
    assert first["ar-EG"]["sound"] == fourth["ar-EG"]["sound"] == fourth["en"]["sound"]
    assert isinstance(first["en"]["sound"], SoundRef)
    assert first["en"]["sound"] != first["ar-EG"]["sound"]
    assert "sound" not in fifth["en"]


def test_an_artist_with_music_is_heard(desk: Desk, data: Path) -> None:
    results = render(desk, composed(desk, data, "a1"))
    assert {result.codec for result in results.values()} == {"h264"}
    with av.open(io.BytesIO(desk.store.get(results["ar-EG"].key)), mode="r") as film:
        assert [stream.codec_context.name for stream in film.streams] == ["h264", "aac"]
        assert film.duration == 6_000_000
        frames = [frame.to_ndarray() for frame in film.decode(audio=0)]
    heard = np.concatenate(frames, axis=1)[0]
    level = [
        float(np.sqrt(np.mean(heard[int(t * 48_000) :][:4_800] ** 2))) for t in (1, 3, 5, 5.85)
    ]
    assert min(level[:3]) > 0.05
    assert level[3] < 0.3 * level[2]
    # The sound has four seconds: its first second comes again as the fifth.
    again = np.corrcoef(heard[24_000:48_000], heard[24_000 + 4 * 48_000 :][:24_000])[0, 1]
    assert again > 0.98


def test_the_channel_of_a_pick_chooses_whose_safe_zones_hold(desk: Desk, data: Path) -> None:
    placements = {
        channel: composed(desk, data, "a5", channel=channel).creatives[0].placement
        for channel in ("meta", "tiktok", "google")
    }
    assert placements == {"meta": None, "tiktok": "tiktok.feed", "google": "google.app"}
