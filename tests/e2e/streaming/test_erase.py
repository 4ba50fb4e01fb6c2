"""A person erased while the services run is gone from state and index, and does not come back from Kafka."""

from pathlib import Path

import pytest
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import Installation

from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.processor.redact import BLACK

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(600)]

REPORT = """Ferry stops for winter

The ferry will stop for the winter, harbour minister Ada Lindqvist said on Monday. "We have no choice," Lindqvist added.

The ferry must not stop, union leader Per Holm said on Monday. "It is the only way to the islands," he told reporters.
"""
WATCHES = "- id: minister\n  said_by: [{name: Ada Lindqvist}]\n- id: ferry\n  about: ferry\n"


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")


def indexed(installation: Installation) -> str:
    """Every document of every kind, but for addresses of articles."""
    index = installation.ports.index
    assert isinstance(index, ElasticIndex)
    index.refresh()
    names = ",".join(index.months.alias(kind) for kind in IndexKind)
    hits = index.client.search(index=names, size=1000, ignore_unavailable=True)["hits"]["hits"]
    return "\n".join(str(hit["_source"]) for hit in hits)


def test_a_person_is_erased_and_stays_erased(tmp_path: Path, install: MakeInstallation) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    write(folder, "first.txt", REPORT)
    (tmp_path / "watches.yaml").write_text(WATCHES, "utf-8")
    source = {"id": "desk", "kind": "folder", "location": str(folder)}
    installation = install({"sources": [source], "watches": str(tmp_path / "watches.yaml")})
    installation.start()
    installation.wait_until_done(1)
    installation.wait_until(lambda: "'watch': 'minister'" in indexed(installation))
    assert "lindqvist" in indexed(installation).casefold()

    would = installation.run("erase", "Ada Lindqvist", "--dry-run")
    assert "2 statements would be erased" in would
    assert "watch minister names them" in would
    assert "lindqvist" in indexed(installation).casefold()
    done = installation.run("erase", "ada lindqvist", "--yes")
    assert "2 statements erased" in done
    _nothing_is_left(installation)

    write(folder, "again.txt", REPORT.replace("for the winter,", "for the whole winter,"))
    installation.wait_until_done(2)
    _nothing_is_left(installation)
    told = installation.run("reindex", "--from-log")
    assert "articles.recorded: 2 recorded versions of the log" in told
    _nothing_is_left(installation)
    assert "Per Holm" in indexed(installation)
    installation.stop()
    for service in ("process", "index", "alert"):
        assert "lindqvist" not in installation.output(service).casefold()


def _nothing_is_left(installation: Installation) -> None:
    found = indexed(installation)
    assert BLACK in found
    assert "lindqvist" not in found.casefold()
    assert "no choice" not in found
    with installation.ports.state.reading() as tx:
        assert [one.watch_id for one in tx.alerts.list() if one.watch_id == "minister"] == []
        assert [name for _, name in tx.erasures.speakers() if "indqvist" in name] == []
