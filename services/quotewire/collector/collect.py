"""Put a source's items on the log, each version once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from quotewire.codec import VERSION_HEADER, encode, headers_of
from quotewire.collector.canonical import canonical_url
from quotewire.collector.item import Item
from quotewire.errors import MessageTooLarge
from quotewire.model import ids
from quotewire.model.article import CollectedArticle
from quotewire.model.outcome import Outcome, OutcomeKind, RejectedReason, Step
from quotewire.model.source import Source
from quotewire.ports.clock import Clock
from quotewire.ports.log import Log, Message
from quotewire.ports.state import State
from quotewire.topics import COLLECTED

STAGE = "collect"


@dataclass(frozen=True, slots=True)
class Poll:
    """What one look at a source brought."""

    source_id: str
    collected: int
    unchanged: int


def collect(source: Source, items: Iterable[Item], state: State, log: Log, clock: Clock) -> Poll:
    """Items are appended before they are marked as seen: a crash in between repeats one under the same id."""
    collected = unchanged = 0
    for item in items:
        if collect_item(source, item, state, log, clock.now()):
            collected += 1
        else:
            unchanged += 1
    return Poll(source.id, collected, unchanged)


def collect_item(source: Source, item: Item, state: State, log: Log, now: datetime, backfill: bool = False) -> bool:
    """False when the source offered this very content before."""
    fingerprint = blake2b(item.content + item.problem.encode(), digest_size=10).hexdigest()
    at = item.collected_at or now
    with state.transaction() as tx:
        if tx.sources.seen(source.id, item.key) == fingerprint:
            return False
        article_id = tx.articles.identify(canonical_url(item.url), at)
    article = _describe(source, item, article_id, at, backfill)
    problem = item.problem or _append(article, log)
    with state.transaction() as tx:
        tx.steps.note(Step(article.id, article_id, STAGE, at, f"{len(item.content)} bytes from {article.source_id}"))
        if problem:
            tx.outcomes.settle(Outcome(article.id, article_id, OutcomeKind.REJECTED, now, problem, stage=STAGE))
        tx.sources.mark_seen(source.id, item.key, fingerprint, now)
    return True


def _append(article: CollectedArticle, log: Log) -> str:
    """Why the log will never take the article; empty when it did."""
    headers = {**headers_of(CollectedArticle), VERSION_HEADER: article.id}
    try:
        log.append(COLLECTED.name, [Message(article.article_id, encode(article), headers)])
    except MessageTooLarge as error:
        return f"{RejectedReason.TOO_LARGE}: {error}"
    return ""


def _describe(source: Source, item: Item, article_id: str, at: datetime, backfill: bool) -> CollectedArticle:
    return CollectedArticle(
        id=ids.version_id(article_id, item.content),
        article_id=article_id,
        url=canonical_url(item.url),
        source_id=item.source_id or source.id,
        collected_at=at,
        media_type=item.media_type,
        content=item.content,
        outlet=item.outlet or source.outlet,
        country=item.country or source.country,
        title=item.title,
        published=item.published,
        backfill=backfill,
    )
