"""Reads the saved objects of Kibana as Kibana would: there is none in the tests."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parents[1] / "deploy" / "kibana" / "quotewire.ndjson"
PREFIX = "quotewire-"
_CLAUSE = re.compile(r'([\w.]+): (\*|"[^"]+"|\((?:"[^"]+"(?: or )?)+\))')

Object = dict[str, Any]


@dataclass(frozen=True)
class Question:
    """What a panel or saved search asks of an alias; ``fields`` with the Elasticsearch types that would do."""

    name: str
    kind: str
    query: Object
    aggregations: Object
    fields: tuple[tuple[str, frozenset[str]], ...]


DATES = frozenset({"date"})
GROUPED = frozenset({"keyword", "boolean", "integer"})
COUNTED = frozenset({"float", "integer", "double"})
ANY = DATES | GROUPED | COUNTED | {"text"}


def read_objects() -> list[Object]:
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def questions() -> Iterator[Question]:
    """Of every visualization and saved search."""
    views = {one["id"]: one["attributes"] for one in read_objects() if one["type"] == "index-pattern"}
    for one in read_objects():
        if one["type"] in ("visualization", "search"):
            yield _question(one, views)


def _question(one: Object, views: dict[str, Object]) -> Question:
    attributes = one["attributes"]
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    (view,) = [views[ref["id"]] for ref in one["references"] if ref["name"] == source["indexRefName"]]
    query, fields = parse_kql(source["query"]["query"])
    aggregations: Object = {}
    for aggregation in json.loads(attributes.get("visState", '{"aggs": []}'))["aggs"]:
        body, allowed = _aggregation(aggregation)
        if body:
            aggregations[aggregation["id"]] = body
            fields.append((aggregation["params"]["field"], allowed))
    fields += [(column, ANY) for column in attributes.get("columns", [])]
    fields.append((view["timeFieldName"], DATES))
    return Question(attributes["title"], view["title"].removeprefix(PREFIX), query, aggregations, tuple(fields))


def _aggregation(one: Object) -> tuple[Object, frozenset[str]]:
    params = one["params"]
    if one["type"] == "date_histogram":
        return {"date_histogram": {"field": params["field"], "calendar_interval": "day", "min_doc_count": 1}}, DATES
    if one["type"] == "terms":
        return {"terms": {"field": params["field"], "size": params["size"]}}, GROUPED
    if one["type"] == "percentiles":
        return {"percentiles": {"field": params["field"], "percents": params["percents"]}}, COUNTED
    assert one["type"] == "count", one
    return {}, ANY


def parse_kql(text: str) -> tuple[Object, list[tuple[str, frozenset[str]]]]:
    """The forms of KQL that the saved objects use; anything else fails the test."""
    if not text:
        return {"match_all": {}}, []
    found = _CLAUSE.fullmatch(text)
    assert found, f"not a form of KQL that this test knows: {text}"
    field, value = found.groups()
    if value == "*":
        return {"exists": {"field": field}}, [(field, ANY)]
    return {"terms": {field: re.findall(r'"([^"]+)"', value)}}, [(field, GROUPED)]
