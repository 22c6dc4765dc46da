"""ray-cluster.yaml, as Ray's own cluster launcher reads it; nothing is asked of AWS."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from ray.autoscaler._private.util import prepare_config, validate_config

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


def test_the_dashboard_is_not_open_to_the_network(config: Any) -> None:
    (start,) = (line for line in config["head_start_ray_commands"] if "ray start" in line)
    assert "--dashboard-host=127.0.0.1" in start
    assert "0.0.0.0" not in FILE.read_text(encoding="utf-8")  # noqa: S104 - it is not there


def test_it_installs_what_this_repository_holds(config: Any) -> None:
    commands = " ".join(config["setup_commands"])
    assert "--require-hashes -r ~/handbill/requirements.lock" in commands
    assert config["file_mounts"]["/home/ubuntu/handbill/requirements.lock"] == "requirements.lock"
    assert FILE.with_name("requirements.lock").exists()
