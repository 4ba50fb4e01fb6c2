"""Rows as hits, with the words that matched marked in the text that is shown."""

from datetime import UTC
from functools import lru_cache

from quotewire.adapters.fts.select import Row
from quotewire.codec import decode
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.span import Span
from quotewire.ports.search import Hit, Kind
from quotewire.query.document import ArticleReading, Document, build_claim_document, read_article
from quotewire.query.evaluate import evaluate
from quotewire.query.tree import Query

_GAP = len(" … ")


class HitMaker:
    """Makes the hits of one search; several statements of an article share the reading of it."""

    def __init__(self, query: Query, kind: Kind) -> None:
        self._query = query
        self._make = {Kind.ARTICLES: self._article, Kind.STATEMENTS: self._statement, Kind.CLAIMS: self._claim}[kind]
        self._read = lru_cache(maxsize=8)(_read)

    def __call__(self, row: Row) -> Hit:
        return self._make(row)

    def _article(self, row: Row) -> Hit:
        reading = self._read(row.payload)
        article = reading.recorded.article
        return Hit(
            id=article.id,
            kind=Kind.ARTICLES,
            article_id=article.id,
            title=article.title,
            text=article.text,
            url=article.url,
            outlet=article.outlet,
            dated=article.dated,
            score=row.score,
            highlights=self._marked(reading.of_article()),
        )

    def _statement(self, row: Row) -> Hit:
        reading = self._read(row.payload)
        article, recorded = reading.recorded.article, _find(reading.recorded, row.name)
        statement, speaker = recorded.statement, recorded.statement.speaker
        return Hit(
            id=statement.id,
            kind=Kind.STATEMENTS,
            article_id=article.id,
            title=article.title,
            text=statement.text,
            url=article.url,
            outlet=article.outlet,
            dated=article.dated,
            score=row.score,
            highlights=shift(self._marked(reading.of_statement(recorded)), statement.spans),
            speaker=speaker.name,
            role=speaker.role,
            speaks_for=speaker.speaks_for,
            stance=statement.stance,
            form=statement.form,
            claim_id=recorded.claim_id,
        )

    def _claim(self, row: Row) -> Hit:
        claim = decode(Claim, row.payload.encode())
        return Hit(
            id=claim.id,
            kind=Kind.CLAIMS,
            article_id="",
            title="",
            text=claim.text,
            url="",
            outlet=None,
            dated=claim.last_seen.astimezone(UTC),
            score=row.score,
            highlights=self._marked(build_claim_document(claim)),
            claim_id=claim.id,
        )

    def _marked(self, document: Document) -> tuple[Span, ...]:
        found = evaluate(self._query, document)
        return found.spans if found else ()


def shift(marked: tuple[Span, ...], spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Places in an article's text as places in the text that ``join_spans`` makes; what lies outside is left out."""
    shifted, start = [], 0
    for span in spans:
        inside = [place for place in marked if span.contains(place)]
        shifted += [Span(place.start - span.start + start, place.end - span.start + start) for place in inside]
        start += len(span) + _GAP
    return tuple(shifted)


def _read(payload: str) -> ArticleReading:
    return read_article(decode(RecordedArticle, payload.encode()))


def _find(recorded: RecordedArticle, statement_id: str) -> RecordedStatement:
    return next(found for found in recorded.statements if found.statement.id == statement_id)
