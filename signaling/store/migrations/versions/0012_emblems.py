"""Units have emblems, and a meeting may be held without one in its picture."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "emblems",
        sa.Column("unit_id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("picture", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name="pk_emblems"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_emblems_unit_id"),
    )
    op.add_column(
        "plans", sa.Column("emblem", sa.Boolean, nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    """Undo."""
    op.drop_column("plans", "emblem")
    op.drop_table("emblems")
