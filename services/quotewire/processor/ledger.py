"""Enter statements into the ledger of claims and utterances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from quotewire.analysis.claims.headline import pair_headlines
from quotewire.analysis.claims.join import (
    CLAIM_WINDOW,
    MAX_CANDIDATES,
    ClaimChoice,
    JoinReason,
    choose_claim,
)
from quotewire.analysis.claims.own import Own, attitudes_of, hear_again, own_claims
from quotewire.analysis.claims.setting import Heard, Setting, Surroundings
from quotewire.analysis.claims.topic import Topic, topic_of
from quotewire.analysis.claims.wording import choose_wording, extend_wordings
from quotewire.analysis.novelty.correction import compare_versions
from quotewire.model import ids
from quotewire.model.article import Article
from quotewire.model.claim import Claim, Novelty, Position, Utterance
from quotewire.model.journey import ChangeKind, RecordedStatement
from quotewire.model.mention import Mention
from quotewire.model.statement import Attitude, Stance, Statement, attitude_of
from quotewire.ports.entries import Sought
from quotewire.ports.state import Transaction
from quotewire.processor.claim_drafts import ClaimDrafts
from quotewire.processor.hearings import Hearings


@dataclass(frozen=True, slots=True)
class _Joined:
    claim_id: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement with what it may be joined to."""

    setting: Setting
    topic: Topic
    candidates: Sequence[Claim]
    again: Utterance | None  # that it repeats word for word


@dataclass(frozen=True, slots=True)
class _Here:
    """What the article said before a statement: its claims, and the one that the headline has for this statement."""

    heard: tuple[Heard, ...]
    announced: str


