"""``quotewire claim`` on a data folder."""

import json
from pathlib import Path

import pytest
from tests.unit.curator.conftest import Desk, desk
from typer.testing import CliRunner

from quotewire.cli.app import app

__all__ = ["desk"]


@pytest.fixture
def claims(desk: Desk) -> dict[str, str]:
    """Ids by speaker."""
    return {speaker: claim_id for claim_id, speakers in desk.claims().items() for speaker in speakers}


def run(folder: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["claim", *arguments, "--data", str(folder)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_claims_are_merged_shown_split_and_exported(tmp_path: Path, claims: dict[str, str]) -> None:
    rust, bridge = claims["Tomas Reyl"], claims["Ada Lind"]
    assert run(tmp_path, "merge", rust, bridge, "--author", "ana").startswith(bridge)
    shown = json.loads(run(tmp_path, "show", rust, "--json"))
    assert (shown["claim"]["id"], shown["also_known_as"]) == (bridge, [rust])
    told = run(tmp_path, "show", rust, "--ids")
    assert "merged into this one, by ana" in " ".join(told.split())
    statement = shown["timeline"][-1]["position"]["statement_id"]
    assert statement in told
    assert run(tmp_path, "split", bridge, "-s", statement).startswith(rust)
    assert json.loads(run(tmp_path, "export", rust))["claimReviewed"].startswith("The northern bridge would be closed")
    exported = [json.loads(line) for line in run(tmp_path, "export", "--all").splitlines()]
    assert {one["identifier"] for one in exported} == {rust, bridge}
    denial = json.loads(run(tmp_path, "show", bridge, "--json"))["timeline"][1]["position"]["statement_id"]
    assert run(tmp_path, "move", rust, "-s", denial).startswith(rust)
    assert run(tmp_path, "list", "--json").count('"id"') == 2
