"""Older material goes its own way, is found like everything else, and alerts nobody."""

import shutil
from pathlib import Path

import pytest
from tests.e2e.streaming.conftest import MakeInstallation

from quotewire import sample
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]

PAGE = Path(sample.__path__[0]) / "pages" / "meridian-wire" / "kremlin-drones-first-report.txt"


def test_backfill(tmp_path: Path, install: MakeInstallation) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    shutil.copy(PAGE, folder / "page.txt")
    (tmp_path / "watches.yaml").write_text("- id: drones\n  about: drone*\n", "utf-8")
    source = {"id": "old", "kind": "folder", "location": str(folder)}
    installation = install({"sources": [source], "watches": str(tmp_path / "watches.yaml")})
    installation.run("backfill")
    log = installation.ports.log
    assert (log.end(COLLECTED.name), log.end(COLLECTED_BACKFILL.name)) == (0, 1)
    installation.start(("index", "alert"))
    installation.start_as("older", "process", {}, "--backfill")
    installation.wait_until_done(1)
    assert installation.ports.index.search(parse_query("drone*"), Kind.ARTICLES).total == 1
    with installation.ports.state.transaction() as tx:
        assert not tx.alerts.list()
        assert {one.reason for one in tx.alerts.withheld()} == {"backfill"}
    installation.stop()
