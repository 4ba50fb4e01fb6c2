"""The compose file: one that compose reads, bounded and pinned, of commands, settings, volumes and versions that are there."""

import copy
import json
import os
import re
import shutil
import subprocess
from typing import Any

import pytest
from compose_spec import PyCompose
from tests.compose import FILE, OURS, ROOT, read_all_containers, read_compose, read_containers, read_variables
from tests.servers import elastic, kafka
from typer.main import get_command

from quotewire.cli.app import app
from quotewire.matching.watchfile import parse_watches
from quotewire.settings import KafkaSettings, Settings, read_settings

JOBS = {"init", "dashboards"}
HOLDS = {
    "kafka": "/var/lib/kafka/data",
    "postgres": "/var/lib/postgresql",
    "elasticsearch": "/usr/share/elasticsearch/data",
    "collect": "/data",
    "prometheus": "/prometheus",
    "grafana": "/var/lib/grafana",
}
"""What outlives its container, with the place that its image keeps it in."""


@pytest.fixture
def compose() -> dict[str, Any]:
    return copy.deepcopy(read_compose())


def without_anchors(compose: dict[str, Any]) -> str:
    return json.dumps({name: part for name, part in compose.items() if not name.startswith("x-")})


def test_it_is_what_compose_reads(compose: dict[str, Any]) -> None:
    assert PyCompose.from_json(without_anchors(compose)).services


@pytest.mark.parametrize(
    ("place", "slip"),
    [("healthcheck", {"intervall": "5s"}), ("mem_limit", "lots"), ("restart", "sometimes"), ("depend_on", ["init"])],
)
def test_a_slip_is_noticed(compose: dict[str, Any], place: str, slip: object) -> None:
    compose["services"]["api"][place] = slip
    with pytest.raises(ValueError, match=r"unknown|invalid|missing|extension|expected"):
        PyCompose.from_json(without_anchors(compose))


def test_docker_compose_agrees() -> None:
    """Where it is installed; the old one of Debian knows the format as well."""
    program = shutil.which("docker-compose")
    if not program:
        pytest.skip("needs docker-compose")
    command = [program, "--file", str(FILE), "config", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": os.environ["PATH"]}, check=False)
    assert done.returncode == 0, done.stderr


def test_every_command_is_one_that_the_command_line_knows() -> None:
    known = get_command(app).commands  # type: ignore[attr-defined]
    for name, container in read_all_containers().items():
        entry, command, *options = container.command
        assert entry == "quotewire"
        assert command in known, name
        names = {option for parameter in known[command].params for option in parameter.opts}
        assert {option for option in options if option.startswith("--")} <= names, name
    assert {"collect-service", "process", "index", "alert", "deliver", "api", "init"} == {
        container.command[1] for container in read_containers().values()
    }


def test_what_is_beside_the_news_has_workers_that_start_when_asked_for() -> None:
    manual = (ROOT / "docs" / "operations.md").read_text("utf-8")
    beside = {one.profiles: one for one in read_all_containers().values() if one.profiles}
    assert beside.keys() == {("backfill",), ("reprocess",)}
    for (profile,), container in beside.items():
        assert container.command[1:3] == ("process", f"--{profile}")
        assert f"docker compose up --detach {container.name}" in manual


def test_the_configuration_is_one_that_the_settings_know() -> None:
    settings = read_settings(ROOT / "deploy" / "config" / "quotewire.yaml")
    assert settings.sources
    assert parse_watches((ROOT / "deploy" / "config" / "watches.yaml").read_text("utf-8"), "watches.yaml").errors == ()
    secret = str(settings.streaming.state.password_file)
    assert all(secret in container.mounts for container in read_all_containers().values())


def test_variables_of_the_image_are_settings() -> None:
    written = [name.removeprefix("QUOTEWIRE_") for name in read_variables(1) if name.startswith("QUOTEWIRE_")]
    assert written
    for name in written:
        model: Any = Settings
        for part in name.lower().split("__"):
            assert part in model.model_fields, name
            model = model.model_fields[part].annotation


def test_every_container_is_bounded_pinned_and_not_root(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert re.search(r":v?\d+\.\d+\.?\d*(-\w+)?$", service["image"]), f"{name}: pin the version"
        assert re.fullmatch(r"[1-9]\d*:\d+", service["user"]), f"{name}: runs as root"
        assert service["mem_limit"], name
        assert service["cpus"], name
        assert service["healthcheck"] == {"disable": True} if name in JOBS else service["healthcheck"]["test"], name
    for service in compose["services"].values():
        if service["image"].startswith(OURS):
            assert service["read_only"]
            assert service["cap_drop"] == ["ALL"]


def test_images_are_of_the_versions_that_the_tests_start(compose: dict[str, Any]) -> None:
    tags = {name: service["image"].rpartition(":")[2] for name, service in compose["services"].items()}
    assert tags["kafka"] == kafka.VERSION
    assert tags["kibana"] == tags["elasticsearch"] == elastic.VERSION


def test_jobs_end_and_services_wait_for_what_they_need(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {name for name, one in services.items() if one["restart"] == "no"} == JOBS
    for name, one in services.items():
        for other, needs in one.get("depends_on", {}).items():
            ends = needs["condition"] == "service_completed_successfully"
            assert ends == (other in JOBS), f"{name} would wait for ever for {other}"
            assert ends or needs["condition"] == "service_healthy"


def test_what_has_to_be_kept_lies_on_named_volumes(compose: dict[str, Any]) -> None:
    kept = {}
    for name, service in compose["services"].items():
        for source, target in (mount.split(":")[:2] for mount in service.get("volumes", [])):
            if source.startswith("."):
                assert (ROOT / source).exists(), f"{name}: {source}"
            else:
                kept[name] = target
                assert source in compose["volumes"], f"{name}: {source}"
        assert set(service.get("secrets", [])) <= set(compose["secrets"]), name
    assert kept == HOLDS
    assert len(compose["volumes"]) == len(HOLDS)


def test_nothing_is_open_to_the_network(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert len(ports) == 4
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_no_secret_stands_in_the_repository(compose: dict[str, Any]) -> None:
    assert (ROOT / "deploy" / "secrets" / ".gitignore").read_text("utf-8").split() == ["*", "!.gitignore"]
    for name, service in compose["services"].items():
        for variable in service.get("environment", {}):
            assert "PASSWORD" not in variable or variable.endswith("_FILE"), f"{name}: {variable}"


def test_secrets_are_never_shown() -> None:
    shown = repr(KafkaSettings.model_validate({"password": "hunter2"}))
    assert "hunter2" not in shown
