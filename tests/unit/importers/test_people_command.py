"""``quotewire people`` on a real data folder."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quotewire.bootstrap import open_embedded
from quotewire.cli.people import app
from quotewire.errors import ConfigurationError
from quotewire.seed import seed_entities
from quotewire.settings import read_settings

LIST = "name,aliases,title,of,start\nBronagh Tull,B. Tull,chairwoman,us-senate,2020\nDmitri Peskov,D. S. Peskov,,,\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    ports = open_embedded(read_settings(None, data=tmp_path))
    with ports.state.transaction() as tx:
        tx.entities.save(seed_entities())
    ports.close()
    (tmp_path / "list.csv").write_text(LIST, "utf-8")
    return tmp_path


def _run(data: Path, *words: str) -> Result:
    result = CliRunner().invoke(app, [*words, "--data", str(data)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_an_imported_list_is_shown_and_extends_whom_it_names(data: Path) -> None:
    imported = _run(data, "import", "csv", str(data / "list.csv"))
    assert "1 added, 1 extended" in imported.output
    (tull,) = json.loads(_run(data, "show", "b. tull", "--json").output)
    assert tull["id"] == "bronagh-tull"
    (peskov,) = json.loads(_run(data, "show", "D. S. Peskov", "--json").output)
    assert peskov["id"] == "dmitry-peskov"
    assert "list.csv" in peskov["provenance"]


def test_a_dry_run_changes_nothing(data: Path) -> None:
    assert "1 would be added" in _run(data, "import", "csv", str(data / "list.csv"), "--dry-run").output
    with pytest.raises(ConfigurationError, match="nobody is known as"):
        _run(data, "show", "Bronagh Tull")


def test_a_merged_speaker_leads_to_who_it_is(data: Path) -> None:
    _run(data, "merge", "x-volodimir-zelenski", "Volodymyr Zelenskyy")
    (found,) = json.loads(_run(data, "show", "x-volodimir-zelenski", "--json").output)
    assert found["id"] == "volodymyr-zelenskyy"


def test_a_name_of_two_is_not_merged_into_either(data: Path) -> None:
    with pytest.raises(ConfigurationError, match="2 entities"):
        _run(data, "merge", "x-bush", "President Bush")


def test_names_are_listed_by_kind_and_text(data: Path) -> None:
    listed = json.loads(_run(data, "list", "Kremlin", "--kind", "organisation", "--json").output)
    assert [one["id"] for one in listed] == ["kremlin-press-service"]


def test_an_error_names_the_file_and_the_formats(data: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.csv"):
        _run(data, "import", "csv", str(data / "nowhere.csv"))
    with pytest.raises(ConfigurationError, match="followthemoney"):
        _run(data, "import", "xls", str(data / "list.csv"))
