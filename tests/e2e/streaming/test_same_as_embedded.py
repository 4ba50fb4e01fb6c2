"""Both runtimes give the same articles, statements, claims and alerts, id for id."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.e2e.conftest import Service
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.installation import Installation, read_index, read_ledger
from tests.kibana import questions

from quotewire import sample
from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.bootstrap import open_embedded
from quotewire.ports.search import Kind, SearchIndex
from quotewire.query.parse import parse_query
from quotewire.settings import Settings

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

SAMPLE = Path(sample.__path__[0])
QUERIES = ("speaker:peskov", "drone* AND Kremlin", "stance:denies AND NOT speaker:podolyak", '"assassination attempt"')


@pytest.fixture
def configuration(tmp_path: Path, shared: Path) -> dict[str, Any]:
    """The sample's, with the reference article as one more source."""
    folder = tmp_path / "reference"
    folder.mkdir()
    shutil.copy(shared / "gold" / "kremlin-drone-article.txt", folder / "reference.txt")
    (folder / "manifest.yaml").write_text(
        "items:\n- {file: reference.txt, url: 'https://reference.example/1', collected_at: 2023-05-05T12:00:00Z}\n"
    )
    given = yaml.safe_load((SAMPLE / "quotewire.yaml").read_text("utf-8"))
    for source in given["sources"]:
        source["location"] = str(SAMPLE / source["location"])
    given["sources"].append({"id": "reference", "kind": "folder", "location": str(folder)})
    return given | {"watches": str(SAMPLE / "watches.yaml"), "entities": [str(SAMPLE / "entities.yaml")]}


def test_the_sample_and_the_reference_article(
    tmp_path: Path, configuration: dict[str, Any], install: MakeInstallation
) -> None:
    file = tmp_path / "embedded.yaml"
    file.write_text(yaml.safe_dump(configuration), "utf-8")
    embedded = Service(tmp_path / "embedded", ("--config", str(file)))
    done = embedded.run("collect")
    assert done.returncode == 0, done.stdout + done.stderr
    ports = open_embedded(Settings(data=embedded.data))
    expected = read_ledger(ports.state)

    streaming = install(configuration)
    streaming.start()
    streaming.wait_until_done(len(expected["versions"]))
    assert read_ledger(streaming.ports.state) == expected
    assert len(expected["alerts"]) > 20
    _check_index(streaming, expected)
    assert _hits(streaming.ports.index) == _hits(ports.index)
    _check_panels(streaming)
    streaming.stop()
    ports.close()


def _check_index(streaming: Installation, expected: dict[str, Any]) -> None:
    index = streaming.ports.index
    assert isinstance(index, ElasticIndex)
    streaming.wait_until(lambda: read_index(index)["alerts"] == expected["alerts"])
    indexed = read_index(index)
    assert indexed["articles"] == sorted({version.partition(".")[0] for version, _, _ in expected["versions"]})
    assert indexed["claims"] == expected["claims"]
    assert set(indexed["statements"]) <= {statement for statement, *_ in expected["statements"]}


def _check_panels(streaming: Installation) -> None:
    """Every panel and saved search of Kibana shows something of the sample."""
    index = streaming.ports.index
    assert isinstance(index, ElasticIndex)
    for question in questions():
        answer = index.client.search(
            index=index.months.alias(IndexKind(question.kind)),
            query=question.query,
            aggregations=question.aggregations,
            size=1,
        )
        assert answer["hits"]["hits"], question.name
        for found in answer.get("aggregations", {}).values():
            assert found.get("buckets") or found.get("values"), question.name


def _hits(index: SearchIndex) -> list[list[str]]:
    return [
        sorted(hit.id for hit in index.search(parse_query(query), kind, 500).hits) for query in QUERIES for kind in Kind
    ]
