"""`handbill up` as a user runs it: over HTTP and by its clients, until Ctrl-C leaves nothing."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import av
import httpx
import pytest
from PIL import Image

from tests.environment import clean_environment
from tests.integration.sounds import tone, wav

pytestmark = pytest.mark.timeout(240)

T = TypeVar("T")
_HANDBILL = Path(sys.executable).with_name("handbill")
_UP_S, _JOB_S, _DOWN_S = 90.0, 120.0, 40.0


@dataclass(frozen=True, kw_only=True)
class RunningFarm:
    """A farm that runs, its home, and how to ask it."""

    home: Path
    http: httpx.Client

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command of a client on the same machine."""
        return subprocess.run(
            [_HANDBILL, *arguments],
            env=_environment(self.home),
            capture_output=True,
            text=True,
            check=False,
            timeout=_JOB_S,
        )

    def finish(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """The job once it has ended."""
        return _until(lambda: _ended(self.http.get(job["url"]).json()), _JOB_S)


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningFarm]:
    """One farm for all tests of this file; its end is checked as well."""
    home = tmp_path_factory.mktemp("farm") / "home"
    # A folder that shadows our packages: workers must not import from where the user stands.
    user = home.parent / "user"
    for name in ("templates", "render_farm", "api"):
        (user / name).mkdir(parents=True)
        (user / name / "__init__.py").write_text("raise RuntimeError('shadowed')\n")
    process = subprocess.Popen(
        [_HANDBILL, "up", "--port", "0", "--workers", "1"],
        env=_environment(home),
        cwd=user,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        url = json.loads(_until(lambda: _text(home / "farm.json", process), _UP_S))["url"]
        with httpx.Client(base_url=url, timeout=30) as http:
            yield RunningFarm(home=home, http=http)
        # Ctrl-C on a terminal goes to every process of the group.
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=_DOWN_S)
        assert process.returncode == 0, said
        assert "Traceback" not in said
        assert "error:" not in said
        assert _processes_of(home) == []
        assert not (home / "farm.json").exists()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_the_farm_is_ready(farm: RunningFarm) -> None:
    assert farm.http.get("/readyz").json()["status"] == "ready"


def test_from_a_picture_to_verified_files(farm: RunningFarm) -> None:
    job = _submit(farm, ratios=["1:1", "1.91:1"], locales=["ar-EG", "en"]).json()
    ended = farm.finish(job)
    tasks = farm.http.get(job["tasks_url"]).json()["items"]
    assert ended["counts"]["succeeded"] == 4, tasks
    sizes = set()
    for task in tasks:
        answer = farm.http.get(task["asset"]["url"], follow_redirects=True)
        assert len(answer.content) == task["asset"]["bytes"]
        with Image.open(io.BytesIO(answer.content)) as picture:
            picture.load()
            assert (picture.format, picture.mode) == ("JPEG", "RGB")
            sizes.add((task["ratio"], picture.size))
    assert sizes == {("1:1", (1080, 1080)), ("1.91:1", (1200, 628))}


def test_from_a_sound_to_a_video_that_is_heard(farm: RunningFarm) -> None:
    sound = farm.http.post("/v1/inputs", content=wav(tone(2))).json()
    assert (sound["kind"], sound["duration_s"]) == ("sound", 2)
    job = _submit(
        farm,
        template="pulse",
        ratios=["1:1"],
        locales=["en"],
        content_by_locale={"en": {"sound": sound["key"]}},
    ).json()
    assert farm.finish(job)["counts"]["succeeded"] == 1
    (task,) = farm.http.get(job["tasks_url"]).json()["items"]
    answer = farm.http.get(task["asset"]["url"], follow_redirects=True)
    with av.open(io.BytesIO(answer.content)) as video:
        assert [stream.codec_context.name for stream in video.streams] == ["h264", "aac"]


def test_what_was_rendered_is_not_rendered_again(farm: RunningFarm) -> None:
    farm.finish(_submit(farm, ratios=["1:1"], locales=["de"]).json())
    again = _submit(farm, ratios=["1:1"], locales=["de"]).json()
    assert (again["state"], again["reused"]) == ("succeeded", 1)


def test_text_that_no_font_covers_fails_its_own_tasks_only(farm: RunningFarm) -> None:
    job = _submit(
        farm,
        ratios=["1:1"],
        locales=["en", "fr"],
        content_by_locale={"fr": {"name": "\U00012000\U00012001"}},
    ).json()
    ended = farm.finish(job)
    assert (ended["counts"]["succeeded"], ended["counts"]["failed"]) == (1, 1)
    tasks = {task["locale"]: task for task in farm.http.get(job["tasks_url"]).json()["items"]}
    assert "U+12000" in tasks["fr"]["failure"]["message"]
    assert tasks["en"]["asset"]
    watched = farm.run("jobs", "watch", job["id"], "--json")
    assert watched.returncode == 1
    assert json.loads(watched.stdout)["state"] == "failed"
    assert "U+12000" in watched.stderr


