import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from quotewire.matching.schema import build_watchlist_schema

ROOT = Path(__file__).parents[3]
GOOD = """
- id: kremlin-drones
  said_by: [Dmitry Peskov, {role: press secretary, of: The White House}, {organisation: Institute for the Study of War}]
  about: drone* AND Kremlin
  stance: [alleges, neither confirms nor denies]
  sources: {include: [example.org]}
  alert: {channels: [desk-slack], mode: immediate}
"""


def problems(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(build_watchlist_schema())
    return [error.message for error in validator.iter_errors(yaml.safe_load(text))]


def test_the_committed_schema_is_the_one_the_code_makes() -> None:
    assert json.loads((ROOT / "schemas" / "watchlist.json").read_text(encoding="utf-8")) == build_watchlist_schema()


def test_a_good_file_fits() -> None:
    jsonschema.Draft202012Validator.check_schema(build_watchlist_schema())
    assert problems(GOOD) == []
    assert problems("watches:\n- {id: a, said_by: Dmitry Peskov}") == []


@pytest.mark.parametrize(
    "text",
    [
        "- {id: a}",
        "- {said_by: x}",
        "- {id: a b, said_by: x}",
        "- {id: a, said_by: []}",
        "- {id: a, said_by: {role: x}}",
        "- {id: a, about: x, stance: denied}",
        "- {id: a, about: x, stanze: denies}",
        "- {id: a, about: x, min_confidence: 2}",
        "- {id: a, about: x, alert: {mode: sometimes}}",
    ],
)
def test_what_the_reader_refuses_an_editor_marks(text: str) -> None:
    assert problems(text)
