"""Embedded storage listens on this machine only, so Ray must be here as well."""

from pathlib import Path

import pytest

from api.errors import SettingsError
from api.reach import ray_cluster
from api.settings import Settings


def _settings(tmp_path: Path, **changes: str) -> Settings:
    return Settings.model_validate({"data_home": tmp_path, **changes})


@pytest.mark.parametrize("address", [None, "local"])
def test_by_default_ray_is_embedded(tmp_path: Path, address: str | None) -> None:
    settings = _settings(tmp_path, **({"ray_address": address} if address else {}))
    assert ray_cluster(settings) is None


@pytest.mark.parametrize("address", ["127.0.0.1:6379", "localhost:6379", "[::1]:6379"])
def test_a_cluster_of_this_machine_is_joined(tmp_path: Path, address: str) -> None:
    assert ray_cluster(_settings(tmp_path, ray_address=address)) == address


def test_a_cluster_elsewhere_needs_a_store_for_all(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="HANDBILL_S3_ENDPOINT") as caught:
        ray_cluster(_settings(tmp_path, ray_address="192.0.2.7:6379"))
    assert caught.value.where == "RAY_ADDRESS"
    with_store = _settings(tmp_path, ray_address="192.0.2.7:6379", s3_endpoint="https://s3.example")
    assert ray_cluster(with_store) == "192.0.2.7:6379"


@pytest.mark.parametrize("address", ["auto", "ray://127.0.0.1:10001", "127.0.0.1", "a:b", ":1"])
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SettingsError, match="host:port"):
        ray_cluster(_settings(tmp_path, ray_address=address))
