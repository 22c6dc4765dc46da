"""ray-cluster.yaml, as Ray's own cluster launcher reads it; nothing is asked of AWS."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from ray.autoscaler._private.util import prepare_config, validate_config

from api.settings import Settings
from render_farm.ray_room.memory import kept_bytes

FILE = Path(__file__).parents[2] / "ray-cluster.yaml"


@pytest.fixture
def config() -> Any:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def test_ray_accepts_it(config: Any) -> None:
    validate_config(prepare_config(config))


@pytest.mark.parametrize("typo", ["idle_timeout_minuts", "availble_node_types"])
def test_ray_would_refuse_a_typo(config: Any, typo: str) -> None:
    with pytest.raises(Exception, match=typo):
        validate_config(prepare_config({**config, typo: 5}))


def test_the_farm_scales_to_zero_on_spot_machines_and_the_head_does_not_render(
    config: Any,
) -> None:
    prepared = prepare_config(config)
    head, render = (prepared["available_node_types"][name] for name in ("head", "render"))
    assert prepared["head_node_type"] == "head"
    assert head["resources"]["CPU"] == 0
    assert render["min_workers"] == 0
    assert render["resources"]["CPU"] > 0
    assert render["node_config"]["InstanceMarketOptions"]["MarketType"] == "spot"
    assert prepared["idle_timeout_minutes"] == 5


def test_the_autoscaler_counts_on_memory_for_every_renderer(config: Any) -> None:
    resources = config["available_node_types"]["render"]["resources"]
    counted = kept_bytes(Settings().worker_memory * 1_000_000)
    assert resources["memory"] >= resources["CPU"] * counted


def test_a_spot_notice_drains_the_machine(config: Any, tmp_path: Path) -> None:
    (watch,) = (line for line in config["worker_start_ray_commands"] if "spot" in line)
    asked = tmp_path / "asked"
    none_at_first = f"test -e {asked} || {{ touch {asked}; exit 22; }}"
    for name, script in {
        "sleep": "exit 0",
        "curl": f'case "$*" in *PUT*) echo TOKEN;; *) {none_at_first};; esac',
        "ray": 'echo "$@" > "$0.said"',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "handbill").mkdir()
    (tmp_path / "handbill" / "cluster.env").touch()
    line = watch.replace("/tmp/spot-notice.log", str(tmp_path / "log")) + " wait"
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": str(tmp_path)}
    subprocess.run(["bash", "-c", line], env=environment, check=True, timeout=30)
    said = (tmp_path / "ray.said").read_text(encoding="utf-8")
    assert said.startswith("drain-node --reason DRAIN_NODE_REASON_PREEMPTION")
    assert said.endswith("--deadline-remaining-seconds 110\n")


def test_the_dashboard_is_not_open_to_the_network(config: Any) -> None:
    (start,) = (line for line in config["head_start_ray_commands"] if "ray start" in line)
    assert "--dashboard-host=127.0.0.1" in start
    assert "0.0.0.0" not in FILE.read_text(encoding="utf-8")  # noqa: S104 - it is not there


def test_it_installs_what_this_repository_holds(config: Any) -> None:
    commands = " ".join(config["setup_commands"])
    assert "--require-hashes -r ~/handbill/requirements.lock" in commands
    assert config["file_mounts"]["/home/ubuntu/handbill/requirements.lock"] == "requirements.lock"
    assert FILE.with_name("requirements.lock").exists()
