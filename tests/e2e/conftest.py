"""Runs of the real command in processes of their own."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from quotewire.adapters.state.state import SqlState
from quotewire.bootstrap import open_embedded, state_url
from quotewire.settings import Settings

TIMEOUT = 240


@dataclass(frozen=True)
class Service:
    """The command on one data folder."""

    data: Path
    arguments: tuple[str, ...]

    def run(self, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self._line(command, more), capture_output=True, text=True, timeout=TIMEOUT, check=False)

    def run_plain(self, command: str, *more: str) -> subprocess.CompletedProcess[str]:
        """A command that takes no configuration."""
        line = [sys.executable, "-m", "quotewire", command, *more, "--data", str(self.data)]
        return subprocess.run(line, capture_output=True, text=True, timeout=TIMEOUT, check=False)

    def start(self, command: str, *more: str) -> subprocess.Popen[str]:
        """In a process group of its own, so that it can be killed with its workers."""
        return subprocess.Popen(
            self._line(command, more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _line(self, command: str, more: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-m", "quotewire", command, "--data", str(self.data), *self.arguments, *more]

    def json(self, command: str, *more: str) -> Any:
        line = [sys.executable, "-m", "quotewire", command, *more, "--data", str(self.data), "--json"]
        done = subprocess.run(line, capture_output=True, text=True, timeout=TIMEOUT, check=True)
        return json.loads(done.stdout)

    def outcomes(self, urls: list[str]) -> list[str]:
        """Kind and reason of the one outcome of each article."""
        ports = open_embedded(Settings(data=self.data))
        try:
            with ports.state.transaction() as tx:
                steps = [tx.steps.of(tx.articles.find(url) or "") for url in urls]
                outcomes = [tx.outcomes.get(of_article[0].version_id) for of_article in steps]
        finally:
            ports.close()
        return [f"{outcome.kind} {outcome.reason}" if outcome else "none" for outcome in outcomes]

    def undelivered(self) -> bool:
        """Whether anything waits in the outbox."""
        state = SqlState(state_url(self.data))
        try:
            with state.reading() as tx:
                return bool(tx.outbox.channels_due(datetime(2200, 1, 1, tzinfo=UTC)))
        finally:
            state.close()

    def ledger(self) -> dict[str, Any]:
        """Everything that must not depend on how often the service was killed."""
        ports = open_embedded(Settings(data=self.data))
        try:
            with ports.state.transaction() as tx:
                versions = list(tx.articles.since(datetime(1970, 1, 1, tzinfo=UTC)))
                alerts = sorted(alert.id for alert in tx.alerts.list(limit=100_000))
                withheld = sorted(
                    (one.watch_id, one.statement_id, one.reason) for one in tx.alerts.withheld(limit=100_000)
                )
                counts = dict(tx.outcomes.counts())
        finally:
            ports.close()
        return {
            "versions": [(version.article.version_id, version.version, version.outcome.kind) for version in versions],
            "statements": [
                (one.statement.id, one.claim_id, one.utterance_id, one.novelty)
                for version in versions
                for one in version.statements
            ],
            "alerts": alerts,
            "withheld": withheld,
            "outcomes": counts,
        }


def kill_group(process: subprocess.Popen[str]) -> None:
    """kill -9 for the service and its workers, if they still run."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.fixture
def sample_service(tmp_path: Path) -> Service:
    return Service(tmp_path / "data", ("--sample",))


@pytest.fixture
def service_on(tmp_path: Path) -> Callable[[str, dict[str, Any]], Service]:
    """A service on a data folder of the given name, with the given configuration."""

    def make(name: str, configuration: dict[str, Any]) -> Service:
        file = tmp_path / f"{name}.yaml"
        file.write_text(yaml.safe_dump(configuration), "utf-8")
        return Service(tmp_path / name, ("--config", str(file)))

    return make
