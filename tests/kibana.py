"""Reads the saved objects of Kibana as Kibana would: there is none in the tests."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elasticsearch import Elasticsearch
from kibana_ql import KqlParser

FILE = Path(__file__).resolve().parents[1] / "deploy" / "kibana" / "quotewire.ndjson"
PREFIX = "quotewire-"

Object = dict[str, Any]
Fields = list[tuple[str, frozenset[str]]]


@dataclass(frozen=True)
class Question:
    """What a panel or saved search asks of a data view; ``fields`` with the Elasticsearch types that would do."""

    name: str
    view: str
    query: Object
    aggregations: Object
    fields: tuple[tuple[str, frozenset[str]], ...]

    @property
    def kind(self) -> str:
        return self.view.removeprefix(PREFIX)


DATES = frozenset({"date"})
NUMBERS = frozenset({"float", "integer", "double", "long"})
GROUPED = frozenset({"keyword", "boolean", "integer"})
ANY = DATES | GROUPED | NUMBERS | {"text"}

METRICS: Mapping[str, frozenset[str]] = {
    "avg": NUMBERS,
    "cardinality": GROUPED,
    "max": NUMBERS | DATES,
    "min": NUMBERS | DATES,
    "percentiles": NUMBERS,
    "top_hits": ANY,
}
"""Metrics with the types they can be of."""


def read_objects() -> list[Object]:
    return [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]


def read_states() -> Iterator[Object]:
    """The visualizations proper."""
    for one in read_objects():
        if one["type"] == "visualization":
            yield json.loads(one["attributes"]["visState"])


def questions() -> list[Question]:
    """Of every visualization and saved search."""
    views = {one["id"]: one["attributes"] for one in read_objects() if one["type"] == "index-pattern"}
    return [_question(one, views) for one in read_objects() if one["type"] in ("visualization", "search")]


def _question(one: Object, views: dict[str, Object]) -> Question:
    attributes = one["attributes"]
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    (view,) = [views[ref["id"]] for ref in one["references"] if ref["name"] == source["indexRefName"]]
    assert source["query"]["language"] == "kuery"
    query, fields = parse_kql(source["query"]["query"])
    aggregations = json.loads(attributes.get("visState", '{"aggs": []}'))["aggs"]
    fields += [(one["params"]["field"], _allowed(one)) for one in aggregations if "field" in one["params"]]
    fields += [(column, ANY) for column in attributes.get("columns", [])]
    fields += [(field, DATES) for field, _ in attributes.get("sort", [])]
    fields.append((view["timeFieldName"], DATES))
    return Question(attributes["title"], view["title"], query, _nested(aggregations), tuple(fields))


def _allowed(one: Object) -> frozenset[str]:
    if one["schema"] == "metric":
        return METRICS[one["type"]]
    return DATES if one["type"] == "date_histogram" else GROUPED


def _nested(aggregations: Sequence[Object]) -> Object:
    """Buckets within buckets, and every metric in each of them, as Kibana sends them."""
    counts = {one["id"] for one in aggregations if one["type"] == "count"}
    metrics = {one["id"]: _metric(one) for one in aggregations if one["schema"] == "metric" and one["id"] not in counts}
    tree: Object = metrics
    for one in reversed([one for one in aggregations if one["schema"] != "metric"]):
        tree = {one["id"]: {**_bucket(one, counts), **({"aggs": {**metrics, **tree}} if metrics or tree else {})}}
    return tree


def _metric(one: Object) -> Object:
    params = one["params"]
    if one["type"] == "top_hits":
        sort = [{params["sortField"]: params["sortOrder"]}]
        return {"top_hits": {"size": params["size"], "sort": sort, "_source": params["field"]}}
    return {one["type"]: dict(params)}


def _bucket(one: Object, counts: set[str]) -> Object:
    params = one["params"]
    if one["type"] == "date_histogram":
        return {"date_histogram": {"field": params["field"], "calendar_interval": "day", "min_doc_count": 1}}
    assert one["type"] == "terms", one
    by = "_count" if params["orderBy"] in counts else params["orderBy"]
    return {"terms": {"field": params["field"], "size": params["size"], "order": {by: params["order"]}}}


def answers(question: Question, node: Elasticsearch) -> Object:
    """What the node says; the data view's own name is asked."""
    found = node.search(index=question.view, query=question.query, aggregations=question.aggregations, size=1)
    return dict(found)


def check_answer(question: Question, answer: Object) -> None:
    """A panel that stays empty on the sample coverage shows nobody anything."""
    assert answer["hits"]["hits"], f"{question.name}: no document"
    for found in answer.get("aggregations", {}).values():
        assert found["buckets"], f"{question.name}: no bucket"
        _check_values(question, found["buckets"][0])


def _check_values(question: Question, bucket: Object) -> None:
    for name, found in bucket.items():
        if not isinstance(found, dict):
            continue
        if "buckets" in found:
            assert found["buckets"], f"{question.name}: no bucket within a bucket"
            _check_values(question, found["buckets"][0])
        else:
            values = found.get("values", {name: found.get("value", found.get("hits"))})
            assert all(value is not None for value in values.values()), f"{question.name}: {name} has no value"


def manual_queries() -> dict[str, tuple[Object, Fields]]:
    """KQL of docs/kibana.md, indented or in a line."""
    manual = (FILE.parents[2] / "docs" / "kibana.md").read_text("utf-8")
    found = re.findall(r"^    (\S.*)$", manual, re.MULTILINE) + re.findall(r"`([\w.]+: [^`]+)`", manual)
    return {text: parse_kql(text) for text in found}


def parse_kql(text: str) -> tuple[Object, Fields]:
    """The query that Kibana makes of it, and the fields it speaks of. Raises ``ParseError`` for what is no KQL."""
    if not text:
        return {"match_all": {}}, []
    parser = KqlParser()
    fields: Fields = []
    return _query(parser.ast(parser.parse(text)), fields, ""), fields


def _query(tree: Object, fields: Fields, path: str) -> Object:
    if "op" in tree and "field" not in tree:
        return _joined(tree["op"], [_query(one, fields, path) for one in _operands(tree)])
    field = path + tree["field"]
    value = tree["value"]
    if isinstance(value, dict) and ("field" in value or any("field" in one for one in _operands(value))):
        return {"nested": {"path": field, "query": _query(value, fields, f"{field}.")}}
    fields.append((field, ANY))
    if "op" in tree:
        return {"range": {field: {{"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}[tree["op"]]: " ".join(value)}}}
    return _compared(field, value)


def _compared(field: str, value: Any) -> Object:
    """Quoted words are a phrase; a lone star asks whether there is anything."""
    if isinstance(value, dict):
        return _joined(value["op"], [_compared(field, one) for one in _operands(value)])
    if isinstance(value, str):
        return {"match_phrase": {field: value}}
    words = " ".join(value)
    if words == "*":
        return {"exists": {"field": field}}
    return {"query_string": {"fields": [field], "query": words}} if "*" in words else {"match": {field: words}}


def _operands(tree: Object) -> list[Any]:
    if tree.get("op") == "not":
        return [tree["expr"]]
    if "exprs" in tree:
        return list(tree["exprs"])
    right = tree.get("right")
    more = right["exprs"] if isinstance(right, dict) and "exprs" in right else [right]
    return [tree.get("left"), *more] if "left" in tree else []


def _joined(operator: str, queries: list[Object]) -> Object:
    if operator == "or":
        return {"bool": {"should": queries, "minimum_should_match": 1}}
    return {"bool": {"must_not" if operator == "not" else "filter": queries}}
