"""Debian's Prometheus scrapes a farm on a real Ray; the dashboard and the alerts ask for numbers
that exist.
"""

import json
import re
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import ray
import uvicorn
import yaml

from api.farm import OpenRoom, QueueFarm
from api.metrics import dispatcher_meter
from api.rest import create_app
from render_farm.crew import Renderer
from render_farm.dispatch import DispatcherSettings
from render_farm.job import RenderTask
from render_farm.log_lines import LogSettings, show_log
from render_farm.metrics import (
    CACHE_REQUESTS,
    STORE_BYTES,
    STORE_ERRORS,
    WORKER_METRICS,
    Meter,
    MeteredRenderer,
    PhaseClock,
)
from render_farm.queue import TaskState
from render_farm.ray_room import (
    CrewSettings,
    RayCrew,
    RayMeter,
    RaySettings,
    metrics_targets,
    ray_session,
)
from tests.contract.farm_samples import make_job, make_task, make_tasks
from tests.contract.renderers import Puppet
from tests.integration.processes import wait_until
from tests.proof.needs import need_program
from tests.unit.api.rest.farm import memory_house

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus" / "handbill.rules.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "handbill.json"
CONFIG = ROOT / "deploy" / "prometheus" / "prometheus.yml"
_NAME = re.compile(r"\b(?:ray_handbill|handbill|ray_node|process)_[a-z_]+\b|\bup\b(?=\{)")


def open_renderer() -> Renderer:
    """A metered renderer without pixels, that also counts what only pixels and a store cause."""
    show_log(LogSettings(level="info", format="json"))
    meter: Meter = RayMeter()
    for result in ("hit", "miss"):
        meter.record(CACHE_REQUESTS, cache="segment", result=result)
    meter.record(STORE_BYTES, 1000, direction="written")
    meter.record(STORE_ERRORS, call="put", code="store_full")
    return MeteredRenderer(Puppet(), meter=meter, phases=PhaseClock(), core_hour_cost=0.05)


@contextmanager
def room(state_dir: Path) -> Iterator[OpenRoom]:
    with ray_session(RaySettings(state_dir=state_dir, cpus=1, dashboard=False)):
        crew = RayCrew(open_renderer, CrewSettings())
        yield OpenRoom(crew=crew, metrics_targets=metrics_targets)


@contextmanager
def serving(app: Any) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started, seconds=10)
        yield f"127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


