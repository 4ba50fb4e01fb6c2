"""The Kubernetes base: objects are of their schemas, names lead to each other, and what they speak of is there."""

import json
import re
import shutil
import subprocess
from typing import Any

import kubernetes_validate
import pytest
import yaml
from tests.compose import read_all_containers, read_steps
from tests.deployed import KUBERNETES, Object, kustomization, manifests, metrics_of
from typer.main import get_command

from quotewire import __version__
from quotewire.cli.app import app
from quotewire.runtime.flow import STAGE_TOPICS
from quotewire.settings import Settings, read_settings
from quotewire.topics import TOPICS

VERSIONS = ("1.31", "1.34", "1.37")
SCALED = {"process": "analyse", "index": "index", "alert": "alert"}
"""Deployments that grow with what waits for a stage."""


def of_kind(*kinds: str) -> dict[str, Object]:
    return {one["metadata"]["name"]: one for one in manifests() if one["kind"] in kinds}


def running() -> dict[str, Object]:
    """Deployments that are there from the beginning."""
    return {name: one for name, one in of_kind("Deployment").items() if one["spec"].get("replicas") != 0}


def pods() -> dict[str, Object]:
    return {name: one["spec"]["template"] for name, one in of_kind("Deployment", "Job").items()}


def container_of(pod: Object) -> Object:
    (container,) = pod["spec"]["containers"]
    return dict(container)


def selects(selector: Object, labels: Object) -> bool:
    wanted = selector.get("matchLabels", selector if "matchExpressions" not in selector else {})
    listed = selector.get("matchExpressions", ())
    return wanted.items() <= labels.items() and all(labels.get(one["key"]) in one["values"] for one in listed)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("manifest", manifests(), ids=lambda one: f"{one['kind']}-{one['metadata']['name']}")
def test_every_object_is_of_its_schema(manifest: Object, version: str) -> None:
    kubernetes_validate.validate(manifest, version, strict=True)


def test_the_schemas_notice_a_slip() -> None:
    broken = json.loads(json.dumps(of_kind("Deployment")["api"]))
    broken["spec"]["template"]["spec"]["containers"][0]["livenessProb"] = {}
    with pytest.raises(kubernetes_validate.ValidationError, match="livenessProb"):
        kubernetes_validate.validate(broken, VERSIONS[-1], strict=True)


def test_kustomize_builds_it() -> None:
    if not shutil.which("kubectl"):
        pytest.skip("needs kubectl")
    done = subprocess.run(["kubectl", "kustomize", str(KUBERNETES)], capture_output=True, text=True, check=True)
    built = list(yaml.safe_load_all(done.stdout))
    assert {one["kind"] for one in built} == {one["kind"] for one in manifests()} | {"ConfigMap"}
    for one in built:
        kubernetes_validate.validate(one, VERSIONS[-1], strict=True)
    images = {container["image"] for one in built for container in _containers(one)}
    assert images == {f"quotewire:{__version__}"}


def _containers(one: Object) -> list[Any]:
    return list(one["spec"]["template"]["spec"]["containers"]) if one["kind"] in ("Deployment", "Job") else []


def test_what_kustomize_names_is_there() -> None:
    given = kustomization()
    listed = {*given["resources"], *(name for one in given["configMapGenerator"] for name in one["files"])}
    assert listed | {"kustomization.yaml", "prometheus-adapter.yaml"} == {file.name for file in KUBERNETES.iterdir()}
    assert {one["name"]: one["newTag"] for one in given["images"]} == {"quotewire": __version__}


def test_it_runs_what_the_compose_file_runs() -> None:
    commands = {name: container_of(pod)["args"] for name, pod in pods().items()}
    composed = {one.name: list(one.command[1:]) for one in read_all_containers().values() if one.name != "dashboards"}
    assert commands == composed
    known = get_command(app).commands  # type: ignore[attr-defined]
    assert {command for command, *_ in commands.values()} <= known.keys()


def test_settings_are_known_and_lead_to_what_is_mounted() -> None:
    settings = read_settings(KUBERNETES / "quotewire.yaml")
    assert settings.watches == KUBERNETES / "watches.yaml"
    secret = settings.streaming.state.password_file
    for pod in pods().values():
        mounts = {mount["mountPath"]: mount["name"] for mount in container_of(pod)["volumeMounts"]}
        volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
        assert set(mounts.values()) == volumes.keys()
        assert secret is not None
        assert volumes[mounts[str(secret.parent)]]["secret"]["secretName"] == "quotewire"
        assert (
            volumes[mounts["/etc/quotewire"]]["configMap"]["name"] == kustomization()["configMapGenerator"][0]["name"]
        )
        assert {"/tmp", "/data"} <= mounts.keys()


def test_variables_are_settings() -> None:
    """Those of the image, and those of the manifests if there ever are any."""
    given = [name for step in read_steps() for name in re.findall(r"QUOTEWIRE_(\w+)=", step.words)]
    given += [
        one["name"].removeprefix("QUOTEWIRE_") for pod in pods().values() for one in container_of(pod).get("env", ())
    ]
    for name in given:
        model: Any = Settings
        for part in name.lower().split("__"):
            assert part in model.model_fields, name
            model = model.model_fields[part].annotation


