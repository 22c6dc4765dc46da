"""deploy/: each file as the tool reads it that will, where that tool can be had.

Kubernetes' own schemas (kubernetes-validate) for all that is Kubernetes', Ray's in-tree autoscaler
for the clusters, hadolint for the container file. Nothing is asked of a cluster or a registry.
"""

import copy
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from ray.autoscaler._private.kuberay.autoscaling_config import (
    _derive_autoscaling_config_from_ray_cr,
)

from api.settings import Settings
from render_farm.ray_room.memory import kept_bytes
from tests.integration import kuberay_fields as fields

ROOT = Path(__file__).parents[2]
KUBERAY = ROOT / "deploy" / "kuberay"
CONTAINERFILE = ROOT / "deploy" / "container" / "Containerfile"
_KUBERNETES = "1.31"
_OPERATORS = {"RayCluster", "RayJob"}


def _documents() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(KUBERAY.glob("*.yaml")):
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            yield f"{file.name}:{document['kind']}", document


DOCUMENTS = dict(_documents())
CLUSTERS = {
    name: document["spec"].get("rayClusterSpec", document["spec"])
    for name, document in DOCUMENTS.items()
    if document["kind"] in _OPERATORS
}


def _groups(cluster: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]


def _containers(cluster: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [one for group in _groups(cluster) for one in group["template"]["spec"]["containers"]]


def _autoscaling(cluster: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _derive_autoscaling_config_from_ray_cr(
        {"metadata": {"name": "handbill", "namespace": "handbill"}, "spec": cluster}
    )
    return found


def _validate(document: Mapping[str, Any]) -> None:
    kubernetes_validate.validate(dict(document), _KUBERNETES, strict=True)


@pytest.mark.parametrize("name", [n for n, d in DOCUMENTS.items() if d["kind"] not in _OPERATORS])
def test_kubernetes_accepts_it(name: str) -> None:
    _validate(DOCUMENTS[name])


@pytest.mark.parametrize("name", CLUSTERS)
def test_kubernetes_accepts_the_pods(name: str) -> None:
    for group in _groups(CLUSTERS[name]):
        template = group["template"]
        metadata = {**template["metadata"], "name": "pod"}
        _validate({"apiVersion": "v1", "kind": "Pod", **template, "metadata": metadata})


def test_kubernetes_would_refuse_a_typo() -> None:
    pod = copy.deepcopy(_groups(CLUSTERS["cluster.yaml:RayCluster"])[0]["template"])
    pod["spec"]["containers"][0]["readinesProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        _validate({"apiVersion": "v1", "kind": "Pod", **pod, "metadata": {"name": "pod"}})


@pytest.mark.parametrize("name", CLUSTERS)
def test_kuberay_knows_every_field(name: str) -> None:
    document, cluster = DOCUMENTS[name], CLUSTERS[name]
    assert document["apiVersion"] == "ray.io/v1"
    if document["kind"] == "RayJob":
        assert document["spec"].keys() <= fields.JOB
    assert cluster.keys() <= fields.CLUSTER
    assert cluster["headGroupSpec"].keys() <= fields.HEAD_GROUP
    assert all(group.keys() <= fields.WORKER_GROUP for group in cluster["workerGroupSpecs"])
    assert cluster["autoscalerOptions"].keys() <= fields.AUTOSCALER
    assert cluster["authOptions"].keys() <= fields.AUTH


@pytest.mark.parametrize("name", CLUSTERS)
def test_rays_autoscaler_reads_a_farm_that_scales_from_zero(name: str) -> None:
    found = _autoscaling(CLUSTERS[name])
    head, render = (found["available_node_types"][kind] for kind in ("headgroup", "render"))
    assert head["resources"]["CPU"] == 0
    assert (render["min_workers"], render["max_workers"]) == (0, 20)
    assert render["resources"]["CPU"] == 8
    # What Ray counts for a renderer: see render_farm/ray_room/memory.py.
    counted = kept_bytes(Settings().worker_memory * 1_000_000)
    assert render["resources"]["memory"] >= render["resources"]["CPU"] * counted


def test_rays_autoscaler_would_refuse_a_group_without_a_limit() -> None:
    cluster = copy.deepcopy(CLUSTERS["cluster.yaml:RayCluster"])
    del cluster["workerGroupSpecs"][0]["maxReplicas"]
    with pytest.raises(KeyError, match="maxReplicas"):
        _autoscaling(cluster)


@pytest.mark.parametrize("name", CLUSTERS)
def test_nobody_is_root_and_everybody_has_limits_and_probes(name: str) -> None:
    for group in _groups(CLUSTERS[name]):
        assert group["template"]["spec"]["securityContext"]["runAsNonRoot"]
    for container in _containers(CLUSTERS[name]):
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert not container["securityContext"]["allowPrivilegeEscalation"]
        assert {"cpu", "memory"} <= container["resources"]["limits"].keys()
        assert {"startupProbe", "livenessProbe"} <= container.keys()


@pytest.mark.parametrize("name", CLUSTERS)
def test_all_of_a_cluster_runs_one_image_with_the_locked_ray(name: str) -> None:
    assert len({container["image"] for container in _containers(CLUSTERS[name])}) == 1
    assert CLUSTERS[name]["rayVersion"] == version("ray")
    assert _containers(CLUSTERS[name])[0]["image"].endswith(f"handbill:{version('handbill')}")


def test_every_setting_that_a_manifest_names_is_one() -> None:
    known = {f"HANDBILL_{name.upper()}" for name in Settings.model_fields}
    maps = [d.get("data") or d.get("stringData") or {} for d in DOCUMENTS.values()]
    given = {name for found in maps for name in found}
    for cluster in CLUSTERS.values():
        for container in _containers(cluster):
            given |= {variable["name"] for variable in container.get("env", ())}
    assert {"HANDBILL_DATABASE_URL", "HANDBILL_S3_ENDPOINT"} <= given
    assert {name for name in given if name.startswith("HANDBILL_")} <= known


def test_what_a_manifest_refers_to_is_there() -> None:
    there = {(d["kind"], d["metadata"]["name"]) for d in DOCUMENTS.values()}
    for cluster in CLUSTERS.values():
        for container in _containers(cluster):
            for source in container.get("envFrom", ()):
                kind = {"configMapRef": "ConfigMap", "secretRef": "Secret"}
                ((reference, named),) = source.items()
                assert (kind[reference], named["name"]) in there


@pytest.mark.parametrize("name", CLUSTERS)
def test_a_pod_that_ends_is_drained_and_waits_for_its_renderers(name: str, tmp_path: Path) -> None:
    (group,) = CLUSTERS[name]["workerGroupSpecs"]
    (container,) = group["template"]["spec"]["containers"]
    command = container["lifecycle"]["preStop"]["exec"]["command"]
    ray = tmp_path / "ray"
    ray.write_text('#!/bin/sh\necho "$@" > "$0.said"\n', encoding="utf-8")
    ray.chmod(0o755)
    sleeper = ["bash", "-c", "exec -a 'ray::render encore 9:16' sleep 60"]
    with subprocess.Popen(sleeper) as renderer:
        path = f"{tmp_path}:/usr/bin:/bin"
        hook = subprocess.Popen(command, env={"PATH": path})
        with pytest.raises(subprocess.TimeoutExpired):
            hook.wait(1.5)
        renderer.kill()
    # Other renderers of this machine, if some run, are waited for as well.
    hook.kill()
    hook.wait()
    said = Path(f"{ray}.said").read_text(encoding="utf-8")
    assert said.startswith("drain-node --reason DRAIN_NODE_REASON_PREEMPTION")
    assert "--deadline-remaining-seconds 80" in said
    assert group["template"]["spec"]["terminationGracePeriodSeconds"] > 80


def test_secrets_have_no_value_in_the_repository() -> None:
    secret = DOCUMENTS["secret.example.yaml:Secret"]["stringData"]
    assert all(value.isupper() or "PASSWORD@" in value for value in secret.values())


def test_hadolint_accepts_the_container_file() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    found = subprocess.run(
        [hadolint, "--no-color", CONTAINERFILE], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout


def test_the_image_is_pinned_and_takes_the_runtime_lock_alone() -> None:
    text = CONTAINERFILE.read_text(encoding="utf-8")
    (base,) = (line for line in text.splitlines() if line.startswith("ARG PYTHON="))
    assert len(base.partition("@sha256:")[2]) == 64
    assert "--require-hashes -r requirements.lock" in text
    assert "requirements-dev" not in text
    assert text.rindex("USER 1000:1000") > text.rindex("FROM")


def test_the_context_of_the_build_holds_every_package() -> None:
    """And what the build reads: a name that is missing would end it."""
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines()}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'packages = ["ranker", "templates", "render_farm", "bench", "api"]' in project
    wanted = "ranker templates render_farm bench api LICENSE NOTICE README.md pyproject.toml"
    assert {*wanted.split(), "requirements.lock"} <= kept
    assert all((ROOT / name).exists() for name in wanted.split())
