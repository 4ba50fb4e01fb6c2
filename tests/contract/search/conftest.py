"""The same tests on every search index.

To add one, write a fixture that returns an empty ``SearchIndex``, and name it in ``IMPLEMENTATIONS``.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from quotewire.adapters.elastic import ElasticIndex
from quotewire.adapters.elastic.mapping import IndexKind
from quotewire.adapters.fts import FtsIndex
from quotewire.ports.search import SearchIndex
from quotewire.settings import ElasticsearchSettings

ON_A_SERVER = [pytest.mark.servers, pytest.mark.timeout(500)]
IMPLEMENTATIONS = ["fts_index", pytest.param("elastic_index", marks=ON_A_SERVER)]


@pytest.fixture
def fts_index(tmp_path: Path) -> Iterator[SearchIndex]:
    opened = FtsIndex(tmp_path / "index.db")
    yield opened
    opened.close()


@pytest.fixture
def elastic_index(elasticsearch_url: str) -> Iterator[ElasticIndex]:
    opened = ElasticIndex(ElasticsearchSettings(url=elasticsearch_url, prefix=f"test-{uuid4().hex[:8]}-"))
    yield opened
    for kind in IndexKind:
        for name in opened.months.behind(kind):
            opened.client.indices.delete(index=name)
    opened.close()


@pytest.fixture(params=IMPLEMENTATIONS)
def index(request: pytest.FixtureRequest) -> SearchIndex:
    """An empty index."""
    opened: SearchIndex = request.getfixturevalue(request.param)
    return opened
