"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_articles()
    _create_fingerprints()
    _create_claims()
    _create_utterances()
    _create_watches()
    _create_entities()
    _create_alerts()
    _create_deliveries()
    _create_outcomes()
    _create_sources()


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _create_articles() -> None:
    op.create_table(
        "article_urls",
        sa.Column("url_digest", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url_digest", name="pk_article_urls"),
    )
    op.create_index("ix_article_urls_article_id", "article_urls", ["article_id"])
    op.create_table(
        "article_versions",
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("collected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name="pk_article_versions"),
    )
    op.create_index("ix_article_versions_article_id_version", "article_versions", ["article_id", "version"])
    op.create_index("ix_article_versions_collected_at", "article_versions", ["collected_at"])


def _create_fingerprints() -> None:
    op.create_table(
        "fingerprints",
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_fingerprints"),
    )
    op.create_index("ix_fingerprints_at", "fingerprints", ["at"])
    op.create_table(
        "shingles",
        sa.Column("shingle", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shingle", "article_id", name="pk_shingles"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_shingles_article_id", "shingles", ["article_id"])


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
    )
    op.create_index("ix_claims_last_seen", "claims", ["last_seen"])
    op.create_table(
        "claim_terms",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("term", "claim_id", name="pk_claim_terms"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_terms_claim_id", "claim_terms", ["claim_id"])
    op.create_table(
        "positions",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=False),
        sa.Column("speaker_key", sa.Text(), nullable=False),
        sa.Column("speaker_name", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", "statement_id", name="pk_positions"),
    )
    op.create_index("ix_positions_speaker_key", "positions", ["speaker_key"])


def _create_utterances() -> None:
    op.create_table(
        "utterances",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("speaker_key", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_statement_id", sa.Text(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_utterances"),
    )
    op.create_index("ix_utterances_last_at", "utterances", ["last_at"])
    op.create_index("ix_utterances_speaker_key_last_at", "utterances", ["speaker_key", "last_at"])
    op.create_table(
        "utterance_outlets",
        sa.Column("arrival", _COUNTER, nullable=False),
        sa.Column("utterance_id", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("arrival", name="pk_utterance_outlets"),
        sa.UniqueConstraint("utterance_id", "outlet", name="uq_utterance_outlets_utterance_id_outlet"),
    )


def _create_watches() -> None:
    op.create_table(
        "revisions",
        sa.Column("of", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("of", name="pk_revisions"),
    )
    op.create_table(
        "watches",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
    )
    op.create_table(
        "watch_history",
        sa.Column("entry", _COUNTER, nullable=False),
        sa.Column("watch_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entry", name="pk_watch_history"),
    )
    op.create_index("ix_watch_history_watch_id", "watch_history", ["watch_id"])


def _create_entities() -> None:
    op.create_table(
        "entities",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_entities"),
    )
    op.create_table(
        "merges",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("into_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entity_id", name="pk_merges"),
    )
    op.create_index("ix_merges_into_id", "merges", ["into_id"])


def _create_alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("watch_id", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alerts"),
    )
    op.create_index("ix_alerts_created_at_id", "alerts", ["created_at", "id"])
    op.create_index("ix_alerts_statement_id", "alerts", ["statement_id"])
    op.create_index("ix_alerts_watch_id_created_at", "alerts", ["watch_id", "created_at"])
    op.create_table(
        "withheld",
        sa.Column("watch_id", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("watch_id", "statement_id", "reason", name="pk_withheld"),
    )
    op.create_index("ix_withheld_at", "withheld", ["at"])


def _create_deliveries() -> None:
    op.create_table(
        "outbox",
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_response", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "channel", name="pk_outbox"),
    )
    op.create_index("ix_outbox_status_due_at", "outbox", ["status", "due_at"])
    op.create_table(
        "delivery_log",
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_response", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "channel", "attempts", "at", name="pk_delivery_log"),
    )


def _create_outcomes() -> None:
    op.create_table(
        "outcomes",
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("duplicate_of", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", name="pk_outcomes"),
    )
    op.create_index("ix_outcomes_kind", "outcomes", ["kind"])
    op.create_table(
        "steps",
        sa.Column("entry", _COUNTER, nullable=False),
        sa.Column("version_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name="pk_steps"),
        sa.UniqueConstraint("version_id", "stage", name="uq_steps_version_id_stage"),
    )
    op.create_index("ix_steps_article_id", "steps", ["article_id"])


def _create_sources() -> None:
    op.create_table(
        "source_items",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("item_digest", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source_id", "item_digest", name="pk_source_items"),
    )
    op.create_table(
        "source_reports",
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_source_reports"),
    )


_TABLES = (
    "article_urls",
    "article_versions",
    "fingerprints",
    "shingles",
    "claims",
    "claim_terms",
    "positions",
    "utterances",
    "utterance_outlets",
    "revisions",
    "watches",
    "watch_history",
    "entities",
    "merges",
    "alerts",
    "withheld",
    "outbox",
    "delivery_log",
    "outcomes",
    "steps",
    "source_items",
    "source_reports",
)
