"""Kibana's saved objects hold together, and speak of fields that are indexed in a way that their panels can use."""

import json
import runpy
from typing import Any

from tests.kibana import FILE, PREFIX, questions, read_objects

from quotewire.adapters.elastic.mapping import IndexKind, mapping_of
from quotewire.settings import ElasticsearchSettings


def test_the_file_is_what_its_script_writes() -> None:
    assert FILE.read_text("utf-8") == runpy.run_path(str(FILE.with_name("build.py")))["write"]()


def test_ids_are_fixed_and_references_resolve() -> None:
    seen: set[tuple[str, str]] = set()
    for one in read_objects():
        assert one["id"].startswith(PREFIX)
        assert {(reference["type"], reference["id"]) for reference in one["references"]} <= seen, one["id"]
        assert (one["type"], one["id"]) not in seen
        seen.add((one["type"], one["id"]))


def test_each_panel_of_a_dashboard_has_its_reference() -> None:
    dashboards = [one for one in read_objects() if one["type"] == "dashboard"]
    assert {one["attributes"]["title"] for one in dashboards} == {
        "quotewire: Who is saying what",
        "quotewire: Coverage",
        "quotewire: Desk",
        "quotewire: Pipeline health",
    }
    for one in dashboards:
        names = {reference["name"] for reference in one["references"]}
        panels = json.loads(one["attributes"]["panelsJSON"])
        assert {f"{panel['panelIndex']}:{panel['panelRefName']}" for panel in panels} == names


def test_every_field_is_mapped_with_a_type_that_its_use_needs() -> None:
    for question in questions():
        mapping = mapping_of(IndexKind(question.kind))
        for field, allowed in question.fields:
            assert field_type(mapping, field) in allowed, f"{question.name}: {field}"


def test_data_views_lead_to_the_aliases_of_the_default_settings() -> None:
    prefix = ElasticsearchSettings.model_validate({}).prefix
    titles = {one["attributes"]["title"] for one in read_objects() if one["type"] == "index-pattern"}
    assert titles == {f"{prefix}{kind}" for kind in IndexKind}


def field_type(mapping: dict[str, Any], path: str) -> str | None:
    """The type at a dotted path; None for a field that is not there."""
    found: Any = mapping
    for name in path.split("."):
        found = found.get("properties", found.get("fields", {})).get(name, {})
    kind: str | None = found.get("type")
    return kind
