"""Erase a person from everything that was recorded and indexed.

First the person enters the erasure ledger: from then on nothing of them is recorded, indexed or alerted any more. Then
what is there is gone through in batches; an erasure that was interrupted is simply run again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from quotewire.analysis.claims.terms import content_terms
from quotewire.analysis.entities.tokens import fold_name
from quotewire.errors import ConfigurationError
from quotewire.model.alert import Alert, DeliveryStatus
from quotewire.model.claim import Claim
from quotewire.model.entity import Entity, SurnameRule
from quotewire.model.erasure import Erasure, keyed_digest
from quotewire.model.ids import provisional_key
from quotewire.model.journey import RecordedArticle
from quotewire.model.mention import EntityKind
from quotewire.model.statement import Statement
from quotewire.model.watch import Watch
from quotewire.ports.search import SearchIndex
from quotewire.ports.state import State, Transaction
from quotewire.processor.redact import Redaction, reword_claim

_BATCH = 50
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to be erased: as the list knows them, or just a name."""

    names: tuple[str, ...]
    surname: str | None
    surname_alone: bool
    ids: tuple[str, ...]


@dataclass
class Report:
    """What was erased, or would be. ``sent`` counts messages that left for each channel; ``watches`` still name them."""

    counts: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    watches: list[str] = field(default_factory=list)


def find_person(named: str, tx: Transaction) -> Person:
    """By id, name or alias; who is on no list is taken by the full name.

    Raises ConfigurationError for an institution, for a name that several people bear, and for a single word.
    """
    found = _known_as(named, tx)
    if len(found) > 1:
        raise ConfigurationError(
            f"{named!r} is {len(found)} people: name one by id: {', '.join(one.id for one in found)}"
        )
    if found:
        return _as_listed(found[0], tx)
    words = fold_name(named)
    if len(words) < 2:
        raise ConfigurationError(f"nobody is known as {named!r}: who is on no list is erased by their full name")
    return Person((named,), words[-1], False, (provisional_key(named),))


def _known_as(named: str, tx: Transaction) -> list[Entity]:
    by_id = tx.entities.get(tx.entities.merged_into(named))
    wanted = fold_name(named)
    found = (
        [by_id] if by_id else [one for one in tx.entities.all() if wanted in map(fold_name, (one.name, *one.aliases))]
    )
    for one in found:
        if one.kind is not EntityKind.PERSON:
            raise ConfigurationError(f"{one.id} is no person: only people are erased")
    return found


def _as_listed(entity: Entity, tx: Transaction) -> Person:
    names = tuple(dict.fromkeys((entity.name, *entity.aliases)))
    ids = (entity.id, *tx.erasures.merged_with(entity.id), *map(provisional_key, names))
    surname = entity.surname or (fold_name(entity.name) or (None,))[-1]
    known = surname if entity.surname_rule is not SurnameRule.NEVER else None
    return Person(names, known, entity.surname_rule is SurnameRule.ALWAYS, ids)


def make_entry(person: Person, author: str, at: datetime, salt: str) -> Erasure:
    """The person's entry in the erasure ledger, which holds no name in clear."""

    def digests(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted({keyed_digest(text, salt) for text in texts if text}))

    folded = [" ".join(fold_name(name)) for name in person.names]
    surname = " ".join(fold_name(person.surname or ""))
    words = {word for name in (*folded, surname) for word in name.split()}
    stems = {term for name in (*person.names, person.surname or "") for term in content_terms(name)}
    names = digests([*folded, surname if person.surname_alone else ""])
    return Erasure(
        id=keyed_digest("\n".join(sorted(names)), salt),
        at=at,
        author=author,
        salt=salt,
        names=names,
        surnames=digests([surname]),
        keys=digests(person.ids),
        words=digests(words | stems),
        longest=max(len(name.split()) for name in (*folded, surname)),
    )