class Ledger:
    """One article's entry: the transaction it happens in and the article it speaks of.

    The state is asked for all statements at once; what they bring is kept here and written in the end.
    """

    def __init__(self, tx: Transaction, article: Article, mentions: Sequence[Mention]) -> None:
        self._tx = tx
        self._article = article
        self._surroundings = Surroundings(article, mentions)
        self._claims = ClaimDrafts(tx)
        self._in_full: Mapping[str, str] = {}  # the body's statement that each headline's shortens

    def enter(
        self, statements: Sequence[Statement], carried: Mapping[str, RecordedStatement]
    ) -> tuple[RecordedStatement, ...]:
        """Each statement with its claim and novelty; ``carried`` ones keep what an earlier version was given."""
        self._in_full = pair_headlines(statements)
        reworded = _find_reworded(statements, carried)
        kept = {one.id: carried[one.id] for one in statements if one.id in carried and one.id not in reworded}
        new = [one for one in statements if one.id not in kept]
        hearings = Hearings(self._tx, (statement.speaker.key for statement in new), self._article.dated)
        joined = self._join_all(statements, {**carried, **reworded}, hearings)
        hearings.reach_back({one.claim_id for one in joined.values()})
        entered = kept | self._enter_all(new, joined, reworded, hearings)
        return tuple(entered[statement.id] for statement in statements)

    def _join_all(
        self, statements: Sequence[Statement], carried: Mapping[str, RecordedStatement], hearings: Hearings
    ) -> dict[str, _Joined]:
        """Claims are joined in the order of the text: the headline often has the one that the body speaks of."""
        self._claims.read({carried[one.id].claim_id for one in statements if one.id in carried})
        prepared = self._prepare([one for one in statements if one.id not in carried], hearings)
        heard: list[Heard] = []  # in this article, so that a bare denial can join what it answers
        joined: dict[str, _Joined] = {}
        announced: dict[str, str] = {}
        for statement in statements:
            known = carried.get(statement.id)
            here = _Here(tuple(heard), announced.get(statement.id, ""))
            one = _carried_over(known) if known else self._settle_claim(statement, prepared[statement.id], here)
            announced[self._in_full.get(statement.id, "")] = one.claim_id
            joined[statement.id] = one
            heard.append(self._heard(statement, one.claim_id))
        return joined

    def _prepare(self, statements: Sequence[Statement], hearings: Hearings) -> dict[str, _Prepared]:
        settings = [self._surroundings.of(statement, ()) for statement in statements]
        topics = [
            topic_of(statement, self._article, self._surroundings.entities(statement), setting)
            for statement, setting in zip(statements, settings, strict=True)
        ]
        sought = [Sought({*topic.terms, *topic.context_terms}, topic.entity_ids) for topic in topics]
        candidates = self._tx.entries.candidates(sought, self._article.dated - CLAIM_WINDOW, MAX_CANDIDATES)
        self._claims.learn(chain.from_iterable(candidates))
        alleged = self._alleged(statements, candidates)
        again, own = self._said_before(statements, hearings)
        topics = [
            replace(topic, own=said, alleged=names) for topic, said, names in zip(topics, own, alleged, strict=True)
        ]
        prepared = map(_Prepared, settings, topics, candidates, again)
        return {statement.id: one for statement, one in zip(statements, prepared, strict=True)}

    def _said_before(
        self, statements: Sequence[Statement], hearings: Hearings
    ) -> tuple[list[Utterance | None], list[dict[str, Own]]]:
        """What each statement repeats word for word, and what its speaker said by claim; without claims that were erased."""
        heard = [hearings.of(statement.speaker.key) for statement in statements]
        again = [hear_again(*pair) for pair in zip(statements, heard, strict=True)]
        own = [own_claims(*pair, self._article.dated) for pair in zip(statements, heard, strict=True)]
        self._claims.read({*chain.from_iterable(own), *(one.claim_id for one in again if one)})
        has = self._claims.has
        return (
            [one if one and has(one.claim_id) else None for one in again],
            [{claim_id: said for claim_id, said in claims.items() if has(claim_id)} for claims in own],
        )

    def _alleged(self, statements: Sequence[Statement], candidates: Sequence[Sequence[Claim]]) -> list[frozenset[str]]:
        """For each statement that may answer an allegation the candidates that somebody else alleges."""
        may = [attitudes_of(statement) != {Attitude.SUPPORTS} for statement in statements]
        asked = {claim.id for found, answers in zip(candidates, may, strict=True) if answers for claim in found}
        alleges = [one for one in self._tx.entries.latest_positions(asked) if one.stance is Stance.ALLEGES]
        return [
            frozenset(one.claim_id for one in alleges if answers and one.speaker_key != statement.speaker.key)
            for statement, answers in zip(statements, may, strict=True)
        ]

    def _heard(self, statement: Statement, claim_id: str) -> Heard:
        claim = self._claims.get(claim_id)
        return Heard(claim, statement.speaker.key, statement.speaker.speaks_for_id, statement.stance)

    def _settle_claim(self, statement: Statement, prepared: _Prepared, here: _Here) -> _Joined:
        setting = replace(prepared.setting, heard=here.heard, announced=here.announced)
        if prepared.again is not None:
            return self._repeat(statement, self._claims.get(prepared.again.claim_id))
        near = sorted(name for name, said in prepared.topic.own.items() if said.is_near)
        names = dict.fromkeys([*(claim.id for claim in prepared.candidates), *near])
        choice = choose_claim(statement, prepared.topic, [self._claims.get(name) for name in names], setting)
        claim = self._better(statement, prepared.topic, choice) if choice else self._found(statement, prepared.topic)
        self._claims.put(claim)
        self._take_position(statement, claim.id)
        return _Joined(claim.id, choice.score if choice else 1.0, choice.evidence if choice else "founds the claim")

    def _repeat(self, statement: Statement, claim: Claim) -> _Joined:
        at = self._article.dated
        self._claims.put(replace(claim, first_seen=min(claim.first_seen, at), last_seen=max(claim.last_seen, at)))
        self._take_position(statement, claim.id)
        return _Joined(claim.id, 1.0, JoinReason.AGAIN.value)

    def _found(self, statement: Statement, topic: Topic) -> Claim:
        at = self._article.dated
        return Claim(ids.claim_id(statement.id), topic.wording, statement.id, at, at, topic.terms, topic.entity_ids)

    def _better(self, statement: Statement, topic: Topic, choice: ClaimChoice) -> Claim:
        """The claim with what the statement adds to it."""
        known, at = choice.claim, self._article.dated
        text = self._wording(statement, topic, choice)
        return replace(
            known,
            text=text,
            wordings=extend_wordings(known, text, topic.wording if choice.restates else known.text),
            first_seen=min(known.first_seen, at),
            last_seen=max(known.last_seen, at),
        )

    def _wording(self, statement: Statement, topic: Topic, choice: ClaimChoice) -> str:
        """The claim's wording, bettered by a statement that says the same: one that only answers has other words."""
        if choice.reason is not JoinReason.SAME or attitude_of(statement.stance) is not Attitude.SUPPORTS:
            return choice.claim.text
        return choose_wording(choice.claim.text, self._claims.is_supported(choice.claim.id), topic.wording, True)

    def _take_position(self, statement: Statement, claim_id: str) -> None:
        self._claims.take(
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

    def _enter_all(
        self,
        statements: Sequence[Statement],
        joined: Mapping[str, _Joined],
        reworded: Mapping[str, RecordedStatement],
        hearings: Hearings,
    ) -> dict[str, RecordedStatement]:
        """Utterances are heard from the body first: a headline shortens one, so it should not be the first to be told."""
        entered: dict[str, RecordedStatement] = {}
        for statement in sorted(statements, key=lambda statement: statement.headline):
            before = reworded.get(statement.id)
            if before is None:
                in_full = entered.get(self._in_full.get(statement.id, ""))
                entered[statement.id] = self._enter(statement, joined[statement.id], hearings, in_full)
            else:
                entered[statement.id] = self._reword(statement, before, hearings)
        self._tx.entries.write(self._claims.founded(), self._claims.changed(), self._claims.taken, hearings.new)
        return entered | self._carry([one for name, one in entered.items() if name not in reworded])

    def _enter(
        self, statement: Statement, joined: _Joined, hearings: Hearings, in_full: RecordedStatement | None
    ) -> RecordedStatement:
        utterance, novelty = hearings.hear(statement, joined.claim_id, in_full.utterance_id if in_full else "")
        if attitude_of(utterance.stance) is not attitude_of(statement.stance):
            self._claims.retake(statement.id, utterance.stance)  # one utterance shows one position
        return RecordedStatement(
            statement=statement,
            claim_id=joined.claim_id,
            claim_score=joined.score,
            utterance_id=utterance.id,
            novelty=novelty,
            outlets=(),
            claim_evidence=joined.evidence,
        )

    def _reword(self, statement: Statement, before: RecordedStatement, hearings: Hearings) -> RecordedStatement:
        """The corrected wording of an utterance: not a new one, as the correction is told by itself."""
        self._take_position(statement, before.claim_id)
        hearings.reword(before.utterance_id, statement)
        return replace(before, statement=statement, novelty=Novelty.REPEATED)

    def _carry(self, entered: Sequence[RecordedStatement]) -> dict[str, RecordedStatement]:
        """With the outlets that carry each utterance, the article's own among them."""
        article = self._article
        names = [one.utterance_id for one in entered]
        outlets = self._tx.entries.carry(names, article.outlet or article.source_id, article.id, article.dated)
        return {one.statement.id: replace(one, outlets=tuple(outlets[one.utterance_id])) for one in entered}


def claims_of(
    statements: Sequence[RecordedStatement], tx: Transaction
) -> tuple[tuple[Claim, ...], tuple[Position, ...]]:
    """The claims that the statements are joined to, and on each the latest position of every speaker."""
    named = list(dict.fromkeys(one.claim_id for one in statements))
    claims = tx.entries.claims(named)
    positions = tx.entries.latest_positions(named)
    in_order = sorted(positions, key=lambda position: named.index(position.claim_id))
    return tuple(claims[name] for name in named if name in claims), tuple(in_order)


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
