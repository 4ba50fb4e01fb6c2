"""What the indices hold: fields for queries (``query.elastic``), and fields for people and dashboards in Kibana.

``dynamic: strict`` everywhere: a field that nobody declared is an error in a test and not a guess in production.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from quotewire.query.elastic import PROPERTIES

Fields = dict[str, Any]

VERSION: Final = 1
"""Of the mappings in this file. A change that an index cannot take as it is raises it; ``reindex`` builds anew."""


class IndexKind(StrEnum):
    """What an alias leads to."""

    ARTICLES = "articles"
    STATEMENTS = "statements"
    CLAIMS = "claims"
    ALERTS = "alerts"


_KEYWORD: Fields = {"type": "keyword", "ignore_above": 1024}
_DATE: Fields = {"type": "date"}
_NUMBER: Fields = {"type": "float"}
_COUNT: Fields = {"type": "integer"}
_FLAG: Fields = {"type": "boolean"}
_STORED: Fields = {"type": "keyword", "index": False, "doc_values": False}
"""Only carried along: read back, never searched."""

_TEXT: Fields = {
    "type": "text",
    "analyzer": "english",
    "fields": {"plain": {"type": "text", "analyzer": "standard"}, "keyword": {"type": "keyword", "ignore_above": 512}},
}
_SPEAKER: Fields = {
    "properties": dict.fromkeys(("key", "name", "kind", "role", "speaks_for", "speaks_for_id", "resolution"), _KEYWORD)
}
_ARTICLE_FACTS: Fields = {
    "article_id": _KEYWORD,
    "title": _TEXT,
    "url": _KEYWORD,
    "outlet": _KEYWORD,
    "source": _KEYWORD,
    "section": _KEYWORD,
    "language": _KEYWORD,
    "collected_at": _DATE,
    "indexed_at": _DATE,
}
_STATEMENT_FACTS: Fields = {
    "text": _TEXT,
    "speaker": _SPEAKER,
    "stance": _KEYWORD,
    "attitude": _KEYWORD,
    "form": _KEYWORD,
    "cue": _KEYWORD,
    "headline": _FLAG,
    "novelty": _KEYWORD,
    "claim_id": _KEYWORD,
    "utterance_id": _KEYWORD,
    "outlets": _KEYWORD,
}

_PROPERTIES: Mapping[IndexKind, Fields] = MappingProxyType(
    {
        IndexKind.ARTICLES: {
            **PROPERTIES,
            **_ARTICLE_FACTS,
            "name": _KEYWORD,
            "version_id": _KEYWORD,
            "edition": _COUNT,
            "body": _TEXT,
            "authors": _KEYWORD,
            "entities": _KEYWORD,
            "outcome": _KEYWORD,
            "duplicate_of": _KEYWORD,
            "partial": _FLAG,
            "backfill": _FLAG,
            "statement_count": _COUNT,
            "statement_ids": _STORED,
            "speakers": {"type": "nested", **_SPEAKER, "dynamic": "strict"},
            "payload": _STORED,
        },
        IndexKind.STATEMENTS: {
            **PROPERTIES,
            **_ARTICLE_FACTS,
            **_STATEMENT_FACTS,
            "name": _KEYWORD,
            "edition": _COUNT,
        },
        IndexKind.CLAIMS: {
            **PROPERTIES,
            "name": _KEYWORD,
            "text": _TEXT,
            "first_statement_id": _KEYWORD,
            "first_seen": _DATE,
            "last_seen": _DATE,
            "terms": _KEYWORD,
            "entities": _KEYWORD,
            "indexed_at": _DATE,
            "payload": _STORED,
        },
        IndexKind.ALERTS: {
            **_STATEMENT_FACTS,
            "name": _KEYWORD,
            "article_id": _KEYWORD,
            "title": _TEXT,
            "url": _KEYWORD,
            "outlet": _KEYWORD,
            "published": _DATE,
            "kind": _KEYWORD,
            "watch": _KEYWORD,
            "claim": _TEXT,
            "created_at": _DATE,
            "seconds_from_publication": _NUMBER,
            "indexed_at": _DATE,
        },
    }
)


def mapping_of(kind: IndexKind) -> Fields:
    return {"dynamic": "strict", "properties": _PROPERTIES[kind]}


def settings_of(replicas: int) -> Fields:
    """One shard: a month of one kind is small, and scores of one shard can be compared."""
    return {"number_of_shards": 1, "number_of_replicas": replicas, "codec": "best_compression"}


def template_of(kind: IndexKind, prefix: str, replicas: int) -> Fields:
    """The index template: what a month's index gets, whoever makes it."""
    return {
        "index_patterns": [f"{prefix}{kind}-v*-*"],
        "priority": 500,
        "template": {
            "settings": settings_of(replicas),
            "mappings": mapping_of(kind),
            "aliases": {f"{prefix}{kind}": {}},
        },
        "meta": {"owner": "quotewire", "mapping_version": VERSION},
    }