@dataclass
class Eraser:
    """Goes through state and index for one entry of the ledger; with ``dry`` it only counts.

    The index goes first in each batch: what was interrupted in between is found in the state, and done, once more.
    """

    state: State
    index: SearchIndex
    entry: Erasure
    dry: bool = False

    def __post_init__(self) -> None:
        self._redaction = Redaction([self.entry])
        self._report = Report()
        self._claims: dict[str, Claim | None] = {}  # as they are from now on; None: gone
        self._shown: set[str] = set()  # alerts whose evidence was blackened with their article

    def run(self) -> Report:
        self._erase_claims()
        self._erase_articles()
        self._erase_alerts()
        self._erase_rest()
        return self._report

    def _erase_claims(self) -> None:
        with self.state.reading() as tx:
            speakers = [key for key, name in tx.erasures.speakers() if self._is_theirs(key, name)]
            concerned = {one.claim_id for one in tx.erasures.positions_of(speakers)}
            for claim in tx.erasures.claims():
                self._plan_claim(claim, claim.id in concerned, tx)
            self._count("statements", len({one.statement_id for one in tx.erasures.positions_of(speakers)}))
        self._count("claims", sum(claim is None for claim in self._claims.values()))
        self._count("claims reworded", sum(claim is not None for claim in self._claims.values()))
        if self.dry:
            return
        gone = [name for name, claim in self._claims.items() if claim is None]
        kept = [claim for claim in self._claims.values() if claim is not None]
        self.index.remove_claims(gone)
        self.index.put_again(claims=kept)
        with self.state.transaction() as tx:
            for claim in kept:
                tx.claims.save(claim)
            tx.erasures.forget_claims(gone)
            tx.erasures.forget_speakers(speakers)

    def _plan_claim(self, claim: Claim, concerned: bool, tx: Transaction) -> None:
        kept: Claim | None = self._redaction.clean(claim)
        if concerned:
            left = self._statements_left(claim, tx)
            kept = self._redaction.clean(reword_claim(claim, left)) if left else None
        if kept != claim:
            self._claims[claim.id] = kept

    def _statements_left(self, claim: Claim, tx: Transaction) -> list[Statement]:
        """What others said on the claim, the earliest first."""
        left = []
        for position in tx.claims.positions(claim.id):
            if not self._is_theirs(position.speaker_key, position.speaker_name):
                versions = tx.articles.versions(position.article_id)
                said = [one.statement for version in versions for one in version.statements]
                left += [one for one in said if one.id == position.statement_id][-1:]
        return left

    def _erase_articles(self) -> None:
        with self.state.reading() as tx:
            for batch in _batches(self._articles(tx)):
                self._count("articles", len(batch))
                if not self.dry:
                    self.index.put_again(articles=[after for _, after in batch])
                    self._save(batch)

    def _articles(self, tx: Transaction) -> Iterator[tuple[RecordedArticle, RecordedArticle]]:
        """Every recorded version that is another without the person, as it was and as it is from now on."""
        for before in tx.articles.since(_BEGINNING):
            after = self._redaction.recorded(before)
            claims = tuple(now for claim in after.claims if (now := self._claims.get(claim.id, claim)) is not None)
            after = after if claims == after.claims else replace(after, claims=claims)
            if after != before:
                yield before, after

    def _save(self, batch: Sequence[tuple[RecordedArticle, RecordedArticle]]) -> None:
        with self.state.transaction() as tx:
            for before, after in batch:
                tx.articles.save(after)
                kept = {one.statement.id for one in after.statements}
                tx.erasures.forget_withheld({one.statement.id for one in before.statements} - kept)
                for name in kept if before.article.text != after.article.text else ():
                    for alert in tx.alerts.of_statement(name):
                        tx.alerts.replace(_show_again(alert, before, after))
                        self._shown.add(alert.id)

    def _erase_alerts(self) -> None:
        gone: list[str] = []
        changed: list[Alert] = []
        with self.state.reading() as tx:
            for alert in _all_alerts(tx):
                after = self._alert(alert)
                if after is None:
                    gone.append(alert.id)
                    self._note_sent(alert.id, tx)
                elif after != alert or alert.id in self._shown:
                    changed.append(after)
        self._count("alerts", len(gone))
        self._count("alerts reworded", len(changed))
        if self.dry:
            return
        with self.state.transaction() as tx:
            self._report.counts.update(tx.erasures.forget_alerts(gone))
            for alert in changed:
                tx.alerts.replace(alert)
        # Whoever brings alerts to the index has read the state before; so the index comes last here.
        self.index.put_again(alerts=changed)
        self.index.remove_alerts(gone)

    def _alert(self, alert: Alert) -> Alert | None:
        after = self._redaction.alert(alert)
        claim = self._claims.get(alert.claim.id, alert.claim)
        return replace(after, claim=claim) if after and claim and claim != after.claim else after

    def _note_sent(self, alert_id: str, tx: Transaction) -> None:
        sent = [one.channel for one in tx.outbox.of(alert_id) if one.status is DeliveryStatus.SENT]
        self._report.sent.update(sent)

    def _erase_rest(self) -> None:
        with self.state.reading() as tx:
            self._report.watches = [watch.id for watch in tx.watches.all() if self._is_named(watch)]
            known = [one.id for one in tx.entities.all() if self._redaction.is_key(one.id)]
        self._count("entities", len(known))
        if not self.dry:
            with self.state.transaction() as tx:
                tx.erasures.forget_entities(self._redaction.is_key)
                tx.erasures.rewrite_texts(self._redaction.clean)
                self._report.counts = +self._report.counts
                tx.erasures.finish(replace(self.entry, counts=tuple(sorted(self._report.counts.items()))))

    def _is_theirs(self, key: str, name: str) -> bool:
        return self._redaction.is_key(key) or self._redaction.is_name(name)

    def _is_named(self, watch: Watch) -> bool:
        ids = {one.name for one in watch.said_by if one.name} | set(watch.mentions)
        return any(map(self._redaction.is_key, ids)) or self._redaction.names(str(watch))

    def _count(self, what: str, number: int) -> None:
        self._report.counts[what] += number


