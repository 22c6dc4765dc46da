"""A cluster of several nodes on this machine: nodes and drivers die, and nodes are drained."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import ray
from ray._raylet import GcsClient  # type: ignore[attr-defined]  # not in the stub that Ray brings
from ray.cluster_utils import Cluster
from ray.core.generated.autoscaler_pb2 import (  # type: ignore[attr-defined]  # made at run time
    DrainNodeReason,
)

from render_farm.crew import Vitals, WorkerLost
from render_farm.dispatch import Dispatcher, run_job
from render_farm.queue import SqlJobStore, TaskState
from render_farm.queue.engine import sqlite_url
from render_farm.ray_room import CrewSettings, RayCrew, RaySettings, ray_session
from tests.contract.farm_samples import make_job, make_lease, make_result, make_tasks
from tests.contract.renderers import Puppet
from tests.integration.processes import alive, wait_until
from tests.integration.ray_litter import swept

# Ray leaves sockets, with which it tried what was free, and processes to the garbage collector.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore:subprocess .* is still running:ResourceWarning"),
]
DRIVER = Path(__file__).with_name("farm_driver.py")
ROOT = Path(__file__).parents[2]
WAIT_S = 30
STORE_BYTES = 80_000_000
QUICK = {"health_check_period_ms": 500, "health_check_failure_threshold": 3}  # else fifteen seconds


class Nodes:
    """A head that does not render, and nodes of one core each."""

    def __init__(self) -> None:
        head = {"num_cpus": 0, "object_store_memory": STORE_BYTES, "_system_config": QUICK}
        self._cluster: Any = Cluster(initialize_head=True, head_node_args=head)
        self.address: str = self._cluster.address

    def add(self) -> Any:
        return self._cluster.add_node(num_cpus=1, object_store_memory=STORE_BYTES)

    def drain(self, node: str, *, deadline_s: float = 60) -> None:
        """What a cloud's notice of preemption does: RayCluster, KubeRay and `ray drain-node`."""
        reason = DrainNodeReason.Value("DRAIN_NODE_REASON_PREEMPTION")
        until_ms = int((time.time() + deadline_s) * 1000)
        client = GcsClient(address=self.address)
        taken, why_not = client.drain_node(node, reason, "the machine is wanted back", until_ms)
        assert taken, why_not

    def remove(self, node: Any) -> None:
        self._cluster.remove_node(node, allow_graceful=False)

    def close(self) -> None:
        self._cluster.shutdown()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    cluster = Nodes()
    try:
        settings = RaySettings(state_dir=tmp_path_factory.mktemp("ray"), address=cluster.address)
        with ray_session(settings):
            yield cluster
    finally:
        cluster.close()
        del cluster
        swept()


@pytest.fixture
def crew(nodes: Nodes, request: pytest.FixtureRequest) -> Iterator[RayCrew]:
    made = RayCrew(Puppet, CrewSettings(namespace=f"test-{request.node.name}"))
    yield made
    made.close()


def heard(crew: RayCrew, worker: str, wanted: Callable[[Vitals], bool]) -> None:
    def says_so() -> bool:
        vitals = crew.vitals().get(worker)
        return vitals is not None and wanted(vitals)

    wait_until(says_so, seconds=WAIT_S)


def test_workers_wait_for_nodes_and_leave_one_that_dies(nodes: Nodes, crew: RayCrew) -> None:
    first_up = crew.start("renderer-1")
    second_up = crew.start("renderer-2")
    first, second = nodes.add(), nodes.add()
    homes = {"renderer-1": first_up.result(WAIT_S), "renderer-2": second_up.result(WAIT_S)}
    assert set(homes.values()) == {first.node_id, second.node_id}
    works = {worker: crew.submit(worker, make_lease("step", cost_s=4.0)) for worker in homes}
    (doomed,) = (worker for worker, home in homes.items() if home == first.node_id)
    (other,) = homes.keys() - {doomed}
    heard(crew, doomed, lambda vitals: vitals.log != "")
    nodes.remove(first)
    with pytest.raises(WorkerLost, match=doomed):
        works[doomed].result(WAIT_S)
    assert crew.vitals()[doomed].log.endswith("half of it is there")
    assert works[other].result(WAIT_S).outcome == make_result(make_lease().task)
    nodes.remove(second)


def test_a_drained_node_ends_its_task_and_gets_no_other(nodes: Nodes, crew: RayCrew) -> None:
    leaving = nodes.add()
    assert crew.start("renderer-1").result(WAIT_S) == leaving.node_id
    work = crew.submit("renderer-1", make_lease("step", cost_s=3.0))
    nodes.drain(leaving.node_id)
    heard(crew, "renderer-1", lambda vitals: vitals.spent == "its node is drained")
    elsewhere = crew.start("renderer-2")
    staying = nodes.add()
    assert elsewhere.result(WAIT_S) == staying.node_id
    assert work.result(WAIT_S).outcome == make_result(make_lease().task)
    for node in (leaving, staying):
        nodes.remove(node)


def test_a_driver_killed_in_the_middle_leaves_its_work_to_the_next(
    nodes: Nodes, tmp_path: Path
) -> None:
    node = nodes.add()
    with SqlJobStore(sqlite_url(tmp_path / "jobs.db")) as store:
        tasks = (make_lease("step", cost_s=4.0, pid_file=tmp_path / "pid").task, *make_tasks(3)[1:])
        store.submit(make_job(), tasks)
        driver = subprocess.Popen(
            [sys.executable, str(DRIVER), str(tmp_path), "job-1", nodes.address, "test-kill"],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        wait_until((tmp_path / "pid").exists, seconds=WAIT_S)
        worker = int((tmp_path / "pid").read_text(encoding="ascii"))
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        dead = store.leader()
        assert dead is not None
        store.resign(dead)  # else the next one waits until its term is over
        dispatcher = Dispatcher(
            store=store, crew=RayCrew(Puppet, CrewSettings(namespace="test-kill"))
        )
        record = run_job(dispatcher, "job-1", jobs=store)
        assert alive(worker)
        dispatcher.close()
        assert record.state is TaskState.SUCCEEDED
        # The work was not done again: the worker that was at it handed it to the next driver.
        assert [task.attempt for task in store.tasks("job-1")] == [1, 1, 1]
        assert {task.owner for task in store.tasks("job-1")} != {dead}
    wait_until(lambda: not alive(worker), seconds=5)
    wait_until(lambda: not ray.util.list_named_actors(all_namespaces=True), seconds=5)
    nodes.remove(node)
