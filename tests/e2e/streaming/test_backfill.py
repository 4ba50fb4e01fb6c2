"""Older material goes its own way, is found like everything else, and alerts nobody."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import Installation

from quotewire import sample
from quotewire.model.alert import Alert
from quotewire.model.article import Occasion
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL, COLLECTED_REPROCESS

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]

PAGE = Path(sample.__path__[0]) / "pages" / "meridian-wire" / "kremlin-drones-first-report.txt"


def old_material(tmp_path: Path) -> dict[str, Any]:
    folder = tmp_path / "old"
    folder.mkdir()
    shutil.copy(PAGE, folder / "page.txt")
    (tmp_path / "watches.yaml").write_text("- id: drones\n  about: drone*\n", "utf-8")
    source = {"id": "old", "kind": "folder", "location": str(folder)}
    return {"sources": [source], "watches": str(tmp_path / "watches.yaml")}


def test_backfill(tmp_path: Path, install: MakeInstallation) -> None:
    installation = install(old_material(tmp_path))
    installation.run("backfill")
    log = installation.ports.log
    assert (log.end(COLLECTED.name), log.end(COLLECTED_BACKFILL.name)) == (0, 1)
    installation.wait_until(lambda: log.lag(COLLECTED_BACKFILL.name, "analyse") == 1)
    assert json.loads(installation.run("status", "--json"))["beside"]["analyse backfill"] == 1
    installation.start(("index", "alert"))
    installation.start_as("older", "process", {}, "--backfill")
    installation.wait_until_done(1)
    assert installation.ports.index.search(parse_query("drone*"), Kind.ARTICLES).total == 1
    with installation.ports.state.transaction() as tx:
        assert not tx.alerts.list()
        assert {one.reason for one in tx.alerts.withheld()} == {"backfill"}
    _again_and_alerting(installation)
    installation.stop()


def _again_and_alerting(installation: Installation) -> None:
    """What the log keeps is read again, on topics of its own; asked to alert, it does, and the alert says why."""
    log = installation.ports.log
    assert "1 articles sent" in installation.run("reprocess", "--alert")
    assert (log.end(COLLECTED.name), log.end(COLLECTED_REPROCESS.name)) == (0, 1)
    installation.start_as("again", "process", {}, "--reprocess")
    installation.wait_until(lambda: bool(_alerts(installation)))
    assert {(alert.watch_id, alert.occasion) for alert in _alerts(installation)} == {("drones", Occasion.REPROCESSING)}
    with installation.ports.state.transaction() as tx:
        assert tx.outcomes.counts() == {"indexed": 1}


def _alerts(installation: Installation) -> list[Alert]:
    with installation.ports.state.reading() as tx:
        return list(tx.alerts.list())


def test_backfill_that_alerts(tmp_path: Path, install: MakeInstallation) -> None:
    installation = install(old_material(tmp_path))
    installation.run("backfill", "--alert")
    installation.start(("index", "alert"))
    installation.start_as("older", "process", {}, "--backfill")
    installation.wait_until(lambda: bool(_alerts(installation)))
    assert {alert.occasion for alert in _alerts(installation)} == {Occasion.BACKFILL}
    installation.stop()
