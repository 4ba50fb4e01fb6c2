# ruff: noqa: INP001  # a script
"""Writes quotewire.ndjson, the saved objects of Kibana: ``python deploy/kibana/build.py``.

Ids are fixed, so that importing again (with overwrite) replaces them. The versions are those up to which an object is
already migrated; Kibana takes older ones and migrates them itself, and refuses newer ones than its own.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("quotewire.ndjson")
PREFIX = "quotewire-"
MIGRATED = {"index-pattern": "8.0.0", "search": "8.0.0", "visualization": "8.5.0", "dashboard": "8.9.0"}

Object = dict[str, Any]

VIEWS = {"articles": "published", "statements": "published", "claims": "last_seen", "alerts": "created_at"}
"""Each data view and the time it is shown by."""

FRESH = 'novelty: ("new" or "new stance" or "new content")'


@dataclass(frozen=True)
class Search:
    """A saved search, newest first."""

    view: str
    columns: tuple[str, ...]
    query: str = ""


@dataclass(frozen=True)
class Panel:
    """A visualization of one view. ``metrics`` are aggregations with their field; ``splits`` are fields, outermost first.

    ``over_time`` puts time on the axis; ``rows`` draws one small chart for each value of a field.
    """

    view: str
    kind: str
    splits: tuple[str, ...] = ()
    query: str = ""
    metrics: tuple[tuple[str, str | None], ...] = (("count", None),)
    over_time: bool = False
    rows: str | None = None


SEARCHES = {
    "New statements": Search("statements", ("speaker.name", "speaker.role", "stance", "text", "outlet"), FRESH),
    "Denials": Search("statements", ("speaker.name", "speaker.role", "text", "outlet"), 'attitude: "disputes"'),
    "Claims heard last": Search("claims", ("text", "first_seen", "last_seen")),
    "Copies": Search("articles", ("title", "outlet", "duplicate_of"), 'outcome: "duplicate"'),
    "Latest alerts": Search("alerts", ("watch", "speaker.name", "stance", "text", "outlet")),
}

PANELS = {
    "Stances of the most heard over time": Panel(
        "statements", "histogram", ("stance",), over_time=True, rows="speaker.name"
    ),
    "Speakers and their stances": Panel("statements", "table", ("speaker.name", "stance")),
    "For whom they speak": Panel("statements", "table", ("speaker.speaks_for",), "speaker.speaks_for: *"),
    "New statements over time": Panel("statements", "histogram", ("speaker.name",), FRESH, over_time=True),
    "Articles by outlet": Panel("articles", "histogram", ("outlet",), over_time=True),
    "Sections": Panel("articles", "table", ("section",), "section: *"),
    "People and institutions": Panel("articles", "table", ("entities",)),
    "Spread of claims": Panel(
        "statements",
        "table",
        ("claim_id",),
        metrics=(
            ("cardinality", "outlet"),
            ("count", None),
            ("top_hits", "text"),
            ("min", "published"),
            ("max", "published"),
        ),
    ),
    "Languages": Panel("articles", "table", ("language",)),
    "Alerts by watch": Panel("alerts", "histogram", ("watch",), over_time=True),
    "Seconds from publication to alert": Panel(
        "alerts", "table", ("watch",), metrics=(("percentiles", "seconds_from_publication"), ("count", None))
    ),
    "Who raised alerts, and why they are new": Panel("alerts", "table", ("speaker.name", "novelty")),
    "Articles by outcome": Panel("articles", "histogram", ("outcome",), over_time=True),
    "Sources and when they were last heard": Panel(
        "articles", "table", ("source",), metrics=(("count", None), ("max", "collected_at"), ("max", "indexed_at"))
    ),
    "Statements found in an article": Panel(
        "articles", "table", ("outlet",), metrics=(("avg", "statement_count"), ("count", None))
    ),
    "How speakers were found": Panel("statements", "table", ("speaker.resolution",)),
}

# name: (what it is for, shows so long, its panels and searches)
DASHBOARDS = {
    "Who is saying what": (
        "Speakers by stance over time, and what they said that is new. Click a speaker to see nobody else.",
        "now-7d",
        (
            "Stances of the most heard over time",
            "Speakers and their stances",
            "New statements over time",
            "For whom they speak",
            "New statements",
            "Denials",
        ),
    ),
    "Coverage": (
        "Outlets, topics, and how far a claim has spread: by how many outlets, in which words first, from when to when.",
        "now-7d",
        (
            "Articles by outlet",
            "Sections",
            "Spread of claims",
            "People and institutions",
            "Languages",
            "Copies",
        ),
    ),
    "Desk": (
        "Alerts by watch, how long they took, and the latest of them.",
        "now-24h",
        (
            "Alerts by watch",
            "Seconds from publication to alert",
            "Who raised alerts, and why they are new",
            "Latest alerts",
        ),
    ),
    "Pipeline health": (
        "What became of the articles, which sources have gone quiet, and where reading yields less than usual.",
        "now-7d",
        (
            "Articles by outcome",
            "Sources and when they were last heard",
            "Statements found in an article",
            "How speakers were found",
        ),
    ),
}


def name_id(kind: str, name: str) -> str:
    return f"{PREFIX}{kind}-{name.lower().replace(',', '').replace(' ', '-')}"


def build() -> list[Object]:
    """Every object, what is referred to before what refers to it."""
    return [*_views(), *_searches(), *_panels(), *_dashboards()]


def _object(kind: str, name: str, attributes: Object, references: list[Object]) -> Object:
    return {
        "id": name_id(kind, name),
        "type": kind,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": MIGRATED[kind],
        "managed": False,
    }


def _views() -> Iterator[Object]:
    for view, time in VIEWS.items():
        attributes = {"title": f"{PREFIX}{view}", "name": f"quotewire {view}", "timeFieldName": time}
        yield _object("index-pattern", view, attributes, [])


def _source(view: str, query: str) -> tuple[Object, list[Object]]:
    place = "kibanaSavedObjectMeta.searchSourceJSON.index"
    source = {"query": {"query": query, "language": "kuery"}, "filter": [], "indexRefName": place}
    meta = {"kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(source)}}
    return meta, [{"id": name_id("index-pattern", view), "type": "index-pattern", "name": place}]


def _searches() -> Iterator[Object]:
    for name, search in SEARCHES.items():
        meta, references = _source(search.view, search.query)
        attributes = {
            "title": name,
            "description": "",
            "columns": list(search.columns),
            "sort": [[VIEWS[search.view], "desc"]],
            "timeRestore": True,
            "timeRange": {"from": "now-7d", "to": "now"},
            **meta,
        }
        yield _object("search", name, attributes, references)


def _panels() -> Iterator[Object]:
    for name, panel in PANELS.items():
        meta, references = _source(panel.view, panel.query)
        state = {"title": name, "type": panel.kind, "aggs": _aggregations(panel), "params": {"type": panel.kind}}
        attributes = {
            "title": name,
            "description": "",
            "visState": json.dumps(state),
            "uiStateJSON": "{}",
            "version": 1,
            **meta,
        }
        yield _object("visualization", name, attributes, references)


def _aggregations(panel: Panel) -> list[Object]:
    parts = [*(_metric(panel, kind, field) for kind, field in panel.metrics), *_buckets(panel)]
    return [{"id": str(number), "enabled": True, **part} for number, part in enumerate(parts, start=1)]


def _metric(panel: Panel, kind: str, field: str | None) -> Object:
    params: Object = {"field": field} if field else {}
    if kind == "percentiles":
        params["percents"] = [50, 99]
    if kind == "top_hits":  # the first of them
        params |= {"aggregate": "concat", "size": 1, "sortField": VIEWS[panel.view], "sortOrder": "asc"}
    return {"type": kind, "schema": "metric", "params": params}


def _buckets(panel: Panel) -> Iterator[Object]:
    if panel.rows:
        small_charts = _terms(panel, panel.rows, "split", 5)
        small_charts["params"]["row"] = True
        yield small_charts
    if panel.over_time:
        params = {"field": VIEWS[panel.view], "interval": "auto", "min_doc_count": 1, "useNormalizedEsInterval": True}
        yield {"type": "date_histogram", "schema": "segment", "params": params}
    for field in panel.splits:
        yield _terms(panel, field, "bucket" if panel.kind == "table" else "group", 15)


def _terms(panel: Panel, field: str, schema: str, size: int) -> Object:
    """Largest first by the first metric; percentiles are many numbers, so those go by name."""
    by_name = panel.metrics[0][0] == "percentiles"
    order = {"order": "asc", "orderBy": "_key"} if by_name else {"order": "desc", "orderBy": "1"}
    return {"type": "terms", "schema": schema, "params": {"field": field, "size": size, **order}}


def _dashboards() -> Iterator[Object]:
    for name, (purpose, since, shown) in DASHBOARDS.items():
        placed, references = [], []
        for number, panel in enumerate(shown):
            kind = "visualization" if panel in PANELS else "search"
            placed.append(_place(number, kind))
            references.append({"id": name_id(kind, panel), "type": kind, "name": f"{number}:panel_{number}"})
        source = {"query": {"query": "", "language": "kuery"}, "filter": []}
        attributes = {
            "title": f"quotewire: {name}",
            "description": purpose,
            "panelsJSON": json.dumps(placed),
            "optionsJSON": json.dumps({"useMargins": True, "syncColors": True, "hidePanelTitles": False}),
            "timeRestore": True,
            "timeFrom": since,
            "timeTo": "now",
            "refreshInterval": {"pause": False, "value": 60000},
            "version": 1,
            "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(source)},
        }
        yield _object("dashboard", name, attributes, references)


def _place(number: int, kind: str) -> Object:
    place = {"x": 24 * (number % 2), "y": 15 * (number // 2), "w": 24, "h": 15, "i": str(number)}
    return {
        "panelIndex": str(number),
        "gridData": place,
        "type": kind,
        "embeddableConfig": {},
        "panelRefName": f"panel_{number}",
    }


def write() -> str:
    """The file's text: one object a line."""
    return "".join(json.dumps(one, sort_keys=True, ensure_ascii=False) + "\n" for one in build())


if __name__ == "__main__":
    FILE.write_text(write(), "utf-8")
