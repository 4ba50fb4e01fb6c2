"""What people do with alerts, notices to operators, and deliveries that several workers share."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES = ("mutes", "alert_actions", "notices")
_SHARED_COLUMNS = ("batch", "message", "latency_ms")


def upgrade() -> None:
    _create_mutes()
    _create_actions()
    _create_notices()
    for table in ("outbox", "delivery_log"):
        op.add_column(table, sa.Column("batch", sa.Text(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("message", sa.Text(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("latency_ms", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_withheld_alert_id", "withheld", ["alert_id"])


def downgrade() -> None:
    op.drop_index("ix_withheld_alert_id", "withheld")
    op.drop_column("outbox", "leased_until")
    for table in ("outbox", "delivery_log"):
        for column in _SHARED_COLUMNS:
            op.drop_column(table, column)
    for table in _TABLES:
        op.drop_table(table)


def _create_mutes() -> None:
    op.create_table(
        "mutes",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "target", name="pk_mutes"),
    )


def _create_actions() -> None:
    op.create_table(
        "alert_actions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("alert_id", sa.Text(), nullable=False),
        sa.Column("watch_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alert_actions"),
    )
    op.create_index("ix_alert_actions_alert_id_at", "alert_actions", ["alert_id", "at"])
    op.create_index("ix_alert_actions_kind_watch_id", "alert_actions", ["kind", "watch_id"])


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_index("ix_notices_at", "notices", ["at"])
