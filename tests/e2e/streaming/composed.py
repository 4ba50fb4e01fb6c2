"""The containers of docker-compose.yml as processes on this machine, with their own commands, settings and checks."""

import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import yaml
from psycopg import sql
from tests.compose import Machine, read_compose
from tests.servers.kafka import KafkaServer
from tests.servers.postgres import PostgresServer
from typing_extensions import override

from quotewire import sample
from quotewire.errors import Unavailable

SAMPLE = Path(sample.__path__[0])
DATABASE = "quotewire"
_READY_SECONDS = 300.0


class ComposedKafka(KafkaServer):
    """The broker with the settings that the compose file gives its image, which turns KAFKA_A_B into a.b."""

    def __init__(self, folder: Path) -> None:
        given = read_compose()["services"]["kafka"]["environment"]
        self._given = {key.removeprefix("KAFKA_"): value for key, value in given.items() if key != "KAFKA_HEAP_OPTS"}
        super().__init__(folder)

    @override
    def _write_configuration(self, controller: int) -> Path:
        places = {":9092": f":{self._port}", ":9093": f":{controller}", "kafka:": "127.0.0.1:", "//:": "//127.0.0.1:"}
        lines = [f"{name.lower().replace('_', '.')}={value}\n" for name, value in self._given.items()]
        text = "".join(line for line in lines if not line.startswith("log.dirs="))
        for word, here in places.items():
            text = text.replace(word, here)
        file = self._folder / "server.properties"
        file.write_text(f"{text}log.dirs={self._folder / 'data'}\n")
        return file

    @override
    def _format(self, configuration: Path) -> None:
        tool = [*self._java, "kafka.tools.StorageTool"]
        command = [*tool, "format", "-t", "5L6g3nShT-eMCtK--X86sw", "-c", str(configuration)]  # the image's own id
        subprocess.run(command, check=True, capture_output=True)


def create_database(postgres: PostgresServer, password: str) -> str:
    """The compose file's database and user, who has to show the password; returns the address without it."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        user = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(DATABASE), sql.Literal(password))
        connection.execute(user)
        connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(DATABASE)))
        (rules,) = connection.execute("SHOW hba_file").fetchone() or ("",)
        file = Path(rules)
        file.write_text(f"local {DATABASE} {DATABASE} scram-sha-256\n{file.read_text()}")
        connection.execute("SELECT pg_reload_conf()")
        (folder,) = connection.execute("SHOW unix_socket_directories").fetchone() or ("",)
    return f"@/{DATABASE}?host={folder}"


def drop_database(postgres: PostgresServer) -> None:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DATABASE)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(DATABASE)))


def add_sample(configuration: Path, watches: Path) -> None:
    """What an operator does first: sources and watches of one's own. Nothing else of the files changes."""
    given = yaml.safe_load((SAMPLE / "quotewire.yaml").read_text("utf-8"))
    for source in given["sources"]:
        source["location"] = str(SAMPLE / source["location"])
    settings = yaml.safe_load(configuration.read_text("utf-8"))
    settings |= {"sources": given["sources"], "entities": [str(SAMPLE / "entities.yaml")]}
    configuration.write_text(yaml.safe_dump(settings), "utf-8")
    with watches.open("a", encoding="utf-8") as file:
        file.write((SAMPLE / "watches.yaml").read_text("utf-8"))


class Composed:
    """Starts the containers in the order of ``depends_on``, looks at their health, and stops them."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def up(self, absent: Iterable[str] = ()) -> None:
        """As ``docker compose up``: jobs run to their end, services until they are healthy."""
        waiting = [name for name in self.machine.containers if name not in absent]
        while waiting:
            name = next(name for name in waiting if not self.machine.containers[name].after.keys() & set(waiting))
            waiting.remove(name)
            self._start(name)
            if not self.machine.containers[name].runs_on:
                assert self.processes.pop(name).wait(300) == 0, self.output(name)
        for name in self.processes:
            self.wait_until(lambda name=name: self.is_healthy(name), f"{name} is not healthy", _READY_SECONDS)  # type: ignore[misc]

    def is_healthy(self, name: str) -> bool:
        """By the compose file's own command."""
        assert self.processes[name].poll() is None, self.output(name)
        return self.check(name)

    def check(self, name: str) -> bool:
        command, environment = self.machine.healthcheck(name), self.machine.environment(name)
        return subprocess.run(command, env=environment, capture_output=True, timeout=30, check=False).returncode == 0

    def stop(self) -> Mapping[str, tuple[int, float]]:
        """As ``docker compose stop``; returns each exit status with the seconds it took."""
        began, ended = time.monotonic(), {}
        for process in self.processes.values():
            process.terminate()
        while ended.keys() != self.processes.keys() and time.monotonic() < began + 60:
            for name in self.processes.keys() - ended.keys():
                if (status := self.processes[name].poll()) is not None:
                    ended[name] = (status, time.monotonic() - began)
            time.sleep(0.05)
        return ended

    def kill(self) -> None:
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()

    def output(self, name: str) -> str:
        return self._log(name).read_text("utf-8", "replace")

    def wait_until(self, holds: Callable[[], Any], otherwise: str, seconds: float = 300.0) -> None:
        deadline = time.monotonic() + seconds
        while not _holds(holds):
            if time.monotonic() > deadline:
                outputs = "\n".join(f"== {name}\n{self.output(name)[-2000:]}" for name in self.processes)
                raise AssertionError(f"{otherwise} after {seconds:.0f} s\n{outputs}")
            time.sleep(0.5)

    def _start(self, name: str) -> None:
        place = self.machine.place(name, "/data")
        place.mkdir(parents=True, exist_ok=True)
        with self._log(name).open("wb") as output:
            self.processes[name] = subprocess.Popen(
                self.machine.command(name),
                cwd=place,
                env=self.machine.environment(name),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def _log(self, name: str) -> Path:
        return self.machine.folder / f"{name}.log"


def _holds(condition: Callable[[], Any]) -> bool:
    """A server that does not answer yet is no reason to give up."""
    try:
        return bool(condition())
    except Unavailable:
        return False
