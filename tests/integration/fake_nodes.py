"""Ray's fake machines for its autoscaler, under a name of ours.

Its own `AutoscalingCluster` cannot be used: a file that it reads is not in Ray's wheel, and it
begins with `ray stop --force`, which ends every Ray of the machine.
"""

from typing import Any

from ray.autoscaler._private.fake_multi_node.node_provider import (
    FAKE_HEAD_NODE_ID,
    FakeMultiNodeProvider,
)

HEAD_ID: str = FAKE_HEAD_NODE_ID
STORE_BYTES = 80_000_000


class Provider(FakeMultiNodeProvider):
    """A machine is a raylet on this one."""

    def create_node_with_resources_and_labels(
        self,
        node_config: dict[str, Any],
        tags: dict[str, str],
        count: int,
        resources: dict[str, Any],
        labels: dict[str, str],
    ) -> None:
        """Start raylets, which see by themselves how much memory there is: telling is refused."""
        told = {name: amount for name, amount in resources.items() if name != "memory"}
        super().create_node_with_resources_and_labels(node_config, tags, count, told, labels)  # type: ignore[no-untyped-call]  # Ray's


def cluster_config(gcs_address: str, *, most: int, idle_s: float) -> dict[str, Any]:
    """A cluster file as ray-cluster.yaml: a head that does not render, nodes of one core."""
    node = {"CPU": 1, "object_store_memory": STORE_BYTES, "memory": 4_000_000_000}
    return {
        "cluster_name": "handbill-test",
        "max_workers": most,
        "upscaling_speed": 10.0,
        "idle_timeout_minutes": idle_s / 60,
        "provider": {
            "type": "external",
            "module": "tests.integration.fake_nodes.Provider",
            "gcs_address": gcs_address,
            "use_node_id_as_ip": True,
            "launch_multiple": True,
            "disable_node_updaters": True,
            "disable_launch_config_check": True,
        },
        "available_node_types": {
            "ray.head.default": {"resources": {"CPU": 0}, "node_config": {}, "max_workers": 0},
            "render": {
                "resources": node,
                "node_config": {},
                "min_workers": 0,
                "max_workers": most,
            },
        },
        "head_node_type": "ray.head.default",
        "file_mounts": {},
        "cluster_synced_files": [],
        "file_mounts_sync_continuously": False,
        "rsync_exclude": [],
        "rsync_filter": [],
        "initialization_commands": [],
        "setup_commands": [],
        "head_setup_commands": [],
        "worker_setup_commands": [],
        "head_start_ray_commands": [],
        "worker_start_ray_commands": [],
        "auth": {},
    }
