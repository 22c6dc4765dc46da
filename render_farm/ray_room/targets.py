"""The nodes of the open session → where each exports its metrics."""

from typing import Any

import ray


def metrics_targets() -> tuple[str, ...]:
    """HOST:PORT of every node that is up, for Prometheus."""
    nodes: list[dict[str, Any]] = ray.nodes()  # type: ignore[no-untyped-call]  # Ray's
    up = [node for node in nodes if node["Alive"] and node["MetricsExportPort"]]
    return tuple(f"{node['NodeManagerAddress']}:{node['MetricsExportPort']}" for node in up)
