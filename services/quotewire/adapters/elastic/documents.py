"""Model objects as documents of the search index."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from quotewire.codec import encode
from quotewire.model.alert import Alert
from quotewire.model.article import Article
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.statement import Speaker, Statement, attitude_of
from quotewire.query.document import ArticleReading, build_claim_document
from quotewire.query.elastic import fields_of

Source = dict[str, Any]


def describe_article(reading: ArticleReading, at: datetime) -> Source:
    recorded = reading.recorded
    article = recorded.article
    return {
        **fields_of(reading.of_article()),
        **_article_facts(article, at),
        "name": article.id,
        "version_id": article.version_id,
        "edition": recorded.version,
        "body": article.body,
        "authors": article.authors,
        "entities": sorted({one.entity_id for one in recorded.mentions if one.entity_id}),
        "outcome": recorded.outcome.kind,
        "duplicate_of": recorded.outcome.duplicate_of,
        "partial": article.partial,
        "backfill": article.backfill,
        "statement_count": len(recorded.statements),
        "statement_ids": [one.statement.id for one in recorded.statements],
        "speakers": list(_speakers(recorded)),
        "payload": encode(recorded).decode(),
    }


def describe_statement(reading: ArticleReading, recorded: RecordedStatement, at: datetime) -> Source:
    return {
        **fields_of(reading.of_statement(recorded)),
        **_article_facts(reading.recorded.article, at),
        **_statement_facts(recorded.statement),
        "name": recorded.statement.id,
        "edition": reading.recorded.version,
        "novelty": recorded.novelty,
        "claim_id": recorded.claim_id,
        "utterance_id": recorded.utterance_id,
        "outlets": recorded.outlets,
    }


def describe_claim(claim: Claim, at: datetime) -> Source:
    return {
        **fields_of(build_claim_document(claim)),
        "name": claim.id,
        "text": claim.text,
        "first_statement_id": claim.first_statement_id,
        "first_seen": claim.first_seen,
        "last_seen": claim.last_seen,
        "terms": claim.terms,
        "entities": claim.entity_ids,
        "indexed_at": at,
        "payload": encode(claim).decode(),
    }


def describe_alert(alert: Alert, at: datetime) -> Source:
    return {
        **_statement_facts(alert.statement),
        "name": alert.id,
        "article_id": alert.article_id,
        "title": alert.title,
        "url": alert.url,
        "outlet": alert.outlet,
        "published": alert.dated,
        "kind": alert.kind,
        "watch": alert.watch_id,
        "claim": alert.claim.text,
        "claim_id": alert.claim.id,
        "utterance_id": alert.utterance_id,
        "novelty": alert.novelty,
        "outlets": alert.outlets,
        "created_at": alert.created_at,
        "seconds_from_publication": (alert.created_at - alert.dated).total_seconds(),
        "indexed_at": at,
    }


def _article_facts(article: Article, at: datetime) -> Source:
    return {
        "article_id": article.id,
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "source": article.source_id,
        "section": article.section,
        "language": article.language,
        "collected_at": article.collected_at,
        "indexed_at": at,
    }


def _statement_facts(statement: Statement) -> Source:
    return {
        "text": statement.text,
        "speaker": _describe_speaker(statement.speaker),
        "stance": statement.stance,
        "attitude": attitude_of(statement.stance),
        "form": statement.form,
        "cue": statement.cue_text,
        "headline": statement.headline,
    }


def _speakers(recorded: RecordedArticle) -> Iterator[Source]:
    """Each speaker once."""
    seen = {one.statement.speaker.key: one.statement.speaker for one in recorded.statements}
    yield from map(_describe_speaker, seen.values())


def _describe_speaker(speaker: Speaker) -> Source:
    return {
        "key": speaker.key,
        "name": speaker.name,
        "kind": speaker.kind,
        "role": speaker.role,
        "speaks_for": speaker.speaks_for,
        "speaks_for_id": speaker.speaks_for_id,
        "resolution": speaker.resolution,
    }
