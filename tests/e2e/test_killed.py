"""kill -9 at any moment loses and doubles nothing."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Service, kill_group
from tests.e2e.coverage import write_coverage

_ARTICLES = 300
_KILLS = 4

_WATCHES = """
- id: lindqvist
  said_by: [Ada Lindqvist]
- id: bridge
  about: bridge AND vote*
"""


@pytest.mark.timeout(600)
def test_a_run_that_is_killed_again_and_again_gives_what_an_undisturbed_run_gives(
    tmp_path: Path, service_on: Callable[[str, dict[str, Any]], Service]
) -> None:
    folder = tmp_path / "coverage"
    folder.mkdir()
    write_coverage(folder, _ARTICLES, seed=7)
    (tmp_path / "watches.yaml").write_text(_WATCHES, "utf-8")
    configuration = {
        "sources": [{"id": "folder", "kind": "folder", "location": str(folder)}],
        "watches": "watches.yaml",
    }
    undisturbed, killed = service_on("undisturbed", configuration), service_on("killed", configuration)
    began = time.monotonic()
    assert undisturbed.run("collect").returncode == 0
    duration = time.monotonic() - began

    rng = random.Random(11)
    for _ in range(_KILLS):
        process = killed.start("collect")
        time.sleep(rng.uniform(0.2, duration * 0.6))
        kill_group(process)
    assert killed.run("collect").returncode == 0

    expected, got = undisturbed.ledger(), killed.ledger()
    assert sum(expected["outcomes"].values()) > _ARTICLES * 0.9
    assert expected["alerts"]
    assert got == expected
    for kind in ("articles", "statements", "claims"):
        query = "bridge"
        assert (
            killed.json("search", query, "--kind", kind)["total"]
            == undisturbed.json("search", query, "--kind", kind)["total"]
        )
