# ruff: noqa: INP001  # a script
"""Writes quotewire.ndjson, the saved objects of Kibana: ``python deploy/kibana/build.py``.

Ids are fixed, so that importing again (with overwrite) replaces them. The versions are those up to which an object is
already migrated; Kibana takes older ones and migrates them itself, and refuses newer ones than its own.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("quotewire.ndjson")
PREFIX = "quotewire-"
MIGRATED = {"index-pattern": "8.0.0", "search": "8.0.0", "visualization": "8.5.0", "dashboard": "8.9.0"}

Object = dict[str, Any]

VIEWS = {"articles": "published", "statements": "published", "claims": "last_seen", "alerts": "created_at"}
"""Each data view and the time it is shown by."""

SEARCHES = {
    "new-statements": (
        "statements",
        'novelty: ("new" or "new stance" or "new content")',
        ["speaker.name", "stance", "text", "outlet"],
    ),
    "denials": ("statements", 'attitude: "disputes"', ["speaker.name", "speaker.role", "text", "outlet"]),
    "copies": ("articles", 'outcome: "duplicate"', ["title", "outlet", "duplicate_of"]),
    "latest-alerts": ("alerts", "", ["watch", "speaker.name", "stance", "text", "outlet"]),
}

# name: (view, KQL, kind, metric field or None for a count, split field or None, over time)
PANELS: dict[str, tuple[str, str, str, str | None, str | None, bool]] = {
    "Stances over time": ("statements", "", "histogram", None, "stance", True),
    "Who speaks most": ("statements", "", "table", None, "speaker.name", False),
    "For whom they speak": ("statements", "speaker.speaks_for: *", "table", None, "speaker.speaks_for", False),
    "New statements": (
        "statements",
        'novelty: ("new" or "new stance" or "new content")',
        "histogram",
        None,
        "speaker.name",
        True,
    ),
    "Outlets": ("articles", "", "histogram", None, "outlet", True),
    "Sections": ("articles", "section: *", "table", None, "section", False),
    "People and institutions": ("articles", "", "table", None, "entities", False),
    "Spread of claims": ("statements", "", "table", None, "claim_id", False),
    "Languages": ("articles", "", "table", None, "language", False),
    "Alerts by watch": ("alerts", "", "histogram", None, "watch", True),
    "Seconds from publication to alert": ("alerts", "", "table", "seconds_from_publication", "watch", False),
    "Kinds of alert": ("alerts", "", "table", None, "novelty", False),
    "Articles by outcome": ("articles", "", "histogram", None, "outcome", True),
    "Sources": ("articles", "", "table", None, "source", False),
    "How speakers were found": ("statements", "", "table", None, "speaker.resolution", False),
}

DASHBOARDS = {
    "Who is saying what": ["Stances over time", "Who speaks most", "For whom they speak", "New statements"],
    "Coverage": ["Outlets", "Sections", "People and institutions", "Spread of claims", "Languages"],
    "Desk": ["Alerts by watch", "Seconds from publication to alert", "Kinds of alert"],
    "Pipeline health": ["Articles by outcome", "Sources", "How speakers were found"],
}


def name_id(kind: str, name: str) -> str:
    return f"{PREFIX}{kind}-{name.lower().replace(' ', '-')}"


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
    for name, (view, query, columns) in SEARCHES.items():
        meta, references = _source(view, query)
        attributes = {
            "title": name.replace("-", " ").capitalize(),
            "description": "",
            "columns": columns,
            "sort": [[VIEWS[view], "desc"]],
            **meta,
        }
        yield _object("search", name, attributes, references)


def _panels() -> Iterator[Object]:
    for name, (view, query, kind, metric, split, over_time) in PANELS.items():
        meta, references = _source(view, query)
        aggregations = list(_aggregations(kind, VIEWS[view], metric, split, over_time))
        state = {"title": name, "type": kind, "aggs": aggregations, "params": {"type": kind}}
        attributes = {
            "title": name,
            "description": "",
            "visState": json.dumps(state),
            "uiStateJSON": "{}",
            "version": 1,
            **meta,
        }
        yield _object("visualization", name, attributes, references)


def _aggregations(kind: str, time: str, metric: str | None, split: str | None, over_time: bool) -> Iterator[Object]:
    measure = (
        {"type": "percentiles", "params": {"field": metric, "percents": [50, 99]}}
        if metric
        else {"type": "count", "params": {}}
    )
    yield {"id": "1", "enabled": True, "schema": "metric", **measure}
    if over_time:
        params: Object = {"field": time, "interval": "auto", "min_doc_count": 1, "useNormalizedEsInterval": True}
        yield {"id": "2", "enabled": True, "type": "date_histogram", "schema": "segment", "params": params}
    if split:
        terms = {"field": split, "size": 15, "order": "desc", "orderBy": "_key" if metric else "1"}
        schema = "bucket" if kind == "table" else "group"
        yield {"id": "3", "enabled": True, "type": "terms", "schema": schema, "params": terms}


def _dashboards() -> Iterator[Object]:
    for name, panels in DASHBOARDS.items():
        placed, references = [], []
        for number, panel in enumerate(panels):
            place = {"x": 24 * (number % 2), "y": 15 * (number // 2), "w": 24, "h": 15, "i": str(number)}
            placed.append(
                {
                    "panelIndex": str(number),
                    "gridData": place,
                    "type": "visualization",
                    "embeddableConfig": {},
                    "panelRefName": f"panel_{number}",
                }
            )
            references.append(
                {"id": name_id("visualization", panel), "type": "visualization", "name": f"{number}:panel_{number}"}
            )
        source = {"query": {"query": "", "language": "kuery"}, "filter": []}
        attributes = {
            "title": f"quotewire: {name}",
            "description": "",
            "panelsJSON": json.dumps(placed),
            "optionsJSON": json.dumps({"useMargins": True, "syncColors": True, "hidePanelTitles": False}),
            "timeRestore": False,
            "version": 1,
            "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(source)},
        }
        yield _object("dashboard", name, attributes, references)


def write() -> str:
    """The file's text: one object a line."""
    return "".join(json.dumps(one, sort_keys=True, ensure_ascii=False) + "\n" for one in build())


if __name__ == "__main__":
    FILE.write_text(write(), "utf-8")
