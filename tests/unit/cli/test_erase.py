"""`quotewire erase` on a data folder: looks, asks, and erases."""

from pathlib import Path

import pytest
from tests.contract.state.samples import make_position, make_recorded
from typer.testing import CliRunner

from quotewire.bootstrap import open_embedded
from quotewire.cli.app import app
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query
from quotewire.settings import Settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    ports = open_embedded(Settings.model_validate({"data": tmp_path}))
    recorded = make_recorded()
    with ports.state.transaction() as tx:
        tx.articles.save(recorded)
        tx.claims.save(recorded.claims[0])
        tx.claims.take(make_position())
    ports.index.put([recorded])
    ports.close()
    return tmp_path


def erase(data: Path, *options: str, answer: str = "") -> str:
    done = CliRunner().invoke(app, ["erase", "Mara Quill", *options, "--data", str(data)], input=answer)
    return done.output


def is_found(data: Path) -> bool:
    ports = open_embedded(Settings.model_validate({"data": data}))
    try:
        return bool(ports.index.search(parse_query("quill"), Kind.ARTICLES).total)
    finally:
        ports.close()


def test_nothing_goes_without_a_yes(data: Path) -> None:
    assert "1 articles would be blackened" in erase(data, "--dry-run")
    assert "Erase all this?" in erase(data, answer="n\n")
    assert is_found(data)


def test_a_yes_erases(data: Path) -> None:
    told = erase(data, answer="y\n")
    assert "1 claims erased" in told
    assert not is_found(data)
    assert "nothing is recorded of them" in erase(data, "--yes")


def test_the_log_tells_who_and_how_much_and_not_whom(data: Path, caplog: pytest.LogCaptureFixture) -> None:
    erase(data, "--yes")
    (told,) = [record.getMessage() for record in caplog.records if "erasure" in record.getMessage()]
    assert "1 statements" in told
    assert "quill" not in told.casefold()
