"""The log of a meeting and its secret ballots."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "log",
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("sitting", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "sitting", "seq", name="pk_log"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_log_meeting_id"),
    )
    op.create_table(
        "ballots",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("sitting", sa.Integer, nullable=False),
        sa.Column("vote", sa.String(16), nullable=False),
        sa.Column("option", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ballots"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_ballots_meeting_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ballots_meeting_id_sitting", "ballots", ["meeting_id", "sitting"])


def downgrade() -> None:
    """Undo."""
    op.drop_table("ballots")
    op.drop_table("log")
