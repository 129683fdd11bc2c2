"""Of several servers one leads a meeting."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "leases",
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_leases"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_leases_meeting_id"),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("leases")
