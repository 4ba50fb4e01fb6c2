"""What a real Elasticsearch finds is what the stream finds."""

from collections.abc import Iterator

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

pytestmark = pytest.mark.servers
__all__ = ["elasticsearch_url"]  # a fixture is asked for by its name

INDEX = "query-agreement"
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def node(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    client = Elasticsearch(elasticsearch_url)
    client.indices.delete(index=INDEX, ignore_unavailable=True)
    client.indices.create(index=INDEX, mappings={"properties": dict(PROPERTIES)}, settings={"number_of_replicas": 0})
    yield client
    client.indices.delete(index=INDEX)
    client.close()


def documents_of(articles: list[RecordedArticle]) -> list[Document]:
    """Of several articles, which do not know of each other, so that one refresh serves many queries."""
    readings = [read_article(recorded) for recorded in articles]
    statements = [reading.of_statement(said) for reading in readings for said in reading.recorded.statements]
    return [reading.of_article() for reading in readings] + statements


def put(node: Elasticsearch, documents: list[Document]) -> None:
    node.delete_by_query(index=INDEX, query={"match_all": {}}, refresh=True, conflicts="proceed")
    operations: list[dict] = []
    for number, document in enumerate(documents):
        operations += [{"index": {"_index": INDEX, "_id": str(number)}}, fields_of(document)]
    answer = node.bulk(operations=operations, refresh=True)
    assert not answer["errors"], answer


def check(node: Elasticsearch, texts: list[str], articles: list[RecordedArticle]) -> None:
    documents = documents_of(articles)
    put(node, documents)
    read = 0
    for text in texts:
        try:
            query = parse_query(text)
        except QueryError:
            continue
        read += 1
        hits = node.search(index=INDEX, query=to_elastic(query), size=1000, source=False)["hits"]["hits"]
        expected = {str(number) for number, document in enumerate(documents) if evaluate(query, document)}
        assert {hit["_id"] for hit in hits} == expected, text
    assume(read)


@FEW
@given(st.lists(queries(), min_size=8, max_size=20), st.lists(recorded_articles(), min_size=2, max_size=8))
def test_stream_and_elasticsearch_agree(node: Elasticsearch, texts: list[str], articles: list[RecordedArticle]) -> None:
    check(node, texts, articles)


@FEW
@given(st.lists(close_words(), min_size=8, max_size=20), st.lists(coloured_articles(), min_size=2, max_size=8))
def test_they_agree_on_distance(node: Elasticsearch, texts: list[str], articles: list[RecordedArticle]) -> None:
    check(node, texts, articles)
