"""The streaming services as processes of the real command, on servers of the tests."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.bootstrap import Ports
from quotewire.errors import Unavailable
from quotewire.ports.state import State
from quotewire.runtime.flow import STAGE_TOPICS
from quotewire.runtime.streaming.ports import open_streaming
from quotewire.settings import read_settings

SERVICES = ("process", "index", "alert", "collect-service")
PATIENCE_SECONDS = 240.0


class Installation:
    """One configuration, and the services that run on it; ``name`` keeps it apart from others on the same servers."""

    def __init__(self, folder: Path, name: str, configuration: dict[str, Any], streaming: dict[str, Any]) -> None:
        self._folder = folder
        self._file = folder / f"{name}.yaml"
        servers = {
            "kafka": {"prefix": f"{name}.", **streaming["kafka"]},
            "elasticsearch": {"prefix": f"{name}-", **streaming["elasticsearch"]},
            "state": streaming["state"],
            "metrics_port": 0,
        }
        settings = {"data": str(folder / name), "poll_seconds": 2, **configuration, "streaming": servers}
        self._file.write_text(yaml.safe_dump(settings), "utf-8")
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self.patience = PATIENCE_SECONDS
        self.settings = read_settings(self._file)
        self.ports: Ports = open_streaming(self.settings)

    @property
    def file(self) -> Path:
        """The configuration."""
        return self._file

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        return {**os.environ, **more}

    def run(self, *command: str) -> str:
        done = subprocess.run(self._line(*command), capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, services: Iterable[str] = SERVICES) -> None:
        for service in services:
            self._processes[service] = self._spawn(service)

    def start_as(self, name: str, service: str, environment: dict[str, str], *options: str) -> None:
        """One more process of a service; ``name`` tells it from the others."""
        self._processes[name] = self._spawn(name, (service, *options), environment)

    def kill(self, service: str) -> None:
        """kill -9, with the processes that it started."""
        process = self._processes.pop(service)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self, services: Iterable[str] | None = None) -> None:
        """As a supervisor would; each must end in time and without an error."""
        chosen = list(self._processes if services is None else services)
        for service in chosen:
            self._processes[service].send_signal(signal.SIGTERM)
        for service in chosen:
            assert self._processes.pop(service).wait(60) == 0, self.output(service)

    def close(self) -> None:
        for service in list(self._processes):
            self.kill(service)
        index = self.ports.index
        assert isinstance(index, ElasticIndex)
        for kind in IndexKind:
            for name in index.months.behind(kind):
                index.client.indices.delete(index=name)
        self.ports.close()

    def output(self, service: str, whole: bool = False) -> str:
        text = (self._folder / f"{self._file.stem}-{service}.log").read_text("utf-8", "replace")
        return text if whole else text[-4000:]

    def wait_until_done(self, versions: int) -> None:
        """Until so many versions have an outcome and no record waits anywhere."""
        self.wait_until(lambda: self._is_done(versions))
        self.ports.index.refresh()

    def wait_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            self._restart_ended()
            try:
                if holds():
                    return
            except Unavailable:
                pass  # a server that the test has stopped
            time.sleep(0.5)
        outputs = "\n".join(f"== {service}\n{self.output(service)}" for service in self._processes)
        raise AssertionError(f"still not so after {self.patience:.0f} s; lag {self.lags()}\n{outputs}")

    def lags(self) -> dict[str, int]:
        return {stage: self.ports.log.lag(topic, stage) for stage, topic in STAGE_TOPICS}

    def _is_done(self, versions: int) -> bool:
        with self.ports.state.transaction() as tx:
            settled = sum(tx.outcomes.counts().values())
        return settled >= versions and not any(self.lags().values())

    def _restart_ended(self) -> None:
        """What a supervisor does for a service that ended itself."""
        for service, process in list(self._processes.items()):
            if process.poll() is not None and service in SERVICES:
                self._processes[service] = self._spawn(service)

    def _spawn(
        self, name: str, command: tuple[str, ...] = (), environment: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        with (self._folder / f"{self._file.stem}-{name}.log").open("ab") as output:
            return subprocess.Popen(
                self._line(*(command or (name,))),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env=self.environment(environment or {}),
            )

    def _line(self, *command: str) -> list[str]:
        return [sys.executable, "-m", "quotewire", *command, "--config", str(self._file)]


def read_ledger(state: State) -> dict[str, Any]:
    """Everything that must not depend on the runtime, nor on what was killed."""
    with state.transaction() as tx:
        versions = sorted(tx.articles.since(datetime(1970, 1, 1, tzinfo=UTC)), key=lambda one: one.article.version_id)
        alerts = sorted(alert.id for alert in tx.alerts.list(limit=100_000))
        withheld = sorted((one.watch_id, one.statement_id, one.reason) for one in tx.alerts.withheld(limit=100_000))
        counts = dict(tx.outcomes.counts())
    return {
        "versions": [(one.article.version_id, one.version, one.outcome.kind) for one in versions],
        "statements": sorted(
            (one.statement.id, one.claim_id, one.utterance_id, one.novelty)
            for version in versions
            for one in version.statements
        ),
        "claims": sorted({claim.id for version in versions for claim in version.claims}),
        "alerts": alerts,
        "withheld": withheld,
        "outcomes": counts,
    }


def read_index(index: ElasticIndex) -> dict[str, list[str]]:
    """Ids of everything that is indexed, by kind."""
    index.refresh()
    found = {}
    for kind in IndexKind:
        hits = index.client.search(
            index=index.months.alias(kind), query={"match_all": {}}, size=10_000, source=False, ignore_unavailable=True
        )
        found[kind.value] = sorted(hit["_id"] for hit in hits["hits"]["hits"])
    return found
