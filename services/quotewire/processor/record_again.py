"""Join an article that was read again, by a better analysis, to the ledger that knows it already."""

from dataclasses import replace
from datetime import datetime

from quotewire.model.article import Article
from quotewire.model.claim import Position
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RecordedStatement, RejectedArticle
from quotewire.model.outcome import Step
from quotewire.ports.state import Transaction
from quotewire.processor.ledger import Ledger, claims_of
from quotewire.processor.record import record, reject

STAGE = "reprocess"


def record_again(analysed: AnalysedArticle, tx: Transaction, now: datetime) -> RecordedArticle:
    """The article as it is read now, under the version, outcome and corrections that it was given when it came.

    A statement that was found before keeps its claim, utterance and novelty; one that is not found any more takes its
    position back. What was never recorded is recorded as usual. Returns the occasion of this reading; the state keeps
    that of the first.
    """
    article = analysed.article
    already = tx.articles.recorded(article.version_id)
    if already is None:
        return record(analysed, tx, now)
    known = {one.statement.id: one for version in tx.articles.versions(article.id) for one in version.statements}
    found = {one.id: one for one in analysed.statements}
    carried = {name: replace(one, statement=found.get(name, one.statement)) for name, one in known.items()}
    tx.claims.take_back({one.statement.id for one in already.statements} - found.keys())
    statements = Ledger(tx, article, analysed.mentions).enter(analysed.statements, carried)
    for one in statements:
        if one.statement.id in known:
            tx.claims.take(_position(one, article))
    claims, positions = claims_of(statements, tx)
    recorded = replace(
        already,
        article=article,
        mentions=analysed.mentions,
        statements=statements,
        claims=claims,
        positions=positions,
        statements_skipped=analysed.statements_skipped,
    )
    first = already.article
    tx.articles.save(replace(recorded, article=replace(article, backfill=first.backfill, occasion=first.occasion)))
    told = (
        f"{len(already.statements)} statements became {len(statements)}, {len(found.keys() - known.keys())} of them new"
    )
    tx.steps.note(Step(article.version_id, article.id, STAGE, now, told))
    return recorded


def reject_again(rejected: RejectedArticle, tx: Transaction, now: datetime) -> None:
    """An article that is none to the analysis of today stays what it was; the trace tells."""
    if tx.articles.recorded(rejected.version_id) is None:
        reject(rejected, tx, now)
        return
    told = f"rejected today, kept as it was: {rejected.reason.value}"
    tx.steps.note(Step(rejected.version_id, rejected.article_id, STAGE, now, told))


def _position(recorded: RecordedStatement, article: Article) -> Position:
    """The stance and speaker may be read otherwise now."""
    said = recorded.statement
    return Position(
        claim_id=recorded.claim_id,
        speaker_key=said.speaker.key,
        speaker_name=said.speaker.name,
        stance=said.stance,
        statement_id=said.id,
        article_id=article.id,
        outlet=article.outlet,
        at=article.dated,
    )
