"""The same tests on every search index.

To add one, write a fixture that returns an empty ``SearchIndex``, and name it in ``IMPLEMENTATIONS``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quotewire.adapters.fts import FtsIndex
from quotewire.ports.search import SearchIndex

IMPLEMENTATIONS = ["fts_index"]


@pytest.fixture
def fts_index(tmp_path: Path) -> Iterator[SearchIndex]:
    opened = FtsIndex(tmp_path / "index.db")
    yield opened
    opened.close()


@pytest.fixture(params=IMPLEMENTATIONS)
def index(request: pytest.FixtureRequest) -> SearchIndex:
    """An empty index."""
    opened: SearchIndex = request.getfixturevalue(request.param)
    return opened
