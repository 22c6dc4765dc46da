"""The farm on a real Ray: what survives, what stops, where workers import from."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import httpx
import pytest
from ray.util.state import list_tasks

from ranker import rank
from render_farm.dispatch import Dispatcher, run_forever, run_job
from render_farm.job import RenderTask
from render_farm.queue import JobStore, SqlJobStore, TaskRecord, TaskState
from render_farm.queue.engine import sqlite_url
from render_farm.ray_room import (
    RayCrew,
    RayFailed,
    RaySession,
    RaySettings,
    ray_session,
    spread,
)
from tests.contract.farm_samples import make_job, make_task, make_tasks
from tests.contract.renderers import Puppet
from tests.integration.processes import alive, children, wait_until
from tests.unit.ranker.builders import AS_OF, CARDS, planted

DRIVER = Path(__file__).with_name("farm_driver.py")
HEAD = Path(__file__).with_name("ray_head.py")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def farm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RaySession]:
    with ray_session(RaySettings(state_dir=tmp_path_factory.mktemp("ray"), cpus=2)) as session:
        yield session


@pytest.fixture
def store(tmp_path: Path) -> Iterator[JobStore]:
    with SqlJobStore(sqlite_url(tmp_path / "jobs.db")) as opened:
        yield opened


@pytest.fixture
def dispatcher(farm: RaySession, store: JobStore) -> Iterator[Dispatcher]:
    crew = RayCrew(Puppet)
    made = Dispatcher(store=store, crew=crew)
    yield made
    made.close()
    crew.close()


def test_markets_are_decided_on_ray_as_they_are_here(farm: RaySession, tmp_path: Path) -> None:
    tables = planted(tmp_path)
    here = rank(tables, templates=CARDS, top_k=6, as_of=AS_OF, ranker="heuristic")
    there = rank(
        tables, templates=CARDS, top_k=6, as_of=AS_OF, ranker="heuristic", parallel_map=spread
    )
    assert there == here
    with pytest.raises(ZeroDivisionError):
        spread(partial(divmod, 1), [1, 0])


def sleeper(pid_file: Path, *, cost_s: float, number: int = 0) -> RenderTask:
    task = replace(make_task(number, cost_s=cost_s), template_id="sleep")
    return replace(task, content={"pid_file": str(pid_file)})


def test_a_job_runs_and_the_dashboard_knows_its_tasks(
    farm: RaySession, store: JobStore, dispatcher: Dispatcher
) -> None:
    store.submit(make_job("seen"), make_tasks(6))
    record = run_job(dispatcher, "seen", jobs=store)
    assert record.state is TaskState.SUCCEEDED
    assert [task.attempt for task in store.tasks("seen")] == [1] * 6
    assert farm.dashboard_url is not None
    assert farm.dashboard_url.startswith("http://127.0.0.1:")
    assert httpx.get(farm.dashboard_url).status_code == 200
    wait_until(
        lambda: (
            "render spotlight 9:16 ar-EG jpg seen:5"
            in {task.name for task in list_tasks(address=farm.dashboard_url, limit=1000)}
        )
    )


def test_a_worker_killed_in_the_middle_costs_one_attempt(
    store: JobStore, dispatcher: Dispatcher, tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    tasks = (sleeper(pid_file, cost_s=1.5), *(make_task(number) for number in range(1, 5)))
    store.submit(make_job(), tasks)

    def kill() -> None:
        wait_until(pid_file.exists)
        os.kill(int(pid_file.read_text(encoding="ascii")), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    record = run_job(dispatcher, "job-1", jobs=store)
    killer.join()
    assert record.state is TaskState.SUCCEEDED
    ends = [(task.attempt, task.failures) for task in store.tasks("job-1")]
    assert ends == [(2, 1), (1, 0), (1, 0), (1, 0), (1, 0)]
    failure = store.tasks("job-1")[0].failure
    assert failure is not None
    assert failure.code == "worker_lost"


def test_a_task_that_kills_its_workers_fails_and_others_go_on(
    store: JobStore, dispatcher: Dispatcher
) -> None:
    deadly = replace(make_task(0), template_id="die")
    store.submit(make_job(), (deadly, make_task(1), make_task(2)))
    record = run_job(dispatcher, "job-1", jobs=store)
    assert record.state is TaskState.FAILED
    assert record.counts[TaskState.SUCCEEDED] == 2
    assert store.tasks("job-1")[0].failures == 3


def test_cancelled_work_stops_within_two_seconds(
    store: JobStore, dispatcher: Dispatcher, tmp_path: Path
) -> None:
    pid_file = tmp_path / "pid"
    store.submit(make_job(), (sleeper(pid_file, cost_s=60),))
    runner = threading.Thread(target=run_job, args=(dispatcher, "job-1"), kwargs={"jobs": store})
    runner.start()
    wait_until(pid_file.exists)
    pid = int(pid_file.read_text(encoding="ascii"))
    stop = threading.Event()
    store.cancel("job-1")
    runner.join(5)
    runner = threading.Thread(target=run_forever, args=(dispatcher, stop))
    runner.start()
    wait_until(lambda: not alive(pid), seconds=3)
    stop.set()
    runner.join(5)
    assert store.job("job-1").state is TaskState.CANCELLED


def at_home(home: Path) -> dict[str, str]:
    """Give the environment of a user who has what is in this folder, and no token besides."""
    words = {name: word for name, word in os.environ.items() if not name.startswith("RAY_AUTH_")}
    return {**words, "PYTHONPATH": str(ROOT), "HOME": str(home)}


@contextmanager
def driver_in(
    folder: Path, *arguments: str, home: Path | None = None
) -> Iterator["subprocess.Popen[str]"]:
    environment = at_home(home) if home else {**os.environ, "PYTHONPATH": str(ROOT)}
    environment["PYTHONWARNINGS"] = "default"
    driver = subprocess.Popen(
        [sys.executable, str(DRIVER), *arguments],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield driver
    finally:
        driver.kill()  # no error when it has ended
        driver.communicate()


def users_folder(parent: Path) -> Path:
    """Make a folder that a user may well have, with packages named like ours."""
    folder = parent / "my campaign"
    for package in ("templates", "api", "ranker", "render_farm", "tests"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").write_text("raise SystemError('not ours')\n")
    return folder


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """A program that got SIGTERM while it rendered: what it left."""

    code: int
    noise: str
    tasks: tuple[TaskRecord, ...]
    family: tuple[int, ...]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    state_dir = tmp_path_factory.mktemp("driver")
    pid_file = state_dir / "pid"
    with (
        SqlJobStore(sqlite_url(state_dir / "jobs.db")) as store,
        driver_in(users_folder(state_dir), str(state_dir), "job-1") as driver,
    ):
        tasks = (make_task(0), make_task(1), sleeper(pid_file, cost_s=60, number=2))
        store.submit(make_job(), tasks)
        wait_until(pid_file.exists)
        wait_until(lambda: store.job("job-1").counts[TaskState.SUCCEEDED] == 2)
        family = (*children(driver.pid), int(pid_file.read_text(encoding="ascii")))
        driver.send_signal(signal.SIGTERM)
        _, noise = driver.communicate(timeout=30)
        return Ended(code=driver.returncode, noise=noise, tasks=store.tasks("job-1"), family=family)


def test_workers_do_not_import_from_the_users_folder(ended: Ended) -> None:
    assert [task.state.value for task in ended.tasks[:2]] == ["succeeded", "succeeded"]


def test_sigterm_hands_tasks_back(ended: Ended) -> None:
    assert ended.code == 143
    running = ended.tasks[2]
    assert (running.state, running.attempt, running.failures) == (TaskState.QUEUED, 1, 0)


def test_sigterm_leaves_nothing_running(ended: Ended) -> None:
    assert len(ended.family) > 3
    wait_until(lambda: not any(map(alive, ended.family)), seconds=10)


def test_nobody_hears_noise(ended: Ended) -> None:
    assert ended.noise == ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """A running head. home: of its user; the token is in there."""

    address: str
    home: Path


@pytest.fixture(scope="module")
def head(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Head]:
    home = tmp_path_factory.mktemp("home")
    running = subprocess.Popen(
        [sys.executable, str(HEAD), str(home / "head")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=at_home(home),
    )
    assert running.stdout is not None
    yield Head(address=running.stdout.readline().strip(), home=home)
    running.communicate(timeout=30)


def test_the_same_program_runs_on_a_cluster(head: Head, tmp_path: Path, store: JobStore) -> None:
    assert (head.home / ".ray" / "auth_token").is_file()
    store.submit(make_job(), make_tasks(4))
    with driver_in(tmp_path, str(tmp_path), "job-1", head.address, home=head.home) as driver:
        output, noise = driver.communicate(timeout=90)
    assert driver.returncode == 0, noise
    assert json.loads(output) == {"state": "succeeded", "cpus": 2}
    assert noise == ""


def test_a_cluster_that_asks_for_a_token_says_so(head: Head, tmp_path: Path) -> None:
    with driver_in(tmp_path, str(tmp_path), "job-1", head.address, home=tmp_path) as driver:
        _, noise = driver.communicate(timeout=15)  # of which Python's imports are most
    assert driver.returncode == 1
    assert "gcs_client" not in noise
    refusal = noise.splitlines()[-1]
    assert f"RayFailed: {head.address}: a token is asked for, but none is found here" in refusal
    assert "(allowed: RAY_AUTH_MODE=token with " in refusal


def test_a_cluster_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = RaySettings(state_dir=tmp_path, address="127.0.0.1:1")
    with (
        pytest.raises(RayFailed, match=r"127\.0\.0\.1:1: no Ray head answers"),
        ray_session(settings),
    ):
        pass


def test_programs_that_the_driver_runs_keep_their_exit_code(farm: RaySession) -> None:
    assert subprocess.run(["sh", "-c", "exit 3"], check=False).returncode == 3


STALE = """
import os, sys
from pathlib import Path
from ray._raylet import Config
Config.initialize("")
os.environ["RAY_AUTH_MODE"] = "token"
from render_farm.ray_room import RaySettings, ray_session
with ray_session(RaySettings(state_dir=Path(sys.argv[1]), dashboard=False, cpus=1)) as session:
    print(session.cpus)
"""


def test_what_ray_knows_of_the_environment_is_what_its_head_will_be_told(tmp_path: Path) -> None:
    """Ray reads RAY_AUTH_MODE once: a process that knew another would be refused by its own."""
    words = {**at_home(tmp_path), "RAY_AUTH_TOKEN": "sesame" * 8}
    said = subprocess.run(
        [sys.executable, "-c", STALE, str(tmp_path / "ray")],
        env=words,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (said.stdout, said.returncode) == ("1\n", 0), said.stderr
