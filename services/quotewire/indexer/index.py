"""Put recorded articles, their statements and claims into the search index."""

from collections.abc import Sequence

from quotewire.model.journey import RecordedArticle
from quotewire.ports.search import SearchIndex


def index_articles(articles: Sequence[RecordedArticle], index: SearchIndex) -> None:
    """Safe to repeat: documents have the ids of what they show."""
    index.put(articles)
    claims = {claim.id: claim for article in articles for claim in article.claims}
    if claims:
        index.put_claims(tuple(claims.values()))
