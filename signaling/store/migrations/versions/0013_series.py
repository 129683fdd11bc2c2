"""A series has a plan of its own, and its first meeting is one of its meetings like the others.

What ends it for now (`ends_at`) is apart from its rule, so that it can be taken back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COLUMNS = ("plan", "ends_at", "follows", "version")


def upgrade() -> None:
    """Apply."""
    for column in (
        sa.Column("plan", sa.Text, nullable=False, server_default=""),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follows", sa.String(64), nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    ):
        op.add_column("series", column)
    sqlite = op.get_bind().dialect.name == "sqlite"
    day = (
        "date(series.starts_at, '+7 hours')"
        if sqlite
        else "to_char(series.starts_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')"
    )
    op.execute(
        f"UPDATE plans SET series_id = series.id, occurrence = {day} "  # noqa: S608 - no input
        "FROM series WHERE series.template_id = plans.meeting_id"
    )


def downgrade() -> None:
    """Take back."""
    op.execute(
        "UPDATE plans SET series_id = NULL, occurrence = '' "
        "WHERE meeting_id IN (SELECT template_id FROM series)"
    )
    for column in COLUMNS:
        op.drop_column("series", column)
