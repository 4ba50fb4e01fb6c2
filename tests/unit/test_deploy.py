"""The files of ``deploy/`` speak of commands, settings, figures and files that exist."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from quotewire.cli.app import app
from quotewire.matching.watchfile import parse_watches
from quotewire.settings import KafkaSettings, Settings, read_settings

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


def test_secrets_are_never_shown() -> None:
    shown = repr(KafkaSettings.model_validate({"password": "hunter2"}))
    assert "hunter2" not in shown
