"""Secret ballots are kept as one sealed sum for each vote.

Those of single rows could be linked to who voted by what PostgreSQL keeps of each row, so they go:
a secret vote that runs meanwhile is cancelled, and those that are over have their result in the
log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_table("ballots")
    op.create_table(
        "urns",
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("sitting", sa.Integer, nullable=False),
        sa.Column("vote", sa.String(16), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "sitting", "vote", name="pk_urns"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_urns_meeting_id"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("urns")
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
