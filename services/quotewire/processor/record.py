"""Join an analysed article to everything seen before it: the one ordered stage.

Everything happens in one transaction and is written under deterministic ids, so a record that is processed twice
gives the stored result again.
"""

from datetime import datetime

from quotewire.analysis.novelty.correction import compare_versions
from quotewire.analysis.novelty.syndication import COPY_WINDOW, find_original, shingle
from quotewire.model.article import Article
from quotewire.model.journey import AnalysedArticle, Correction, RecordedArticle, RecordedStatement, RejectedArticle
from quotewire.model.outcome import Outcome, OutcomeKind, Step
from quotewire.ports.state import Transaction
from quotewire.processor.ledger import Ledger, claims_of

STAGE = "record"
LEAST_SHARED = 8
"""Shingles; ``find_original`` takes no article with fewer for the original, so that it need not see them."""


def record(analysed: AnalysedArticle, tx: Transaction, now: datetime) -> RecordedArticle:
    """The article with its version, what it copies or corrects, and each statement's claim and novelty."""
    article = analysed.article
    already = tx.articles.recorded(article.version_id)
    if already is not None:
        return already
    earlier = tx.articles.versions(article.id)
    outcome = _settle(article, bool(earlier), tx, now)
    statements = Ledger(tx, article, analysed.mentions).enter(analysed.statements, _carried(earlier))
    claims, positions = claims_of(statements, tx)
    recorded = RecordedArticle(
        article=article,
        version=len(earlier) + 1,
        outcome=outcome,
        mentions=analysed.mentions,
        statements=statements,
        claims=claims,
        positions=positions,
        corrections=_corrections(earlier, analysed),
        statements_skipped=analysed.statements_skipped,
    )
    tx.articles.save(recorded)
    tx.outcomes.settle(outcome)
    tx.steps.note(
        Step(article.version_id, article.id, "analyse", now, _tell_reading(analysed)),
        Step(article.version_id, article.id, STAGE, now, _tell(recorded)),
    )
    return recorded


def reject(rejected: RejectedArticle, tx: Transaction, now: datetime) -> Outcome:
    """Count a page that holds no article."""
    reason = f"{rejected.reason.value}: {rejected.detail}" if rejected.detail else rejected.reason.value
    outcome = Outcome(rejected.version_id, rejected.article_id, OutcomeKind.REJECTED, now, reason, stage="analyse")
    tx.outcomes.settle(outcome)
    tx.steps.note(Step(rejected.version_id, rejected.article_id, "analyse", now, f"rejected: {reason}"))
    return outcome


def _settle(article: Article, known: bool, tx: Transaction, now: datetime) -> Outcome:
    copied = None if known else _original_of(article, tx)
    if copied is None:
        return Outcome(article.version_id, article.id, OutcomeKind.INDEXED, now)
    original, why = copied
    return Outcome(article.version_id, article.id, OutcomeKind.DUPLICATE, now, why, duplicate_of=original)


def _original_of(article: Article, tx: Transaction) -> tuple[str, str] | None:
    """The article that this one is a copy of, and how it was told: by its canonical URL or by its words."""
    if article.canonical_url:
        owner = tx.articles.add_alias(article.canonical_url, article.id)
        if owner != article.id:
            return owner, "the page names another article's URL as its own"
    shingles = shingle(article.body)
    known = tx.fingerprints.overlapping(shingles, article.collected_at - COPY_WINDOW, LEAST_SHARED)
    copy = find_original(shingles, {key: value for key, value in known.items() if key != article.id})
    tx.fingerprints.save(article.id, shingles, article.collected_at)
    if copy is None:
        return None
    return copy.article_id, f"{copy.containment:.0%} of the shorter text's word sequences are shared"


def _carried(earlier: list[RecordedArticle]) -> dict[str, RecordedStatement]:
    """Statements of earlier versions by id: what did not change keeps its claim and its novelty."""
    return {one.statement.id: one for version in earlier for one in version.statements}


def _corrections(earlier: list[RecordedArticle], analysed: AnalysedArticle) -> tuple[Correction, ...]:
    if not earlier or analysed.article.partial:  # a version cut short takes nothing back
        return ()
    before = tuple(one.statement for one in earlier[-1].statements)
    return compare_versions(before, analysed.statements)


def _tell_reading(analysed: AnalysedArticle) -> str:
    """Noted here and not by the analysis, which keeps nothing."""
    article = analysed.article
    found = f"{article.language}, {len(article.body)} characters, {len(article.removed)} lines removed"
    statements = analysed.statements_skipped or f"{len(analysed.statements)} statements"
    return f"{found}, {len(analysed.mentions)} names, {statements}"


def _tell(recorded: RecordedArticle) -> str:
    outcome = recorded.outcome
    what = f"duplicate of {outcome.duplicate_of} ({outcome.reason})" if outcome.duplicate_of else "new article"
    if recorded.version > 1:
        what = f"version {recorded.version}, {len(recorded.corrections)} corrections"
    return f"{what}; {len(recorded.statements)} statements on {len(recorded.claims)} claims"