def test_its_clients_find_it_by_themselves(farm: RunningFarm) -> None:
    job = _submit(farm, ratios=["1:1"], locales=["en"]).json()
    watched = farm.run("jobs", "watch", job["id"])
    assert watched.returncode == 0, watched.stderr
    listed = json.loads(farm.run("jobs", "list", "--json").stdout)
    assert job["id"] in [record["id"] for record in listed]
    shown = json.loads(farm.run("jobs", "show", job["id"], "--json").stdout)
    assert shown["tasks"][0]["asset"]["key"].startswith("assets/")
    assert farm.run("jobs", "cancel", job["id"]).returncode == 0
    unknown = farm.run("jobs", "show", "job-unknown")
    assert (unknown.returncode, len(unknown.stderr.splitlines())) == (1, 1)


def test_a_campaign_joins_it(farm: RunningFarm, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    Image.radial_gradient("L").resize((800, 800)).convert("RGB").save(data / "art.jpg")
    (data / "catalog.csv").write_text("artist_id,name,genre,artwork\na1,Amal,pop,art.jpg\n")
    (data / "markets.csv").write_text("market,locales,currency,daily_budget\nDE,de-DE,EUR,100\n")
    out = tmp_path / "out"
    run = farm.run(
        "campaign", "run", "--data", str(data), "--name", "joined", "--top", "1", "--ratios",
        "1:1", "--video-ratios", "1:1", "--out", str(out), "--json",
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout)
    assert (report["assets"], report["failures"]) == (1, 0)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert all((out / asset["key"]).is_file() for asset in manifest["assets"])
    names = [job["name"] for job in farm.http.get("/v1/render-jobs").json()["items"]]
    assert "joined" in names


def test_there_is_no_second_farm_in_its_home(farm: RunningFarm) -> None:
    second = farm.run("up", "--port", "0")
    assert second.returncode == 1
    assert str(farm.http.base_url).rstrip("/") in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert farm.http.get("/readyz").status_code == 200


def test_other_names_and_pages_are_kept_out(farm: RunningFarm) -> None:
    assert farm.http.get("/healthz", headers={"Host": "evil.example"}).status_code == 403
    foreign = {"Origin": "https://evil.example"}
    assert farm.http.post("/v1/inputs", content=b"x", headers=foreign).status_code == 403


def _submit(farm: RunningFarm, **wanted: Any) -> httpx.Response:
    art = Image.radial_gradient("L").resize((900, 1200)).convert("RGB")
    file = io.BytesIO()
    art.save(file, "JPEG")
    key = farm.http.post("/v1/inputs", content=file.getvalue()).json()["key"]
    body = {"template": "spotlight", "content": {"name": "Amal Haddad", "artwork": key}, **wanted}
    answer = farm.http.post("/v1/render-jobs", json=body)
    assert answer.status_code == 202, answer.text
    return answer


def _environment(home: Path) -> dict[str, str]:
    config = str(home.parent / "none.toml")
    return clean_environment(HANDBILL_DATA_HOME=str(home), HANDBILL_CONFIG=config)


def _ended(record: dict[str, Any]) -> dict[str, Any] | None:
    open_tasks = sum(record["counts"][state] for state in ("queued", "running"))
    return record if not open_tasks else None


def _text(path: Path, process: subprocess.Popen[str]) -> str | None:
    if process.poll() is not None:
        raise AssertionError(process.communicate()[1])
    return path.read_text(encoding="utf-8") if path.exists() else None


def _until(look: Callable[[], T | None], seconds: float) -> T:
    deadline = time.monotonic() + seconds
    while (found := look()) is None:
        assert time.monotonic() < deadline, f"nothing after {seconds} s"
        time.sleep(0.1)
    return found


def _processes_of(home: Path) -> list[str]:
    """Command lines of processes that were started with this home; they may take a moment."""
    found: list[str] = []
    for _ in range(100):
        found = [line for line in map(_command_line, Path("/proc").glob("[0-9]*")) if line]
        found = [line for line in found if str(home) in line]
        if not found:
            break
        time.sleep(0.1)
    return found


def _command_line(process: Path) -> str:
    try:
        parts = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
    except OSError:
        return ""
    return parts.replace(b"\0", b" ").decode(errors="replace")