def test_every_pod_is_bounded_watched_and_without_rights() -> None:
    claims = of_kind("PersistentVolumeClaim")
    for name, pod in pods().items():
        container, spec = container_of(pod), pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"], name
        assert spec["automountServiceAccountToken"] is False, name
        assert container["securityContext"]["capabilities"]["drop"] == ["ALL"], name
        assert container["securityContext"]["readOnlyRootFilesystem"], name
        assert {"cpu", "memory"} <= container["resources"]["requests"].keys(), name
        assert container["resources"]["limits"]["memory"], name
        wanted = [
            one["persistentVolumeClaim"]["claimName"] for one in spec["volumes"] if "persistentVolumeClaim" in one
        ]
        assert set(wanted) <= claims.keys(), name
        if name != "init":
            _check_probes(container)


def _check_probes(container: Object) -> None:
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    exposed = {int(port) for step in read_steps() if step.name == "EXPOSE" for port in step.words.split()}
    assert set(ports.values()) <= exposed
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] in ports


def test_deployments_select_their_pods_and_scrapes_find_the_port() -> None:
    for name, one in of_kind("Deployment").items():
        template = one["spec"]["template"]
        assert selects(one["spec"]["selector"], template["metadata"]["labels"]), name
        (port,) = container_of(template)["ports"]
        if name in running():
            assert template["metadata"]["annotations"]["prometheus.io/port"] == str(port["containerPort"]), name


def test_what_is_beside_the_news_sleeps_and_is_not_scraped() -> None:
    """Its lag would count as that of the news, and wake the autoscaler of ``process``."""
    asleep = {name: one for name, one in of_kind("Deployment").items() if one["spec"].get("replicas") == 0}
    assert asleep.keys() == {name for name, one in read_all_containers().items() if one.profiles}
    assert not any("annotations" in one["spec"]["template"]["metadata"] for one in asleep.values())


def test_only_the_collector_is_alone() -> None:
    deployments = running()
    alone = {name for name, one in deployments.items() if one["spec"].get("strategy", {}).get("type") == "Recreate"}
    assert alone == {"collect"}
    budgets = {one["metadata"]["name"] for one in of_kind("PodDisruptionBudget").values()}
    assert budgets == deployments.keys() - alone
    for name, one in of_kind("PodDisruptionBudget").items():
        assert selects(one["spec"]["selector"], deployments[name]["spec"]["template"]["metadata"]["labels"])


def test_workers_grow_with_what_waits_up_to_the_partitions() -> None:
    topics = dict(STAGE_TOPICS)
    adapter = yaml.safe_load((KUBERNETES / "prometheus-adapter.yaml").read_text("utf-8"))
    (rule,) = adapter["rules"]["external"]
    assert metrics_of(
        rule["metricsQuery"].replace("<<.Series>>", "quotewire_stage_lag").replace("<<.LabelMatchers>>", "")
    )
    scalers = of_kind("HorizontalPodAutoscaler")
    assert scalers.keys() == SCALED.keys()
    for name, scaler in scalers.items():
        (metric,) = [one["external"]["metric"] for one in scaler["spec"]["metrics"]]
        assert metric["name"] == rule["name"]["as"]
        assert metric["selector"]["matchLabels"] == {"stage": SCALED[name]}
        assert scaler["spec"]["scaleTargetRef"]["name"] == name
        assert scaler["spec"]["maxReplicas"] == TOPICS[topics[SCALED[name]]].partitions
        assert "replicas" not in of_kind("Deployment")[name]["spec"]


def test_every_pod_is_fenced_in_and_only_two_see_the_outside() -> None:
    policies = of_kind("NetworkPolicy")
    labels = {name: pod["metadata"]["labels"] for name, pod in pods().items()}
    fenced = {name for name, one in labels.items() if selects(policies["servers"]["spec"]["podSelector"], one)}
    assert fenced == labels.keys()
    outside = {name for name, one in labels.items() if selects(policies["outside"]["spec"]["podSelector"], one)}
    assert outside == {"collect", "deliver"}
    (rule,) = policies["api"]["spec"]["ingress"]
    (port,) = container_of(pods()["api"])["ports"]
    assert rule["ports"] == [{"protocol": "TCP", "port": port["containerPort"]}]


def test_the_fence_has_gates_to_the_servers_of_the_settings() -> None:
    streaming = read_settings(KUBERNETES / "quotewire.yaml").streaming
    rules = of_kind("NetworkPolicy")["servers"]["spec"]["egress"][1:]
    gates = {
        (rule["to"][0]["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"], rule["ports"][0]["port"])
        for rule in rules
    }
    places = [streaming.kafka.servers, streaming.elasticsearch.url, streaming.state.url.get_secret_value()]
    found = [re.search(r"\.(\w+)(?::(\d+))?(?:/|$)", place) for place in places]
    assert gates == {(place[1], int(place[2] or 5432)) for place in found if place}
