"""Reads docker-compose.yml and the Dockerfile as an engine would, and says what each container is as a process here."""

import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
OURS = "quotewire:"


@dataclass(frozen=True)
class Step:
    """One instruction of the Dockerfile; ``stage`` counts from 0."""

    stage: int
    name: str
    words: str


@dataclass(frozen=True)
class Container:
    """What the compose file and the image say of one container. ``mounts`` are targets with their sources."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    mounts: Mapping[str, str]
    healthcheck: tuple[str, ...]
    after: Mapping[str, str]
    grace_seconds: float
    profiles: tuple[str, ...]

    @property
    def runs_on(self) -> bool:
        """Whether it is a service, and no job that ends."""
        return bool(self.healthcheck)


@cache
def read_compose() -> dict[str, Any]:
    """The file, merged."""
    return dict(yaml.safe_load(FILE.read_text("utf-8")))


def read_steps() -> list[Step]:
    """The Dockerfile's instructions in order, continued lines joined."""
    text = re.sub(r"\\\n\s*", "", DOCKERFILE.read_text("utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    stages = [sum(line.startswith("FROM ") for line in lines[: number + 1]) - 1 for number in range(len(lines))]
    return [Step(stage, *line.split(maxsplit=1)) for stage, line in zip(stages, lines, strict=True)]


def read_variables(stage: int) -> dict[str, str]:
    """``ENV`` of a stage."""
    words = [
        word for step in read_steps() if (step.stage, step.name) == (stage, "ENV") for word in shlex.split(step.words)
    ]
    return dict(word.split("=", 1) for word in words)


def read_containers() -> dict[str, Container]:
    """The containers of this project's image that always start; the servers are others'."""
    return {name: one for name, one in read_all_containers().items() if not one.profiles}


def read_all_containers() -> dict[str, Container]:
    """With those that start only when their profile is asked for."""
    services = read_compose()["services"]
    return {name: _container(name, one) for name, one in services.items() if one["image"].startswith(OURS)}


def _container(name: str, service: Mapping[str, Any]) -> Container:
    last = max(step.stage for step in read_steps())
    (entry,) = [yaml.safe_load(step.words) for step in read_steps() if (step.stage, step.name) == (last, "ENTRYPOINT")]
    volumes = [step.words for step in read_steps() if step.name == "VOLUME"]
    return Container(
        name,
        (*entry, *service["command"]),
        {**read_variables(last), **service.get("environment", {})},
        {**{target: f"{name}{target}" for target in volumes}, **_mounts(service)},
        tuple(service["healthcheck"].get("test", ())),
        {other: one["condition"] for other, one in service["depends_on"].items()},
        float(service.get("stop_grace_period", "10s").removesuffix("s")),
        tuple(service.get("profiles", ())),
    )


def _mounts(service: Mapping[str, Any]) -> dict[str, str]:
    secrets = read_compose()["secrets"]
    mounts = {target: source for source, target in (mount.split(":")[:2] for mount in service.get("volumes", ()))}
    return mounts | {f"/run/secrets/{name}": secrets[name]["file"] for name in service.get("secrets", ())}


@dataclass(frozen=True)
class Machine:
    """Stands for the engine: folders for file systems, addresses for names, and nothing else changed.

    ``sources`` says where what is mounted lies here; ``names`` where hosts of the compose file are reached. Each container
    has a loopback address of its own, so that all keep the ports of the compose file.
    """

    folder: Path
    sources: Mapping[str, Path]
    names: Mapping[str, str]
    containers: Mapping[str, Container]

    def address(self, name: str) -> str:
        return f"127.0.77.{list(self.containers).index(name) + 10}"

    def command(self, name: str) -> list[str]:
        return [self._here(word, name) for word in self.containers[name].command]

    def environment(self, name: str) -> dict[str, str]:
        given = {key: self._here(value, name) for key, value in self.containers[name].environment.items()}
        return {**given, "PATH": given["PATH"].replace("$PATH", "/usr/bin:/bin"), "HOME": "/nonexistent"}

    def healthcheck(self, name: str) -> list[str]:
        kind, *command = self.containers[name].healthcheck
        assert kind == "CMD", f"{name}: a shell is not needed"
        return [self._here(word, name) for word in command]

    def place(self, name: str, path: str) -> Path:
        """Where a container's path lies here."""
        return Path(self._here(path, name))

    def write_configuration(self, source: Path, target: Path) -> None:
        """A configuration file as the containers see it, with this machine's names and places."""
        text = source.read_text("utf-8")
        target.write_text(self._here(text, next(iter(self.containers))), "utf-8")

    def _here(self, text: str, name: str) -> str:
        replacements = dict(self._replacements(name))
        words = sorted(replacements, key=len, reverse=True)
        return re.sub(
            "|".join(rf"{re.escape(word)}(?!\w)" for word in words), lambda found: replacements[found[0]], text
        )

    def _replacements(self, name: str) -> Iterator[tuple[str, str]]:
        yield from self.names.items()
        yield from ((host, self.address(name)) for host in ("0.0.0.0", "127.0.0.1"))
        yield "/opt/quotewire", sys.prefix
        for target, source in self.containers[name].mounts.items():
            yield target, str(self.sources.get(source, self.folder / "volumes" / source))
