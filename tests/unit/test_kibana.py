"""Kibana's saved objects hold together, are what Kibana takes, and speak of fields that their panels can use."""

import json
import re
import runpy
from typing import Any

import jsonschema
import pytest
from parsimonious.exceptions import ParseError
from tests.compose import ROOT, read_compose
from tests.kibana import FILE, METRICS, PREFIX, manual_queries, parse_kql, questions, read_objects, read_states

from quotewire.adapters.elastic.mapping import IndexKind, mapping_of
from quotewire.settings import ElasticsearchSettings

KIBANA = "9"
"""The generation whose registrations of types are told below; look again before the compose file pins another."""

MIGRATED = {"index-pattern": "8.0.0", "visualization": "8.5.0", "search": "8.0.0", "dashboard": "8.9.0"}
"""The last versions that Kibana's own migrations reach before `modelVersions`, which it adds at import. Of data views and
visualizations there is nothing newer; searches and dashboards it brings further by itself."""

TEXT, FLAG, NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "number"}
META = {"type": "object", "properties": {"searchSourceJSON": TEXT}, "additionalProperties": False}
PAUSE = {"type": "object", "properties": {"pause": FLAG, "value": NUMBER}, "required": ["pause", "value"]}
RANGE = {"type": "object", "properties": {"from": TEXT, "to": TEXT}, "required": ["from", "to"]}
COLUMNS = {"type": "array", "items": TEXT}
SORT = {"type": "array", "items": {"type": "array", "items": TEXT, "maxItems": 2}}
ATTRIBUTES: dict[str, dict[str, Any]] = {
    "index-pattern": {"title": TEXT, "name": TEXT, "timeFieldName": TEXT},
    "visualization": {
        "title": TEXT,
        "description": TEXT,
        "version": NUMBER,
        "kibanaSavedObjectMeta": META,
        "uiStateJSON": TEXT,
        "visState": TEXT,
        "savedSearchRefName": TEXT,
    },
    "search": {
        "title": TEXT,
        "description": TEXT,
        "columns": COLUMNS,
        "sort": SORT,
        "hideChart": FLAG,
        "kibanaSavedObjectMeta": META,
        "timeRestore": FLAG,
        "timeRange": RANGE,
        "refreshInterval": PAUSE,
    },
    "dashboard": {
        "title": TEXT,
        "description": TEXT,
        "kibanaSavedObjectMeta": META,
        "timeRestore": FLAG,
        "timeFrom": TEXT,
        "timeTo": TEXT,
        "refreshInterval": PAUSE,
        "panelsJSON": TEXT,
        "optionsJSON": TEXT,
        "version": NUMBER,
    },
}
"""What the types' schemas at these versions know, as far as it is used; they forbid anything else."""

SCHEMAS = {"histogram": {"metric", "segment", "group", "split"}, "table": {"metric", "bucket", "split"}}
"""Kinds of visualization, with the places that an aggregation can take."""


def test_the_file_is_what_its_script_writes() -> None:
    assert FILE.read_text("utf-8") == runpy.run_path(str(FILE.with_name("build.py")))["write"]()


def test_ids_are_fixed_and_references_resolve() -> None:
    seen: set[tuple[str, str]] = set()
    for one in read_objects():
        assert re.fullmatch(rf"{PREFIX}[a-z-]+", one["id"])
        assert {(reference["type"], reference["id"]) for reference in one["references"]} <= seen, one["id"]
        assert (one["type"], one["id"]) not in seen
        seen.add((one["type"], one["id"]))


def test_versions_are_those_that_this_kibana_migrates() -> None:
    assert read_compose()["services"]["kibana"]["image"].partition(":")[2].split(".")[0] == KIBANA
    for one in read_objects():
        assert (one["coreMigrationVersion"], one["typeMigrationVersion"]) == ("8.8.0", MIGRATED[one["type"]]), one["id"]
        assert one["managed"] is False


@pytest.mark.parametrize("one", read_objects(), ids=lambda one: one["id"])
def test_attributes_are_those_that_kibana_knows(one: dict[str, Any]) -> None:
    known = {
        "type": "object",
        "properties": ATTRIBUTES[one["type"]],
        "additionalProperties": False,
        "required": ["title"],
    }
    jsonschema.validate(one["attributes"], known)


