"""Whether a series goes on is said by its rule alone, not by the state of its first meeting.

A series whose first meeting was cancelled had ended with it: it still has.
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(
        "UPDATE series SET rule = 'FREQ=DAILY;COUNT=1' WHERE template_id IN "
        "(SELECT meeting_id FROM plans WHERE state = 'cancelled')"
    )


def downgrade() -> None:
    """Undo: a series that has ended stays so."""