def admitted(entities: Sequence[Entity], tx: Transaction) -> list[Entity]:
    """Those that were not erased: lists that are read again bring nobody back."""
    redaction = Redaction(tx.erasures.all())
    if not redaction:
        return list(entities)
    return [one for one in entities if not (redaction.is_key(one.id) or redaction.is_name(one.name))]


def enter_ledger(person: Person, author: str, at: datetime, tx: Transaction, make_salt: Callable[[], str]) -> Erasure:
    """All entries share one salt, so that a text is digested once."""
    before = tx.erasures.all()
    entry = make_entry(person, author, at, before[0].salt if before else make_salt())
    tx.erasures.enter(entry)
    return entry


def _show_again(alert: Alert, before: RecordedArticle, after: RecordedArticle) -> Alert:
    """The alert with its evidence as the article shows it now."""
    at = before.article.text.find(alert.evidence.text)
    said = next(one.statement for one in after.statements if one.statement.id == alert.statement.id)
    if at < 0:
        return alert
    shown = after.article.text[at : at + len(alert.evidence.text)]
    return replace(alert, title=after.article.title, statement=said, evidence=replace(alert.evidence, text=shown))


def _all_alerts(tx: Transaction) -> Iterator[Alert]:
    page = tx.alerts.list(limit=_BATCH)
    while page:
        yield from page
        page = tx.alerts.list(after=page[-1].id, limit=_BATCH)


def _batches(
    found: Iterator[tuple[RecordedArticle, RecordedArticle]],
) -> Iterator[list[tuple[RecordedArticle, RecordedArticle]]]:
    batch = []
    for one in found:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
