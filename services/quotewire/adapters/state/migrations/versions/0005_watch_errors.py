"""What is wrong with watch files, so that it can be seen where the watches are seen."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "watch_errors",
        sa.Column("entry", _COUNTER, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("watch_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("entry", name="pk_watch_errors"),
    )


def downgrade() -> None:
    op.drop_table("watch_errors")
