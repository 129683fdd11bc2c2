"""Points that let the centre open their microphones say so in their invitations."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "invitations", sa.Column("room", sa.Boolean, nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Take back."""
    op.drop_column("invitations", "room")
