"""What people decided about claims: which are one, and where a statement belongs."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claim_merges",
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("into_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("claim_id", name="pk_claim_merges"),
    )
    op.create_index("ix_claim_merges_into_id", "claim_merges", ["into_id"])
    op.create_table(
        "claim_moves",
        sa.Column("statement_id", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("from_id", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("statement_id", name="pk_claim_moves"),
    )
    for column in ("claim_id", "from_id"):
        op.create_index(f"ix_claim_moves_{column}", "claim_moves", [column])


def downgrade() -> None:
    for table in ("claim_moves", "claim_merges"):
        op.drop_table(table)
