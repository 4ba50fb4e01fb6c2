"""Square brackets in what others wrote are shown, not taken for markup."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.contract.state.samples import make_alert
from typer.testing import CliRunner

from quotewire.bootstrap import open_embedded
from quotewire.cli.app import app
from quotewire.matching.watchfile import parse_watches
from quotewire.model.alert import Delivery, DeliveryStatus
from quotewire.model.care import ActionKind, AlertAction, Mute, MuteKind
from quotewire.settings import Settings

_NOW = datetime(2024, 3, 1, tzinfo=UTC)


def test_a_headline(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><article><h1>Minister: 'It [/was] [red]late'</h1>"
        f"{'<p>The minister said that the ferry was late again.</p>' * 5}</article></body></html>"
    )
    done = CliRunner().invoke(app, ["extract", str(page)])
    assert done.exit_code == 0
    assert "It [/was] [red]late" in done.output


@pytest.fixture
def data(tmp_path: Path) -> Path:
    ports = open_embedded(Settings.model_validate({"data": tmp_path}))
    (watch,) = parse_watches("- id: w\n  about: ferry AND published:[2024 TO 2025]\n", "w.yaml").watches
    with ports.state.transaction() as tx:
        tx.watches.save(watch, "test", _NOW)
        tx.alerts.raise_alert(make_alert())
        tx.actions.add(AlertAction("202405-l1", "w", ActionKind.COMMENT, "ana", _NOW, "see [/it] [red]now"))
        tx.mutes.save(Mute(MuteKind.WATCH, "w", "ana", _NOW, comment="until [/May]"))
        refused = Delivery("202405-l1", "desk", DeliveryStatus.FAILED, _NOW, 1, "400 [/field] is [red]missing")
        tx.outbox.put(refused)
        tx.outbox.settle(refused, _NOW)
        tx.sources.report("wire", "failing", "[Errno 111] refused [/by] it", _NOW)
    ports.close()
    return tmp_path


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("status", "[Errno 111] refused [/by] it"),
        ("watch list", "[2024 TO 2025]"),
        ("alert show 202405-l1", "see [/it] [red]now"),
        ("alert mutes", "until [/May]"),
        ("alert deliveries 202405-l1", "400 [/field] is [red]missing"),
    ],
)
def test_what_the_state_holds(data: Path, command: str, shown: str) -> None:
    done = CliRunner().invoke(app, [*command.split(), "--data", str(data)], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    assert shown in done.output


@pytest.mark.parametrize("port", ["-1", "65536"])
def test_a_port_that_is_none_is_a_wrong_argument(tmp_path: Path, port: str) -> None:
    done = CliRunner().invoke(app, ["run", "--sample", "--data", str(tmp_path), "--port", port])
    assert done.exit_code == 2
    assert "Invalid value for '--port'" in done.output


def test_the_sample_takes_no_other_configuration(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["run", "--sample", "--config", "x.yaml", "--data", str(tmp_path)])
    assert "leave out either" in str(done.exception)
