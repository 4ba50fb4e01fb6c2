"""What must be unique and transactional. Every write is idempotent: the same call again changes nothing.

A transaction sees its own writes, commits when its block ends and rolls back when the block raises. All datetimes have
a time zone. Implementations raise ``StateUnavailable`` when the database cannot be reached or is locked for too long.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from quotewire.model.alert import Alert, Delivery, Withheld, WithheldReason
from quotewire.model.care import AlertAction, Feedback, Mute, MuteKind
from quotewire.model.claim import Claim, ClaimDecision, Position, Utterance
from quotewire.model.entity import Entity, Provisional
from quotewire.model.erasure import Erasure
from quotewire.model.journey import RecordedArticle
from quotewire.model.notice import Notice, NoticeKind
from quotewire.model.outcome import Outcome, Step
from quotewire.model.watch import Watch, WatchError
from quotewire.ports.entries import EntryStore


class ArticleStore(Protocol):
    """Articles and their versions."""

    def identify(self, url: str, seen: datetime) -> str:
        """The id of the article at this URL; a new one gets ``model.ids.article_id(url, seen)``."""
        ...

    def add_alias(self, url: str, article_id: str) -> str:
        """Let ``url`` also name the article, unless it names one already; returns the id that it names now."""
        ...

    def find(self, url_or_id: str) -> str | None:
        """The article id that a URL, an article id or a version id belongs to."""
        ...

    def recorded(self, version_id: str) -> RecordedArticle | None: ...

    def versions(self, article_id: str) -> list[RecordedArticle]:
        """Oldest first."""
        ...

    def newest(self) -> datetime | None:
        """When the newest article was collected."""
        ...

    def since(self, at: datetime) -> Iterator[RecordedArticle]:
        """Every version collected since then, in that order; read it within the transaction."""
        ...

    def save(self, recorded: RecordedArticle) -> None: ...


class FingerprintStore(Protocol):
    """Word sequences of articles, by which copies are found."""

    def overlapping(
        self, shingles: Collection[int], since: datetime, least: int = 1, most: int = 50
    ) -> dict[str, frozenset[int]]:
        """Articles seen since then that share at least so many of the shingles, with all shingles of each.

        At most so many of them, those that share most: an outlet's own boilerplate is shared by thousands.
        """
        ...

    def save(self, article_id: str, shingles: Collection[int], at: datetime) -> None: ...

    def forget_before(self, at: datetime) -> None: ...


class ClaimStore(Protocol):
    """Claims and the positions taken on them.

    A claim that was merged into another answers under its old id with the other one; positions, utterances and recorded
    articles are given with the claim that stands for theirs now. ``candidates`` and ``latest`` have standing claims only.
    """

    def get(self, claim_id: str) -> Claim | None: ...

    def candidates(
        self, terms: Collection[str], entity_ids: Collection[str], since: datetime, limit: int
    ) -> list[Claim]:
        """Claims last seen since then that share terms or entities, those that share most first; ties by id."""
        ...

    def save(self, claim: Claim) -> None: ...

    def take(self, position: Position) -> None:
        """Keep the position; one for each (claim, statement)."""
        ...

    def take_back(self, statement_ids: Collection[str]) -> None:
        """Positions that turned out to be none; a claim on which nobody is left goes with them."""
        ...

    def positions(self, claim_id: str) -> list[Position]:
        """All of them, by date, then statement id."""
        ...

    def latest(self, limit: int) -> list[Claim]: ...

    def claim_of(self, statement_id: str) -> str | None:
        """The claim that a statement is on."""
        ...

    def merged_into(self, claim_id: str) -> str:
        """The id that stands for this one now; itself when it was never merged."""
        ...

    def merge(self, claim_id: str, into: str, author: str, at: datetime) -> None:
        """From now on the first id stands for the second, which the caller saves as what both became."""
        ...

    def revive(self, claim_id: str, author: str, at: datetime) -> None:
        """Let an id that was merged away stand for itself again; what it had brought along stays with the other claim."""
        ...

    def move(self, statement_ids: Collection[str], into: str, author: str, at: datetime) -> None:
        """Put statements on another claim, for good: positions, utterances they founded, and the articles they are in."""
        ...

    def decisions(self, claim_id: str) -> list[ClaimDecision]:
        """What people did with the claim, in order of time: claims merged into it, statements moved to or from it."""
        ...

    def revision(self) -> int:
        """Grows with every decision of a person."""
        ...


class UtteranceStore(Protocol):
    """What each speaker said, and which outlets carry it."""

    def of_speaker(self, speaker_key: str, since: datetime) -> list[Utterance]:
        """Utterances last heard since then, latest first."""
        ...

    def save(self, utterance: Utterance) -> None: ...

    def add_outlet(self, utterance_id: str, outlet: str, article_id: str, at: datetime) -> None: ...

    def outlets(self, utterance_id: str) -> list[str]:
        """Distinct, in order of arrival."""
        ...

    def forget_before(self, at: datetime) -> None: ...


class WatchStore(Protocol):
    """Watches in force, and their history."""

    def all(self) -> list[Watch]:
        """Those in force, by id."""
        ...

    def get(self, watch_id: str) -> Watch | None: ...

    def save(self, watch: Watch, author: str, at: datetime) -> bool:
        """False, and no history entry, when nothing changed."""
        ...

    def delete(self, watch_id: str, author: str, at: datetime) -> bool: ...

    def history(self, watch_id: str) -> list[tuple[datetime, str, Watch | None]]:
        """When, who, what it became (None: deleted); oldest first."""
        ...

    def authors(self) -> Mapping[str, str]:
        """Who changed each watch in force last, by its id."""
        ...

    def revision(self) -> int:
        """Grows with every change, so that a matcher can tell cheaply whether it is up to date."""
        ...

    def changed_since(self, revision: int) -> Mapping[str, Watch | None]:
        """What each watch that changed after the revision is now (None: deleted)."""
        ...

    def report(self, file: str, errors: Sequence[WatchError]) -> None:
        """Keep what is wrong with a file, in place of what was before."""
        ...

    def errors(self) -> list[WatchError]:
        """What is wrong with the files, by file and place."""
        ...


class EntityStore(Protocol):
    """Known people and institutions."""

    def all(self) -> list[Entity]: ...

    def get(self, entity_id: str) -> Entity | None: ...

    def save(self, entities: Sequence[Entity]) -> None: ...

    def merge(self, provisional_id: str, into: str, author: str, at: datetime) -> None:
        """From now on the first id stands for the second; positions and utterances follow."""
        ...

    def merged_into(self, entity_id: str) -> str:
        """The id that stands for this one now; itself when it was never merged."""
        ...

    def unknown(self, limit: int) -> list[Provisional]:
        """Speakers with a name that no list knows and that were not merged yet, those heard most first."""
        ...

    def heard_as(self, speaker_key: str) -> list[str]:
        """The names under which a speaker took positions, the most frequent first."""
        ...

    def revision(self) -> int: ...


class AlertLedger(Protocol):
    """Every alert that was raised, and every match that was withheld."""

    def raise_alert(self, alert: Alert) -> bool:
        """Write it once; False when the id is there already."""
        ...

    def replace(self, alert: Alert) -> None:
        """In place of the alert of this id, if there is one."""
        ...

    def get(self, alert_id: str) -> Alert | None: ...

    def list(self, watch_id: str | None = None, after: str | None = None, limit: int = 100) -> Sequence[Alert]:
        """Newest first (by creation, then id); ``after`` is the id of the last alert of the page before."""
        ...

    def of_statement(self, statement_id: str) -> Sequence[Alert]: ...

    def withhold(self, withheld: Withheld) -> None: ...

    def withheld(
        self, watch_id: str | None = None, limit: int = 100, until: datetime | None = None
    ) -> Sequence[Withheld]:
        """Newest first; ``until`` leaves out what is newer, so that one may go back however far."""
        ...

    def withheld_as(self, alert_id: str) -> WithheldReason | None:
        """MUTED or CAPPED when the alert was withheld for one of these; no copy of it raises it later."""
        ...

    def count_since(self, watch_id: str, since: datetime) -> int:
        """Alerts of the watch created since then; nobody else raises one until the transaction ends."""
        ...


class MuteStore(Protocol):
    """What raises no alerts for a while."""

    def save(self, mute: Mute) -> None:
        """Replaces an earlier one of the same watch, speaker or claim."""
        ...

    def lift(self, kind: MuteKind, target: str) -> bool: ...

    def in_force(self, now: datetime) -> list[Mute]:
        """By kind and target."""
        ...

    def covering(self, watch_id: str, speaker_key: str, claim_id: str, now: datetime) -> Mute | None:
        """A mute in force for any of these; a speaker is also muted under the ids merged with the key."""
        ...


class ActionStore(Protocol):
    """What people did with alerts; nothing is ever changed."""

    def add(self, action: AlertAction) -> None: ...

    def of(self, alert_id: str) -> list[AlertAction]:
        """In order of time."""
        ...

    def feedback(self) -> Mapping[str, Mapping[Feedback, int]]:
        """For each watch, how many of its alerts were called what."""
        ...


class Outbox(Protocol):
    """Deliveries to be made, and the log of those tried."""

    def put(self, delivery: Delivery) -> bool:
        """Write it once for (alert, channel); False when it is there already."""
        ...

    def due(self, now: datetime, limit: int) -> list[Delivery]:
        """Pending deliveries whose time has come, earliest first, held by somebody or not."""
        ...

    def channels_due(self, now: datetime) -> list[str]:
        """Channels that have deliveries due which nobody holds."""
        ...

    def waiting(self) -> dict[str, int]:
        """How many deliveries are neither made nor given up, by channel."""
        ...

    def claim_due(self, channel: str, now: datetime, lease: timedelta) -> list[Delivery]:
        """Take the channel's next message: one delivery, or all of its window; empty when nothing is due.

        Nobody else is given them until ``now + lease`` or until they are settled. A message keeps its id and its
        alerts at every attempt, whoever takes it.
        """
        ...

    def renew(self, claimed: Sequence[Delivery], now: datetime, lease: timedelta) -> None:
        """Hold a claimed message until ``now + lease``, if its lease has not ended yet."""
        ...

    def settle(self, delivery: Delivery, at: datetime) -> None:
        """Replace the entry if it is still pending, free it, and keep the attempt in the delivery log."""
        ...

    def of(self, alert_id: str) -> list[Delivery]:
        """How the alert stands with each channel."""
        ...

    def attempts(self, alert_id: str) -> list[tuple[datetime, Delivery]]: ...


class NoticeStore(Protocol):
    """What operators were told; delivered through the outbox like alerts."""

    def put(self, notice: Notice) -> bool:
        """Write it once; False when the id is there already."""
        ...

    def get(self, notice_id: str) -> Notice | None: ...

    def latest(self, limit: int, kind: NoticeKind | None = None) -> list[Notice]:
        """Newest first; of all kinds, or of one."""
        ...


class OutcomeStore(Protocol):
    """The one end of every collected version."""

    def settle(self, outcome: Outcome) -> None:
        """The last word for a version; replaying a dead letter replaces its outcome."""
        ...

    def get(self, version_id: str) -> Outcome | None: ...

    def counts(self) -> Mapping[str, int]:
        """Versions by outcome kind."""
        ...


class StepStore(Protocol):
    """The story of each article."""

    def note(self, *noted: Step) -> None:
        """Keep the first of each (version, stage)."""
        ...

    def of(self, article_id: str) -> list[Step]:
        """In order of time."""
        ...


class SourceStore(Protocol):
    """What each source has shown, and how its last poll went."""

    def seen(self, source_id: str, item: str) -> str | None:
        """The digest under which an item (a file, an entry) was last collected."""
        ...

    def mark_seen(self, source_id: str, item: str, digest: str, at: datetime) -> None: ...

    def arrivals(self, source_id: str, since: datetime) -> list[datetime]:
        """When its items were collected, oldest first."""
        ...

    def report(self, source_id: str, status: str, detail: str, at: datetime) -> None:
        """How the last poll went: one row a source."""
        ...

    def health(self) -> list[tuple[str, str, str, datetime]]:
        """Source id, status, detail and time of the last poll."""
        ...


class ErasureStore(Protocol):
    """The ledger of erased people, and what only an erasure takes away."""

    def revision(self) -> int:
        """Grows with every new entry; nobody enters one until the transaction ends."""
        ...

    def all(self) -> list[Erasure]:
        """The oldest first."""
        ...

    def enter(self, erasure: Erasure) -> None:
        """Waits for the transactions that have seen the revision; an entry that is there already stays."""
        ...

    def finish(self, erasure: Erasure) -> None:
        """Keep what was counted."""
        ...

    def merged_with(self, entity_id: str) -> list[str]:
        """Ids that stand for this one, or that it stands for."""
        ...

    def speakers(self) -> list[tuple[str, str]]:
        """Every key and name under which somebody took a position; the name is empty where only the key is known."""
        ...

    def positions_of(self, speaker_keys: Collection[str]) -> list[Position]: ...

    def claims(self) -> Iterator[Claim]:
        """Every claim; read it within the transaction."""
        ...

    def forget_speakers(self, speaker_keys: Collection[str]) -> None:
        """Positions, utterances and mutes of these speakers."""
        ...

    def forget_claims(self, claim_ids: Collection[str]) -> None: ...

    def forget_withheld(self, statement_ids: Collection[str]) -> None: ...

    def forget_alerts(self, alert_ids: Collection[str]) -> dict[str, int]:
        """With their deliveries, the delivery log and comments; how many there were of each."""
        ...

    def forget_entities(self, is_theirs: Callable[[str], bool]) -> None:
        """Entities and merges, by id."""
        ...

    def rewrite_texts(self, clean: Callable[[str], str]) -> None:
        """Texts of utterances and comments, each replaced by what ``clean`` leaves of it."""
        ...


class Transaction(Protocol):
    """All stores on one connection."""

    @property
    def articles(self) -> ArticleStore: ...
    @property
    def fingerprints(self) -> FingerprintStore: ...
    @property
    def claims(self) -> ClaimStore: ...
    @property
    def utterances(self) -> UtteranceStore: ...
    @property
    def entries(self) -> EntryStore: ...
    @property
    def watches(self) -> WatchStore: ...
    @property
    def entities(self) -> EntityStore: ...
    @property
    def alerts(self) -> AlertLedger: ...
    @property
    def mutes(self) -> MuteStore: ...
    @property
    def actions(self) -> ActionStore: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def notices(self) -> NoticeStore: ...
    @property
    def outcomes(self) -> OutcomeStore: ...
    @property
    def steps(self) -> StepStore: ...
    @property
    def sources(self) -> SourceStore: ...
    @property
    def erasures(self) -> ErasureStore: ...


class State(Protocol):
    """The database, whichever it is."""

    def transaction(self) -> AbstractContextManager[Transaction]: ...

    def reading(self) -> AbstractContextManager[Transaction]:
        """For looking only, however long: it sees one moment, and neither waits for writers nor makes them wait."""
        ...

    def close(self) -> None: ...
