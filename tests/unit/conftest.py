from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.processor.builders import open_state

from quotewire.adapters.state import SqlState


@pytest.fixture
def state(tmp_path: Path) -> Iterator[SqlState]:
    """An empty state in SQLite."""
    opened = open_state(tmp_path)
    yield opened
    opened.close()
