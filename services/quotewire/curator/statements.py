"""The statements behind a claim's positions, with the articles they stand in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotewire.model.article import Article
from quotewire.model.claim import Position
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.ports.state import Transaction


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement and the version of the article that has it, the latest that does."""

    recorded: RecordedStatement
    article: Article


def read_statements(positions: Sequence[Position], tx: Transaction) -> dict[str, Shown]:
    """By statement id; what the state has forgotten is missing."""
    found = {
        one.statement.id: Shown(one, version.article)
        for version in _versions(positions, tx)
        for one in version.statements
    }
    wanted = {position.statement_id for position in positions}
    return {statement_id: shown for statement_id, shown in found.items() if statement_id in wanted}


def latest_articles(positions: Iterable[Position], tx: Transaction) -> list[RecordedArticle]:
    """The newest version of each article that the positions come from."""
    newest = {version.article.id: version for version in _versions(positions, tx)}
    return list(newest.values())


def _versions(positions: Iterable[Position], tx: Transaction) -> list[RecordedArticle]:
    articles = dict.fromkeys(position.article_id for position in positions)
    return [version for article_id in articles for version in tx.articles.versions(article_id)]
