"""The search index: derived from the log, rebuilt at will."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from quotewire.model.alert import Alert
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle
from quotewire.model.span import Span
from quotewire.query.tree import Query


class Kind(StrEnum):
    """What is searched for."""

    ARTICLES = "articles"
    STATEMENTS = "statements"
    CLAIMS = "claims"


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``highlights`` are offsets into ``text``; fields that do not apply to the kind are empty."""

    id: str
    kind: Kind
    article_id: str
    title: str
    text: str
    url: str
    outlet: str | None
    dated: datetime
    score: float
    highlights: tuple[Span, ...] = ()
    speaker: str = ""
    role: str | None = None
    speaks_for: str | None = None
    stance: str = ""
    form: str = ""
    claim_id: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Hits, best first (ties: newest, then id). ``after`` continues the listing; None at its end."""

    hits: tuple[Hit, ...]
    total: int
    after: str | None


class SearchIndex(Protocol):
    """Promises: ``put`` is idempotent and a later version of an article replaces the earlier one with its statements.

    Raises ``IndexUnavailable`` when the index cannot take or answer now; the caller waits and tries again.
    """

    def put(self, articles: Sequence[RecordedArticle]) -> None: ...

    def put_claims(self, claims: Sequence[Claim]) -> None: ...

    def remove_claims(self, claim_ids: Collection[str]) -> None:
        """Those that were merged away. An article put again shows the claims that its statements are on now."""
        ...

    def put_again(
        self, articles: Sequence[RecordedArticle] = (), claims: Sequence[Claim] = (), alerts: Sequence[Alert] = ()
    ) -> None:
        """New forms of what is indexed; what is not there, in a month that was dropped for instance, stays out."""
        ...

    def remove_alerts(self, alert_ids: Collection[str]) -> None:
        """Nothing happens where alerts are not indexed."""
        ...

    def drop_months(self, before: str) -> Iterator[str]:
        """Delete what was first seen before the month ``YYYYMM``; yields a line for each thing that went."""
        ...

    def search(self, query: Query, kind: Kind, limit: int = 20, after: str | None = None) -> Page: ...

    def refresh(self) -> None:
        """Make everything put so far visible to ``search``."""
        ...

    def close(self) -> None: ...
