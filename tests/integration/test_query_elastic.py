"""What a real Elasticsearch finds is what the stream finds."""

import itertools
from collections.abc import Iterator
from contextlib import suppress

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.servers.elastic import elasticsearch_url
from tests.unit.query.samples import close_words, coloured_articles, queries, recorded_articles

from quotewire.errors import QueryError
from quotewire.model.journey import RecordedArticle
from quotewire.query.document import Document, read_article
from quotewire.query.elastic import PROPERTIES, fields_of, to_elastic
from quotewire.query.evaluate import evaluate
from quotewire.query.parse import parse_query
from quotewire.query.tree import Query

pytestmark = pytest.mark.servers
__all__ = ["elasticsearch_url"]  # a fixture is asked for by its name

INDEX = "query-agreement"
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
"""Each example asks many queries of many documents, since it is the requests that take time."""

batches = itertools.count()


@pytest.fixture(scope="module")
def node(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    client = Elasticsearch(elasticsearch_url, request_timeout=120)
    client.indices.delete(index=INDEX, ignore_unavailable=True)
    properties = {**PROPERTIES, "batch": {"type": "long"}}
    client.indices.create(index=INDEX, mappings={"properties": properties}, settings={"number_of_replicas": 0})
    yield client
    client.indices.delete(index=INDEX)
    client.close()


def documents_of(articles: list[RecordedArticle]) -> list[Document]:
    """Of several articles, which do not know of each other, so that one refresh serves many queries."""
    readings = [read_article(recorded) for recorded in articles]
    statements = [reading.of_statement(said) for reading in readings for said in reading.recorded.statements]
    return [reading.of_article() for reading in readings] + statements


def put(node: Elasticsearch, documents: list[Document], batch: int) -> None:
    operations: list[dict] = []
    for number, document in enumerate(documents):
        operations += [{"index": {"_id": f"{batch}-{number}"}}, {**fields_of(document), "batch": batch}]
    answer = node.bulk(index=INDEX, operations=operations, refresh=True)
    assert not answer["errors"], answer


def find(node: Elasticsearch, asked: list[Query], batch: int) -> list[set[str]]:
    searches: list[dict] = []
    for query in asked:
        within = {"bool": {"must": [to_elastic(query)], "filter": [{"term": {"batch": batch}}]}}
        searches += [{}, {"query": within, "size": 1000, "_source": False}]
    answers = node.msearch(index=INDEX, searches=searches)["responses"]
    return [{hit["_id"] for hit in answer["hits"]["hits"]} for answer in answers]


def check(node: Elasticsearch, texts: list[str], articles: list[RecordedArticle]) -> None:
    documents, batch, asked = documents_of(articles), next(batches), []
    for text in texts:
        with suppress(QueryError):
            asked.append(parse_query(text))
    assume(asked)
    put(node, documents, batch)
    for query, found in zip(asked, find(node, asked, batch), strict=True):
        expected = {f"{batch}-{number}" for number, document in enumerate(documents) if evaluate(query, document)}
        assert found == expected, query.text


@FEW
@given(st.lists(queries(), min_size=60, max_size=80), st.lists(recorded_articles(), min_size=12, max_size=20))
def test_stream_and_elasticsearch_agree(node: Elasticsearch, texts: list[str], articles: list[RecordedArticle]) -> None:
    check(node, texts, articles)


@FEW
@given(st.lists(close_words(), min_size=60, max_size=80), st.lists(coloured_articles(), min_size=12, max_size=20))
def test_they_agree_on_distance(node: Elasticsearch, texts: list[str], articles: list[RecordedArticle]) -> None:
    check(node, texts, articles)
