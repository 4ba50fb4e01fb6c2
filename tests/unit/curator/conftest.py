"""A small coverage, recorded: one claim about a bridge, denied and restated, and another story."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.unit.processor.builders import NOON, open_state, say, write_article

from quotewire.adapters.fts.index import FtsIndex
from quotewire.adapters.state.state import SqlState
from quotewire.curator.decide import Author
from quotewire.model.article import Article
from quotewire.model.journey import AnalysedArticle, RecordedArticle
from quotewire.model.statement import Stance, Statement
from quotewire.processor.record import record

SOLD = "the northern bridge was sold to a shipping company without a vote"
NEVER = "the northern bridge had been sold"
RUST = "the northern bridge would be closed because rust had eaten through its cables"
ANA = Author("ana", NOON + timedelta(days=2))


@dataclass
class Desk:
    """State and index with what was recorded, in order."""

    state: SqlState
    index: FtsIndex

    def tell(self, article: Article, *statements: Statement) -> RecordedArticle:
        with self.state.transaction() as tx:
            recorded = record(AnalysedArticle(article, (), statements), tx, article.collected_at)
        self.index.put([recorded])
        self.index.put_claims(recorded.claims)
        return recorded

    def claims(self) -> dict[str, list[str]]:
        """Speakers by claim."""
        with self.state.reading() as tx:
            return {
                claim.id: [one.speaker_name for one in tx.claims.positions(claim.id)] for claim in tx.claims.latest(99)
            }


def article_on(title: str, *paragraphs: str, hours: float = 0, outlet: str = "Morning Post") -> Article:
    at = NOON + timedelta(hours=hours)
    article = write_article(title, *paragraphs, at=at, outlet=outlet)
    return replace(article, url=f"https://news.example/{article.id}", country={"Evening Star": "gb"}.get(outlet, "us"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    state, index = open_state(tmp_path), FtsIndex(tmp_path / "index.db")
    opened = Desk(state, index)
    first = article_on("Dispute in the assembly", f"Ada Lind alleged that {SOLD}.", "Nothing more was said.")
    opened.tell(first, say(first, "Ada Lind", Stance.ALLEGES, "alleged", SOLD))
    second = article_on("Minister answers", f"Oren Cast denied that {NEVER}.", hours=3, outlet="Evening Star")
    opened.tell(second, say(second, "Oren Cast", Stance.DENIES, "denied", NEVER))
    third = article_on("Repairs", f"Tomas Reyl warned that {RUST}.", hours=5)
    opened.tell(third, say(third, "Tomas Reyl", Stance.WARNS, "warned", RUST))
    yield opened
    index.close()
    state.close()
