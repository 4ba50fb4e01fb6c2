"""Enter statements into the ledger of claims and utterances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from quotewire.analysis.claims.join import (
    CLAIM_WINDOW,
    MAX_CANDIDATES,
    ClaimChoice,
    JoinReason,
    Topic,
    choose_claim,
    topic_of,
)
from quotewire.analysis.claims.positions import is_supported
from quotewire.analysis.claims.setting import Heard, Setting, Surroundings
from quotewire.analysis.claims.wording import choose_wording, extend_wordings
from quotewire.analysis.novelty.correction import compare_versions
from quotewire.analysis.novelty.utterance import UTTERANCE_WINDOW, judge_novelty
from quotewire.model import ids
from quotewire.model.article import Article
from quotewire.model.claim import Claim, Novelty, Position, Utterance
from quotewire.model.journey import ChangeKind, RecordedStatement
from quotewire.model.mention import Mention
from quotewire.model.statement import Attitude, Statement, attitude_of
from quotewire.ports.state import Transaction


@dataclass(frozen=True, slots=True)
class _Joined:
    claim_id: str
    score: float
    evidence: str


class Ledger:
    """One article's entry: the transaction it happens in and the article it speaks of."""

    def __init__(self, tx: Transaction, article: Article, mentions: Sequence[Mention]) -> None:
        self._tx = tx
        self._article = article
        self._surroundings = Surroundings(article, mentions)

    def enter(
        self, statements: Sequence[Statement], carried: Mapping[str, RecordedStatement]
    ) -> tuple[RecordedStatement, ...]:
        """Each statement with its claim and novelty; ``carried`` ones keep what an earlier version was given.

        Utterances are heard from the body first: a headline shortens one, so it should not be the first to be told.
        """
        reworded = _find_reworded(statements, carried)
        joined = self._join_all(statements, {**carried, **reworded})
        entered: dict[str, RecordedStatement] = {}
        for statement in sorted(statements, key=lambda statement: statement.headline):
            if statement.id in reworded:
                entered[statement.id] = self._reword(statement, reworded[statement.id])
            else:
                entered[statement.id] = carried.get(statement.id) or self._enter(statement, joined[statement.id])
        return tuple(entered[statement.id] for statement in statements)

    def _reword(self, statement: Statement, before: RecordedStatement) -> RecordedStatement:
        """The corrected wording of an utterance: not a new one, as the correction is told by itself."""
        self._take_position(statement, before.claim_id)
        heard = self._tx.utterances.of_speaker(statement.speaker.key, self._article.dated - UTTERANCE_WINDOW)
        for utterance in heard:
            if utterance.id == before.utterance_id:
                self._tx.utterances.save(replace(utterance, text=statement.text))
        return replace(before, statement=statement, novelty=Novelty.REPEATED)

    def _join_all(
        self, statements: Sequence[Statement], carried: Mapping[str, RecordedStatement]
    ) -> dict[str, _Joined]:
        """Claims are joined in the order of the text: the headline often has the one that the body speaks of."""
        heard: list[Heard] = []  # in this article, so that a bare denial can join what it answers
        joined: dict[str, _Joined] = {}
        for statement in statements:
            known = carried.get(statement.id)
            one = _carried_over(known) if known else self._settle_claim(statement, heard)
            joined[statement.id] = one
            heard.append(self._heard(statement, one.claim_id))
        return joined

    def _heard(self, statement: Statement, claim_id: str) -> Heard:
        claim = self._tx.claims.get(claim_id)
        if claim is None:
            raise LookupError(f"claim {claim_id} was given out and is not in the state")
        return Heard(claim, statement.speaker.key, statement.speaker.speaks_for_id, statement.stance)

    def _settle_claim(self, statement: Statement, heard: Sequence[Heard]) -> _Joined:
        setting = self._surroundings.of(statement, heard)
        topic = topic_of(statement, self._article, self._surroundings.entities(statement), setting)
        choice = self._join(statement, topic, setting)
        claim_id = self._keep_claim(statement, topic, choice)
        self._take_position(statement, claim_id)
        return _Joined(claim_id, choice.score if choice else 1.0, choice.evidence if choice else "founds the claim")

    def _enter(self, statement: Statement, joined: _Joined) -> RecordedStatement:
        utterance, novelty = self._hear(statement, joined.claim_id)
        return RecordedStatement(
            statement=statement,
            claim_id=joined.claim_id,
            claim_score=joined.score,
            utterance_id=utterance.id,
            novelty=novelty,
            outlets=tuple(self._tx.utterances.outlets(utterance.id)),
            claim_evidence=joined.evidence,
        )

    def _join(self, statement: Statement, topic: Topic, setting: Setting) -> ClaimChoice | None:
        terms = {*topic.terms, *topic.context_terms}
        since = self._article.dated - CLAIM_WINDOW
        candidates = self._tx.claims.candidates(terms, topic.entity_ids, since, MAX_CANDIDATES)
        return choose_claim(statement, topic, candidates, setting)

    def _keep_claim(self, statement: Statement, topic: Topic, choice: ClaimChoice | None) -> str:
        at = self._article.dated
        if choice is None:
            claim = Claim(
                ids.claim_id(statement.id), topic.wording, statement.id, at, at, topic.terms, topic.entity_ids
            )
        else:
            known = choice.claim
            text = self._wording(statement, topic, choice)
            claim = replace(
                known,
                text=text,
                wordings=extend_wordings(known, text, topic.wording if choice.restates else known.text),
                first_seen=min(known.first_seen, at),
                last_seen=max(known.last_seen, at),
            )
        self._tx.claims.save(claim)
        return claim.id

    def _wording(self, statement: Statement, topic: Topic, choice: ClaimChoice) -> str:
        """The claim's wording, bettered by a statement that says the same: one that only answers has other words."""
        if choice.reason is not JoinReason.SAME or attitude_of(statement.stance) is not Attitude.SUPPORTS:
            return choice.claim.text
        positions = self._tx.claims.positions(choice.claim.id)
        return choose_wording(choice.claim.text, is_supported(positions), topic.wording, True)

    def _hear(self, statement: Statement, claim_id: str) -> tuple[Utterance, Novelty]:
        at, key = self._article.dated, statement.speaker.key
        known = self._tx.utterances.of_speaker(key, at - UTTERANCE_WINDOW)
        verdict = judge_novelty(statement, claim_id, at, known)
        if verdict.utterance is None:
            utterance = Utterance(
                ids.utterance_id(statement.id), key, claim_id, statement.stance, statement.text, statement.id, at, at
            )
        else:
            utterance = verdict.utterance
        self._tx.utterances.save(utterance)
        outlet = self._article.outlet or self._article.source_id
        self._tx.utterances.add_outlet(utterance.id, outlet, self._article.id, at)
        return utterance, verdict.novelty

    def _take_position(self, statement: Statement, claim_id: str) -> None:
        self._tx.claims.take(
            Position(
                claim_id=claim_id,
                speaker_key=statement.speaker.key,
                speaker_name=statement.speaker.name,
                stance=statement.stance,
                statement_id=statement.id,
                article_id=self._article.id,
                outlet=self._article.outlet,
                at=self._article.dated,
            )
        )


def claims_of(
    statements: Sequence[RecordedStatement], tx: Transaction
) -> tuple[tuple[Claim, ...], tuple[Position, ...]]:
    """The claims that the statements are joined to, and on each the latest position of every speaker."""
    claims, latest = [], {}
    for claim_id in dict.fromkeys(one.claim_id for one in statements):
        claim = tx.claims.get(claim_id)
        if claim is not None:
            claims.append(claim)
        for position in tx.claims.positions(claim_id):
            latest[claim_id, position.speaker_key] = position
    return tuple(claims), tuple(latest.values())


def _carried_over(known: RecordedStatement) -> _Joined:
    return _Joined(known.claim_id, known.claim_score, known.claim_evidence)


def _find_reworded(
    statements: Sequence[Statement], carried: Mapping[str, RecordedStatement]
) -> dict[str, RecordedStatement]:
    """The statements that correct the wording of one in an earlier version, and what that one was given."""
    corrections = compare_versions([one.statement for one in carried.values()], statements)
    return {
        correction.after.id: carried[correction.before.id]
        for correction in corrections
        if correction.after is not None and correction.kind is ChangeKind.REWORDED
    }
