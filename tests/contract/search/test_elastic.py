"""What only the index on Elasticsearch has to stand: months, generations, retention, a node that refuses."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from uuid import uuid4

import pytest
from tests.contract.search.test_search import make_story
from tests.contract.state.samples import make_claim

from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.elastic.cluster import IndexRefused, Operation, write
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.adapters.elastic.rebuild import Rebuild
from quotewire.errors import IndexUnavailable
from quotewire.model.journey import RecordedArticle
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query
from quotewire.settings import ElasticsearchSettings

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]

FERRY = parse_query("ferry")


@pytest.fixture
def settings(elasticsearch_url: str) -> ElasticsearchSettings:
    return ElasticsearchSettings.model_validate({"url": elasticsearch_url, "prefix": f"test-{uuid4().hex[:8]}-"})


@pytest.fixture
def index(settings: ElasticsearchSettings) -> Iterator[ElasticIndex]:
    opened = ElasticIndex(settings)
    yield opened
    for name in opened.client.indices.get(index=f"{settings.prefix}*"):
        opened.client.indices.delete(index=name)
    opened.close()


def in_month(month: str, number: int) -> RecordedArticle:
    """A story that was first seen in the month."""
    story = make_story(number, "Ferry", "The ferry is late.", ("The ferry is late",))
    (said,) = story.statements
    article = replace(story.article, id=f"{month}-a{number}", version_id=f"{month}-a{number}.1")
    statement = replace(said, statement=replace(said.statement, id=f"{month}-s{number}"))
    return replace(story, article=article, statements=(statement,))


def test_each_month_has_indices_of_its_own_and_old_ones_can_go(index: ElasticIndex) -> None:
    index.put([in_month(month, number) for number, month in enumerate(("202403", "202404", "202405"))])
    index.refresh()
    assert index.search(FERRY, Kind.STATEMENTS).total == 3
    assert len(list(index.drop_months("202405"))) == 4  # articles and statements of two months
    assert {hit.id for hit in index.search(FERRY, Kind.ARTICLES).hits} == {"202405-a2"}


class Traffic:
    """Searches, and writes like the index service: what is refused for now is written again."""

    def __init__(self, settings: ElasticsearchSettings) -> None:
        self._index = ElasticIndex(settings)
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.seen: list[int] = []
        self.written = 20

    def __enter__(self) -> "Traffic":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._index.close()

    def _run(self) -> None:
        while not self._done.wait(0.2):
            self.seen.append(self._index.search(FERRY, Kind.ARTICLES).total)
            with suppress(IndexUnavailable):
                self._index.put([in_month("202405", self.written)])
                self.written += 1


def test_a_rebuild_leaves_no_gap_and_loses_no_write(index: ElasticIndex, settings: ElasticsearchSettings) -> None:
    index.put([in_month("202405", number) for number in range(20)])
    index.put_claims([make_claim()])
    index.refresh()
    with Traffic(settings) as traffic:
        lines = list(Rebuild(index, settings).run())
    index.refresh()
    assert any("generation 2" in line for line in lines)
    assert min(traffic.seen) >= 20
    assert index.search(FERRY, Kind.ARTICLES).total == traffic.written
    assert index.search(FERRY, Kind.STATEMENTS).total == traffic.written
    assert index.search(parse_query("claim:202405-c1"), Kind.CLAIMS).total == 1
    for kind in (IndexKind.ARTICLES, IndexKind.STATEMENTS, IndexKind.CLAIMS):
        assert all("-v2-" in name for name in index.months.behind(kind))


def test_a_rebuild_from_elsewhere_takes_what_only_the_index_has(
    index: ElasticIndex, settings: ElasticsearchSettings
) -> None:
    old = [in_month("202405", number) for number in range(20)]
    index.put(old)
    index.refresh()
    newer = replace(old[0], version=2, statements=(), article=replace(old[0].article, version_id="202405-a0.2"))

    def fill(target: ElasticIndex) -> Iterator[str]:
        assert index.search(FERRY, Kind.STATEMENTS).total >= 20  # nothing is seen of it yet
        target.put([newer])
        target.put_claims([make_claim()])
        yield "filled"

    with Traffic(settings) as traffic:
        list(Rebuild(index, settings).run(fill))
    index.refresh()
    assert min(traffic.seen) >= 20
    assert index.search(FERRY, Kind.ARTICLES).total == traffic.written
    assert index.search(FERRY, Kind.STATEMENTS).total == traffic.written - 1  # version 2 took one back
    assert index.search(parse_query("claim:202405-c1"), Kind.CLAIMS).total == 1


def test_an_index_that_was_lost_is_built_anew(index: ElasticIndex, settings: ElasticsearchSettings) -> None:
    def fill(target: ElasticIndex) -> Iterator[str]:
        target.put([in_month("202405", 1)])
        yield "filled"

    list(Rebuild(index, settings).run(fill))
    assert index.search(FERRY, Kind.ARTICLES).total == 1


def test_a_read_only_index_is_waited_for(index: ElasticIndex) -> None:
    index.put([in_month("202405", 1)])
    (name,) = index.months.behind(IndexKind.ARTICLES)
    index.client.indices.put_settings(index=name, settings={"index.blocks.write": True})
    with pytest.raises(IndexUnavailable, match="read-only"):
        index.put([in_month("202405", 2)])
    index.client.indices.put_settings(index=name, settings={"index.blocks.write": None})
    index.put([in_month("202405", 2)])
    index.refresh()
    assert index.search(FERRY, Kind.ARTICLES).total == 2


def test_an_overloaded_node_is_waited_for(index: ElasticIndex) -> None:
    """429, as a node answers that has too much to do: here because it may hold hardly anything in memory."""
    limit = "network.breaker.inflight_requests.limit"
    index.put([in_month("202405", 1)])
    index.client.cluster.put_settings(persistent={limit: "1kb"})
    try:
        with pytest.raises(IndexUnavailable, match=r"overloaded.*429"):
            index.put([in_month("202405", number) for number in range(2, 12)])
    finally:
        index.client.cluster.put_settings(persistent={limit: None})
    index.put([in_month("202405", 2)])
    index.refresh()
    assert index.search(FERRY, Kind.ARTICLES).total == 2


def test_a_field_that_nobody_declared_is_refused(index: ElasticIndex) -> None:
    name = index.months.index_of(IndexKind.ALERTS, "202405-x")
    with pytest.raises(IndexRefused, match="strict"):
        write(index.client, [Operation(name, "202405-x", {"surprise": 1})])


def test_no_node() -> None:
    absent = ElasticIndex(ElasticsearchSettings.model_validate({"url": "http://127.0.0.1:9", "timeout_seconds": 2}))
    with pytest.raises(IndexUnavailable, match="no answer"):
        absent.search(FERRY, Kind.ARTICLES)