def test_every_visualization_is_one_that_kibana_can_draw() -> None:
    for state in read_states():
        assert state["params"]["type"] == state["type"]
        ids = [one["id"] for one in state["aggs"]]
        assert len(set(ids)) == len(ids)
        assert state["aggs"][0]["schema"] == "metric"
        for one in state["aggs"]:
            assert one["schema"] in SCHEMAS[state["type"]], state["title"]
            if one["schema"] == "metric":
                assert one["type"] in {"count", *METRICS}, state["title"]
            assert one["params"].get("orderBy", "_key") in {"_key", *ids}, state["title"]


def test_each_panel_of_a_dashboard_has_its_reference_and_its_place() -> None:
    dashboards = [one for one in read_objects() if one["type"] == "dashboard"]
    assert {one["attributes"]["title"] for one in dashboards} == {
        "quotewire: Who is saying what",
        "quotewire: Coverage",
        "quotewire: Desk",
        "quotewire: Pipeline health",
    }
    for one in dashboards:
        references = {reference["name"]: reference["type"] for reference in one["references"]}
        panels = json.loads(one["attributes"]["panelsJSON"])
        assert {f"{panel['panelIndex']}:{panel['panelRefName']}": panel["type"] for panel in panels} == references
        places = {(panel["gridData"]["x"], panel["gridData"]["y"]) for panel in panels}
        assert len(places) == len(panels)
        assert one["attributes"]["timeRestore"], "Kibana's own range, fifteen minutes, shows nobody any news"


def test_every_panel_and_search_is_on_some_dashboard_or_in_the_manual() -> None:
    shown = {ref["id"] for one in read_objects() if one["type"] == "dashboard" for ref in one["references"]}
    for one in read_objects():
        if one["type"] == "visualization":
            assert one["id"] in shown
    manual = (ROOT / "docs" / "kibana.md").read_text("utf-8")
    titles = {one["attributes"]["title"] for one in read_objects()}
    named = set(re.findall(r"(?<!\*)\*([A-Z][\w ]+|quotewire: [\w ]+)\*(?!\*)", manual))
    assert {name if name in titles else f"quotewire: {name}" for name in named} <= titles


def test_every_field_is_mapped_with_a_type_that_its_use_needs() -> None:
    for question in questions():
        mapping = mapping_of(IndexKind(question.kind))
        for field, allowed in question.fields:
            assert field_type(mapping, field) in allowed, f"{question.name}: {field}"


def test_data_views_lead_to_the_aliases_of_the_default_settings() -> None:
    prefix = ElasticsearchSettings.model_validate({}).prefix
    titles = {one["attributes"]["title"] for one in read_objects() if one["type"] == "index-pattern"}
    assert titles == {f"{prefix}{kind}" for kind in IndexKind}


@pytest.mark.parametrize("query", ["speaker.name: ", 'stance: ("denies" or', "(body: drones", 'title: "open'])
def test_what_is_no_kql_is_refused(query: str) -> None:
    with pytest.raises(ParseError):
        parse_kql(query)


def test_kql_means_what_kibana_makes_of_it() -> None:
    both, fields = parse_kql('speaker.name: "Ada Lind" and not stance: ("denies" or "rejects")')
    name, refused = both["bool"]["filter"]
    assert name == {"match_phrase": {"speaker.name": "Ada Lind"}}
    assert refused["bool"]["must_not"][0]["bool"]["minimum_should_match"] == 1
    assert [field for field, _ in fields] == ["speaker.name", "stance"]
    assert parse_kql("section: *")[0] == {"exists": {"field": "section"}}
    assert parse_kql('speakers: { name: "x" and role: "y" }')[0]["nested"]["path"] == "speakers"


def test_queries_of_the_manual_are_kql_over_fields_that_are_there() -> None:
    asked = manual_queries()
    assert len(asked) > 5
    for text, (_, fields) in asked.items():
        for field, allowed in fields:
            assert {field_type(mapping_of(kind), field) for kind in IndexKind} & allowed, f"{text}: {field}"


def field_type(mapping: dict[str, Any], path: str) -> str | None:
    """The type at a dotted path; None for a field that is not there."""
    found: Any = mapping
    for name in path.split("."):
        found = found.get("properties", found.get("fields", {})).get(name, {})
    kind: str | None = found.get("type")
    return kind
