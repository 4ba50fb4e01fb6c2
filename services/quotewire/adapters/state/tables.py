"""All tables. Model objects lie in ``payload`` as JSON text, beside the columns that queries need.

``payload`` is text and not ``jsonb``: nothing queries it, and ``jsonb`` refuses NUL, which real pages hold.
Addresses are keyed by a digest, because PostgreSQL indexes no value over 2,700 bytes.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, UniqueConstraint

from quotewire.adapters.state.types import Counter, Moment, Wording

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True)


def _text(name: str) -> Column[str]:
    return Column(name, Wording, nullable=False)


def _payload() -> Column[str]:
    return Column("payload", Text, nullable=False)


def _moment(name: str) -> Column[object]:
    return Column(name, Moment, nullable=False)


article_urls = Table(
    "article_urls",
    metadata,
    _key("url_digest"),
    _text("url"),
    _text("article_id"),
    Index(None, "article_id"),
)
article_versions = Table(
    "article_versions",
    metadata,
    _key("version_id"),
    _text("article_id"),
    Column("version", Integer, nullable=False),
    _moment("collected_at"),
    _payload(),
    Index(None, "article_id", "version"),
    Index(None, "collected_at"),
)

fingerprints = Table("fingerprints", metadata, _key("article_id"), _moment("at"), _payload(), Index(None, "at"))
shingles = Table(
    "shingles",
    metadata,
    Column("shingle", BigInteger, primary_key=True, autoincrement=False),
    _key("article_id"),
    Index(None, "article_id"),
    sqlite_with_rowid=False,
)

claims = Table("claims", metadata, _key("id"), _moment("last_seen"), _payload(), Index(None, "last_seen"))
claim_terms = Table(
    "claim_terms", metadata, _key("term"), _key("claim_id"), Index(None, "claim_id"), sqlite_with_rowid=False
)
claim_merges = Table(
    "claim_merges", metadata, _key("claim_id"), _text("into_id"), _text("author"), _moment("at"), Index(None, "into_id")
)
claim_moves = Table(
    "claim_moves",
    metadata,
    _key("statement_id"),
    _text("claim_id"),
    _text("from_id"),
    _text("author"),
    _moment("at"),
    Index(None, "claim_id"),
    Index(None, "from_id"),
)
positions = Table(
    "positions",
    metadata,
    _key("claim_id"),
    _key("statement_id"),
    _text("speaker_key"),
    _text("speaker_name"),
    _text("stance"),
    _text("article_id"),
    Column("outlet", Wording),
    _moment("at"),
    Index(None, "speaker_key"),
)

utterances = Table(
    "utterances",
    metadata,
    _key("id"),
    _text("speaker_key"),
    _text("claim_id"),
    _text("stance"),
    _text("text"),
    _text("first_statement_id"),
    _moment("first_at"),
    _moment("last_at"),
    Index(None, "speaker_key", "last_at"),
    Index(None, "last_at"),
)
utterance_outlets = Table(
    "utterance_outlets",
    metadata,
    Column("arrival", Counter, primary_key=True),
    _text("utterance_id"),
    _text("outlet"),
    _text("article_id"),
    _moment("at"),
    UniqueConstraint("utterance_id", "outlet"),
)

revisions = Table("revisions", metadata, _key("of"), Column("revision", BigInteger, nullable=False))
watches = Table("watches", metadata, _key("id"), _payload())
watch_history = Table(
    "watch_history",
    metadata,
    Column("entry", Counter, primary_key=True),
    _text("watch_id"),
    _moment("at"),
    _text("author"),
    Column("payload", Text),
    Index(None, "watch_id"),
)
watch_errors = Table(
    "watch_errors",
    metadata,
    Column("entry", Counter, primary_key=True),
    _text("file"),
    Column("line", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    _text("message"),
    Column("watch_id", Wording),
)
entities = Table("entities", metadata, _key("id"), _payload())
merges = Table(
    "merges", metadata, _key("entity_id"), _text("into_id"), _text("author"), _moment("at"), Index(None, "into_id")
)

alerts = Table(
    "alerts",
    metadata,
    _key("id"),
    _text("watch_id"),
    _text("statement_id"),
    _moment("created_at"),
    _payload(),
    Index(None, "created_at", "id"),
    Index(None, "watch_id", "created_at"),
    Index(None, "statement_id"),
)
withheld = Table(
    "withheld",
    metadata,
    _key("watch_id"),
    _key("statement_id"),
    _key("reason"),
    _text("article_id"),
    _moment("at"),
    Column("alert_id", Text),
    Index(None, "at"),
    Index(None, "alert_id"),
)
outbox = Table(
    "outbox",
    metadata,
    _key("alert_id"),
    _key("channel"),
    _text("status"),
    _moment("due_at"),
    Column("attempts", Integer, nullable=False),
    _text("last_response"),
    _text("batch"),
    _text("message"),
    Column("latency_ms", Integer, nullable=False),
    Column("leased_until", Moment),
    Index(None, "status", "due_at"),
)
delivery_log = Table(
    "delivery_log",
    metadata,
    _key("alert_id"),
    _key("channel"),
    Column("attempts", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, primary_key=True),
    _text("status"),
    _moment("due_at"),
    _text("last_response"),
    _text("batch"),
    _text("message"),
    Column("latency_ms", Integer, nullable=False),
)
mutes = Table(
    "mutes",
    metadata,
    _key("kind"),
    _key("target"),
    _text("author"),
    _moment("at"),
    Column("until", Moment),
    _text("comment"),
)
alert_actions = Table(
    "alert_actions",
    metadata,
    _key("id"),
    _text("alert_id"),
    _text("watch_id"),
    _text("kind"),
    _text("author"),
    _moment("at"),
    _text("text"),
    Index(None, "alert_id", "at"),
    Index(None, "kind", "watch_id"),
)
notices = Table(
    "notices",
    metadata,
    _key("id"),
    _text("kind"),
    _text("subject"),
    _moment("at"),
    _text("text"),
    Index(None, "at"),
)

outcomes = Table(
    "outcomes",
    metadata,
    _key("version_id"),
    _text("article_id"),
    _text("kind"),
    _moment("at"),
    _text("reason"),
    Column("duplicate_of", Text),
    _text("stage"),
    Column("attempt", Integer, nullable=False),
    Index(None, "kind"),
)
steps = Table(
    "steps",
    metadata,
    Column("entry", Counter, primary_key=True),
    _text("version_id"),
    _text("stage"),
    _text("article_id"),
    _moment("at"),
    _text("detail"),
    UniqueConstraint("version_id", "stage"),
    Index(None, "article_id"),
)
source_items = Table(
    "source_items", metadata, _key("source_id"), _key("item_digest"), _text("item"), _text("digest"), _moment("at")
)
source_reports = Table("source_reports", metadata, _key("source_id"), _text("status"), _text("detail"), _moment("at"))
erasures = Table("erasures", metadata, _key("id"), _moment("at"), _payload())
