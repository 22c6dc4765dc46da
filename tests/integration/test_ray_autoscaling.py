"""No machine, as many as there is work for, and none again: Ray's autoscaler on fake machines."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import ray
from ray.cluster_utils import Cluster
from ray.util import get_node_ip_address

from render_farm.dispatch import Dispatcher, DispatcherSettings, run_forever
from render_farm.queue import MemoryJobStore, TaskState
from render_farm.ray_room import CrewSettings, RayCrew, RaySettings, ray_session
from tests.contract.farm_samples import make_job, make_lease
from tests.contract.renderers import Puppet
from tests.integration.fake_nodes import HEAD_ID, STORE_BYTES, cluster_config
from tests.integration.processes import wait_until
from tests.integration.ray_litter import swept

ROOT = Path(__file__).parents[2]
MOST = 2


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("", 0))
        port: int = listener.getsockname()[1]
        return port


def node_ip() -> str:
    return str(get_node_ip_address())  # type: ignore[no-untyped-call]  # Ray's


@pytest.fixture
def autoscaled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session on a head with an autoscaler, and without a core."""
    port = free_port()
    config = cluster_config(f"{node_ip()}:{port}", most=MOST, idle_s=2.0)
    file = tmp_path / "cluster.json"
    file.write_text(json.dumps(config), encoding="utf-8")
    for name, word in {
        "RAY_FAKE_CLUSTER": "1",
        "AUTOSCALER_UPDATE_INTERVAL_S": "1",
        "PYTHONPATH": str(ROOT),
    }.items():
        monkeypatch.setenv(name, word)
    head = {
        "num_cpus": 0,
        "object_store_memory": STORE_BYTES,
        "gcs_server_port": port,
        "autoscaling_config": str(file),
        "env_vars": {"RAY_OVERRIDE_NODE_ID_FOR_TESTING": HEAD_ID},
    }
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        with ray_session(RaySettings(state_dir=tmp_path / "state", address=cluster.address)):
            yield
    finally:
        cluster.shutdown()  # type: ignore[no-untyped-call]  # Ray's
        del cluster
        swept()


def machines() -> int:
    nodes = ray.nodes()  # type: ignore[no-untyped-call]  # Ray's
    return sum(node["Alive"] and node["NodeID"] != HEAD_ID for node in nodes)


@pytest.mark.usefixtures("autoscaled")
def test_machines_come_with_the_work_and_go_with_it() -> None:
    store = MemoryJobStore()
    step = make_lease("step", cost_s=1.5).task
    tasks = [replace(step, request_key=f"request-{number}") for number in range(4)]
    settings = DispatcherSettings(limit=MOST + 2, idle_s=1.0)
    # As on a real cluster: what a worker takes of memory is asked for, too.
    crew = RayCrew(Puppet, CrewSettings(namespace="test-scale", memory_bytes=2_000_000_000))
    dispatcher = Dispatcher(store=store, crew=crew, settings=settings)
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(dispatcher, stop))
    assert machines() == 0
    thread.start()
    try:
        store.submit(make_job(), tasks)
        wait_until(lambda: machines() == MOST, seconds=40)
        wait_until(lambda: store.job("job-1").ended)
        assert store.job("job-1").state is TaskState.SUCCEEDED
        assert [task.attempt for task in store.tasks("job-1")] == [1] * len(tasks)
        wait_until(lambda: machines() == 0)
    finally:
        stop.set()
        thread.join()
        crew.close()
