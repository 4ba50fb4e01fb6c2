"""The files of ``deploy/`` speak of commands, settings, figures and files that exist."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry
from typer.main import get_command

from quotewire.cli.app import app
from quotewire.matching.watchfile import parse_watches
from quotewire.runtime.streaming.meter import Meter
from quotewire.settings import KafkaSettings, Settings, read_settings
from quotewire.topics import COLLECTED

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


@pytest.fixture(scope="module")
def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {name: one for name, one in compose["services"].items() if one["image"].startswith("quotewire:")}


def test_every_command_is_one_that_the_command_line_knows(ours: dict[str, dict[str, Any]]) -> None:
    known = get_command(app).commands  # type: ignore[attr-defined]
    for name, service in ours.items():
        command, *options = service["command"]
        assert command in known, name
        names = {option for parameter in known[command].params for option in parameter.opts}
        assert {option for option in options if option.startswith("--")} <= names, name
    assert {"collect-service", "process", "index", "alert", "deliver", "api", "init"} == {
        service["command"][0] for service in ours.values()
    }


def test_the_configuration_is_one_that_the_settings_know() -> None:
    settings = read_settings(ROOT / "deploy" / "config" / "quotewire.yaml")
    assert settings.sources
    assert parse_watches((ROOT / "deploy" / "config" / "watches.yaml").read_text("utf-8"), "watches.yaml").errors == ()


def test_variables_of_the_image_are_settings() -> None:
    written = re.findall(r"QUOTEWIRE_(\w+)=", (ROOT / "deploy" / "Dockerfile").read_text("utf-8"))
    assert written
    for name in written:
        model: Any = Settings
        for part in name.lower().split("__"):
            assert part in model.model_fields, name
            model = model.model_fields[part].annotation


def test_every_container_is_bounded_pinned_and_not_root(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert re.search(r":\d+\.\d+", service["image"].replace("v", "")), f"{name}: pin the version"
        assert not service["user"].startswith("0"), f"{name}: runs as root"
        assert service["mem_limit"], name
        assert service["cpus"], name
        assert service["healthcheck"], name


def test_volumes_secrets_and_mounted_files_exist(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("."):
                assert (ROOT / source).exists(), f"{name}: {source}"
            else:
                assert source in compose["volumes"], f"{name}: {source}"
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name


def test_kibana_and_elasticsearch_are_of_one_version(compose: dict[str, Any]) -> None:
    images = [compose["services"][name]["image"] for name in ("kibana", "elasticsearch")]
    assert len({image.partition(":")[2] for image in images}) == 1


def test_prometheus_asks_services_that_are_there(compose: dict[str, Any]) -> None:
    configuration = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text("utf-8"))
    (job,) = configuration["scrape_configs"]
    targets = {target.split(":")[0] for target in job["static_configs"][0]["targets"]}
    assert targets <= set(compose["services"])
    assert targets >= {"collect", "process", "index", "alert", "deliver", "api"}


def _expressions() -> Iterator[str]:
    rules = yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yml").read_text("utf-8"))
    yield from (rule["expr"] for group in rules["groups"] for rule in group["rules"])
    for file in (ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"):
        dashboard = json.loads(file.read_text("utf-8"))
        yield from (target["expr"] for panel in dashboard["panels"] for target in panel["targets"])


def test_rules_and_panels_ask_for_figures_that_exist() -> None:
    registry = CollectorRegistry()
    Meter(registry).watch_spool(lambda: 0)
    told = {name for family in registry.collect() for name in _names(family.name, family.type)}
    told |= {
        "quotewire_stage_lag",
        "quotewire_articles",
        "quotewire_source_up",
    }  # asked of log and state at each scrape
    asked = {name for expression in _expressions() for name in re.findall(r"quotewire_\w+", expression)}
    assert asked
    assert asked <= told


def _names(name: str, kind: str) -> Iterator[str]:
    yield f"{name}_total" if kind == "counter" else name
    if kind == "histogram":
        yield from (f"{name}_{part}" for part in ("bucket", "sum", "count"))


def test_secrets_are_never_shown() -> None:
    shown = repr(KafkaSettings.model_validate({"password": "hunter2"}))
    assert "hunter2" not in shown


def _manifests() -> list[dict[str, Any]]:
    folder = ROOT / "deploy" / "kubernetes"
    named = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))["resources"]
    return [one for name in named for one in yaml.safe_load_all((folder / name).read_text("utf-8"))]


def test_kubernetes_runs_the_same_commands_bounded_and_without_rights() -> None:
    known = get_command(app).commands  # type: ignore[attr-defined]
    run = [one for one in _manifests() if one["kind"] in ("Deployment", "Job")]
    for one in run:
        pod = one["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert container["args"][0] in known, one["metadata"]["name"]
        assert pod["securityContext"]["runAsNonRoot"]
        assert container["resources"]["limits"]["memory"]
        assert one["kind"] == "Job" or {"livenessProbe", "readinessProbe"} <= set(container)
    assert len(run) == 7
    read_settings(ROOT / "deploy" / "kubernetes" / "quotewire.yaml")


def test_kubernetes_scales_and_guards_deployments_that_are_there() -> None:
    names = {one["metadata"]["name"] for one in _manifests() if one["kind"] == "Deployment"}
    budgets = [one for one in _manifests() if one["kind"] == "PodDisruptionBudget"]
    (scaler,) = [one for one in _manifests() if one["kind"] == "HorizontalPodAutoscaler"]
    assert {one["metadata"]["name"] for one in budgets} <= names
    assert scaler["spec"]["scaleTargetRef"]["name"] in names
    assert scaler["spec"]["maxReplicas"] <= COLLECTED.partitions