class Prometheus:
    """A running one, asked over HTTP."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=5)

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def query(self, expression: str) -> list[dict[str, Any]]:
        """What an expression gives now; fails when it is none."""
        answer = self._http.get("/api/v1/query", params={"query": expression}).json()
        assert answer["status"] == "success", (expression, answer)
        result: list[dict[str, Any]] = answer["data"]["result"]
        return result

    def value(self, expression: str) -> float:
        """The one number that an expression gives; −1 for none."""
        found = self.query(expression)
        return float(found[0]["value"][1]) if found else -1.0

    def names(self) -> set[str]:
        """Of all metrics that it has seen."""
        return set(self._http.get("/api/v1/label/__name__/values").json()["data"])

    def rules(self) -> list[dict[str, Any]]:
        """The alert rules that it has loaded."""
        groups = self._http.get("/api/v1/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def ready(self) -> bool:
        try:
            return self._http.get("/-/ready").status_code == 200
        except httpx.TransportError:
            return False


@contextmanager
def prometheus(folder: Path, api: str) -> Iterator[Prometheus]:
    """Debian's Prometheus with the configuration that we ship, but for addresses and intervals."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    config["global"] = {"scrape_interval": "500ms", "evaluation_interval": "500ms"}
    own, workers = config["scrape_configs"]
    own["static_configs"] = [{"targets": [api]}]
    workers["http_sd_configs"] = [
        {"url": f"http://{api}/metrics/targets", "refresh_interval": "1s"}
    ]
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    (folder / RULES.name).write_text(RULES.read_text(encoding="utf-8"), encoding="utf-8")
    port = free_port()
    running = subprocess.Popen(
        [
            "prometheus",
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        asked = Prometheus(f"http://127.0.0.1:{port}")
        with closing(asked):
            wait_until(asked.ready, seconds=20)
            yield asked
    finally:
        running.terminate()
        running.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What came of a farm: its Prometheus, and what its workers logged."""

    prometheus: Prometheus
    worker_log: str


def worker_logs() -> str:
    """What the workers of the open session wrote to standard error."""
    node: Any = ray._private.worker._global_node
    folder = Path(node.get_logs_dir_path())
    return "".join(file.read_text(encoding="utf-8") for file in folder.glob("worker-*.err"))


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """A farm that did six tasks well and refused one, as Prometheus sees it."""
    need_program("prometheus", package="prometheus")
    folder = tmp_path_factory.mktemp("seen")
    meter = dispatcher_meter()
    with ExitStack() as parts:
        patched = parts.enter_context(pytest.MonkeyPatch.context())
        patched.setenv("RAY_metrics_report_interval_ms", "500")
        house = memory_house(folder)
        farm = QueueFarm(
            open_room=partial(room, folder / "ray"),
            jobs=house.jobs,
            # Its one worker stays, idle, for as long as it is asked for.
            settings=DispatcherSettings(limit=1, idle_s=3600),
            store_answers=lambda: True,
            close=lambda _: None,
            alone=True,
            meter=meter,
        )
        parts.enter_context(farm)
        house = replace(house, farm=farm, meter=meter)
        api = parts.enter_context(serving(create_app(house)))
        asked = parts.enter_context(prometheus(folder, api))
        farm.start()
        refused: RenderTask = replace(make_task(99), template_id="refuse")
        talks: RenderTask = replace(make_task(98, cost_s=0.1), template_id="step")
        house.jobs.submit(make_job(), (*make_tasks(5), talks, refused))
        wait_until(lambda: house.jobs.job("job-1").ended, seconds=120)
        assert house.jobs.job("job-1").counts[TaskState.SUCCEEDED] == 6
        wait_until(lambda: asked.value("sum(ray_handbill_attempts_total)") == 7, seconds=90)
        wait_until(lambda: asked.value("sum(handbill_endings_total)") == 7, seconds=90)
        yield Seen(prometheus=asked, worker_log=worker_logs())


@pytest.fixture
def seen(watched: Seen) -> Prometheus:
    return watched.prometheus


def test_workers_log_json_that_says_which_attempt_it_is_of(watched: Seen) -> None:
    lines = [line for line in watched.worker_log.splitlines() if line.startswith("{")]
    (said,) = [said for said in map(json.loads, lines) if said["message"].startswith("half of")]
    assert (said["job"], said["task"], said["attempt"]) == ("job-1", 5, 1)
    assert said["worker"]
    assert said["level"] == "warning"


def test_what_workers_count_arrives_through_rays_export(seen: Prometheus) -> None:
    assert seen.value('sum(ray_handbill_attempts_total{outcome="made"})') == 6
    assert seen.value('sum(ray_handbill_failures_total{retryable="false"})') == 1
    assert seen.value("sum(ray_handbill_assets_total)") == 6
    assert seen.value("sum(ray_handbill_cost_total)") > 0
    templates = {row["metric"]["template"] for row in seen.query("ray_handbill_assets_total")}
    assert templates == {make_task(0).template_id, "step"}


def test_every_metric_of_workers_is_exported(seen: Prometheus) -> None:
    names = seen.names()
    for metric in WORKER_METRICS:
        suffix = "_bucket" if metric.buckets else "_total"
        assert f"ray_{metric.name}{suffix}" in names


def test_how_the_farm_stands_arrives(seen: Prometheus) -> None:
    assert seen.value('up{job="handbill"}') == 1
    assert seen.value("handbill_leader") == 1
    assert seen.value("handbill_store_up") == seen.value("handbill_database_up") == 1
    assert seen.value("sum(handbill_tasks)") == 0
    assert seen.value('handbill_endings_total{outcome="succeeded"}') == 6
    assert seen.value('handbill_ending_failures_total{fault="task"}') == 1
    wait_until(lambda: seen.value('handbill_workers{state="idle"}') == 1, seconds=30)


def test_no_label_of_ours_names_an_artist_or_a_job(seen: Prometheus) -> None:
    rows = seen.query('{__name__=~"(ray_)?handbill_.*"}')
    labels = {name for row in rows for name in row["metric"]} - {"__name__", "job", "instance"}
    ours = {"template", "outcome", "phase", "code", "retryable", "fault", "cache", "result"}
    ours |= {"direction", "call", "state", "priority", "le", "version"}
    assert labels - {"Component", "NodeAddress", "WorkerId"} <= ours


def dashboard_expressions() -> Iterator[str]:
    board = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    for panel in board["panels"]:
        for target in panel.get("targets", ()):
            yield target["expr"].replace("$__rate_interval", "1m")


def alert_expressions() -> Iterator[str]:
    for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def test_no_expression_asks_for_a_number_that_nobody_tells(seen: Prometheus) -> None:
    asked: set[str] = set()
    for expression in (*dashboard_expressions(), *alert_expressions()):
        found = set(_NAME.findall(expression))
        assert found, expression
        asked |= found

    def unknown() -> set[str]:
        return asked - seen.names()

    with suppress(AssertionError):  # nodes tell of themselves every few seconds
        wait_until(lambda: not unknown(), seconds=20)
    assert unknown() == set()


def test_every_panel_of_a_farm_that_works_shows_something(seen: Prometheus) -> None:
    empty = list(dashboard_expressions())

    def all_show() -> bool:
        empty[:] = [expression for expression in empty if not seen.query(expression)]
        return not empty

    wait_until(all_show, seconds=20)  # nodes tell of themselves every few seconds


def test_the_rules_are_loaded_and_none_is_broken(seen: Prometheus) -> None:
    wait_until(lambda: all(rule["health"] == "ok" for rule in seen.rules()), seconds=10)
    assert {rule["name"] for rule in seen.rules()} == {
        rule["alert"]
        for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    }
    firing = {rule["name"] for rule in seen.rules() if rule["state"] == "firing"}
    assert firing <= {"HandbillStoreFull"}  # which this farm made up
