"""Threads share an analysis pool, and a change of the entities disturbs no article that is being read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quotewire.adapters.state import SqlState, migrate
from quotewire.model.article import CollectedArticle
from quotewire.model.entity import Entity
from quotewire.model.journey import AnalysedArticle
from quotewire.model.mention import EntityKind
from quotewire.runtime.streaming.analysis import SharedAnalysis

TEXT = b"Ferries are late\n\nFerries will be late all week, harbour master Mara Quill said on Monday. It rains.\n"


@pytest.mark.slow
def test_new_entities_are_known_and_nothing_is_lost(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    state = SqlState(url)
    at_once: list[int] = []
    analysis = SharedAnalysis(state, seconds=60, workers=2, began=at_once.append)
    now = datetime(2024, 5, 3, tzinfo=UTC)

    def read(number: int) -> AnalysedArticle:
        if number == 4:
            with state.transaction() as tx:
                tx.entities.save([Entity(id="quill", kind=EntityKind.PERSON, name="Mara Quill")])
        name = f"202405-{number}"
        found = analysis.analyse(
            CollectedArticle(f"{name}.1", name, "https://a.example/", "s", now, "text/plain", TEXT)
        )
        assert isinstance(found, AnalysedArticle)
        return found

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(read, range(8)))
    assert [one.article.id for one in found] == [f"202405-{number}" for number in range(8)]
    assert found[-1].statements[0].speaker.entity_id == "quill"
    assert (len(at_once), set(at_once)) == (8, {1, 2})
    analysis.close()
    state.close()
