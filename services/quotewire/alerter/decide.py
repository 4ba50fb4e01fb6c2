"""Raise or withhold: looks at a match and the statement's novelty, and returns what should happen."""

from dataclasses import replace
from datetime import datetime

from quotewire.alerter.evidence import show_evidence
from quotewire.model import ids
from quotewire.model.alert import Alert, AlertKind, Withheld, WithheldReason
from quotewire.model.claim import Novelty
from quotewire.model.journey import Correction, RecordedArticle, RecordedStatement
from quotewire.model.watch import Match


def decide(match: Match, recorded: RecordedArticle, statement: RecordedStatement, now: datetime) -> Alert | Withheld:
    """An alert for what is new to the watch.

    A repetition on the same occasion is decided like the first hearing: its alert has the id of the one that went out,
    if one did, so that a first copy that did not match (another source, less confidence) takes nothing away.
    """
    reason = _reason_to_withhold(recorded, statement)
    if reason is None:
        return build_alert(match, recorded, statement, now)
    return Withheld(
        match.watch_id,
        statement.statement.id,
        recorded.article.id,
        reason,
        now,
        ids.alert_id(match.watch_id, statement.utterance_id),
    )


def _reason_to_withhold(recorded: RecordedArticle, statement: RecordedStatement) -> WithheldReason | None:
    if recorded.article.backfill:
        return WithheldReason.BACKFILL
    if statement.novelty is Novelty.RESTATED:
        return WithheldReason.RESTATED
    return None


def build_alert(match: Match, recorded: RecordedArticle, statement: RecordedStatement, now: datetime) -> Alert:
    """The alert for a statement; ``match`` says for which watch."""
    article, said = recorded.article, statement.statement
    claim = next(claim for claim in recorded.claims if claim.id == statement.claim_id)
    return Alert(
        id=ids.alert_id(match.watch_id, statement.utterance_id),
        kind=AlertKind.STATEMENT,
        watch_id=match.watch_id,
        created_at=now,
        article_id=article.id,
        version_id=article.version_id,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        dated=article.dated,
        statement=said,
        evidence=show_evidence(article.text, said),
        match=match,
        novelty=statement.novelty,
        utterance_id=statement.utterance_id,
        claim=claim,
        positions=tuple(
            position
            for position in recorded.positions
            if position.claim_id == claim.id and position.speaker_key != said.speaker.key
        ),
        outlets=statement.outlets,
    )


def correct_alert(first: Alert, correction: Correction, recorded: RecordedArticle, now: datetime) -> Alert:
    """The follow-up to an alert whose statement a newer version changed; each version makes one of its own."""
    article, after = recorded.article, correction.after
    return replace(
        first,
        id=ids.alert_id(first.watch_id, first.utterance_id, article.version_id),
        kind=AlertKind.CORRECTION,
        created_at=now,
        version_id=article.version_id,
        title=article.title,
        dated=article.modified or article.dated,
        statement=after or correction.before,
        evidence=show_evidence(article.text, after) if after else first.evidence,
        correction=correction,
        look_back=False,
    )
