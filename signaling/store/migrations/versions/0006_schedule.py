"""Meetings before they begin: plans, series, agenda, people, papers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.add_column(
        "invitations", sa.Column("delegates", sa.Integer, nullable=False, server_default="1")
    )
    op.create_table(
        "series",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("template_id", sa.String(64), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("without", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_series"),
        sa.ForeignKeyConstraint(["template_id"], ["meetings.id"], name="fk_series_template_id"),
        sa.UniqueConstraint("template_id", name="uq_series_template_id"),
    )
    op.create_table(
        "plans",
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("host_id", sa.String(64)),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("chair_id", sa.String(64)),
        sa.Column("lobby", sa.Boolean, nullable=False),
        sa.Column("muted", sa.Boolean, nullable=False),
        sa.Column("camera", sa.Boolean, nullable=False),
        sa.Column("limit", sa.Integer, nullable=False),
        sa.Column("quorum", sa.String(16), nullable=False),
        sa.Column("seating", sa.String(16), nullable=False),
        sa.Column("units", sa.Text, nullable=False),
        sa.Column("series_id", sa.String(64)),
        sa.Column("occurrence", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_plans"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_plans_meeting_id"),
        sa.ForeignKeyConstraint(["host_id"], ["units.id"], name="fk_plans_host_id"),
        sa.ForeignKeyConstraint(["chair_id"], ["points.id"], name="fk_plans_chair_id"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name="fk_plans_series_id"),
    )
    for column in ("host_id", "starts_at", "series_id"):
        op.create_index(f"ix_plans_{column}", "plans", [column])
    op.create_table(
        "agenda",
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("order", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("minutes", sa.Integer),
        sa.Column("speaker", sa.String(200), nullable=False),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "id", name="pk_agenda"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_agenda_meeting_id"),
    )
    op.create_table(
        "people",
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "account", "part", name="pk_people"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_people_meeting_id"),
    )
    op.create_index("ix_people_account", "people", ["account"])
    op.create_table(
        "papers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("readers", sa.String(16), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_papers_meeting_id"),
    )
    op.create_index("ix_papers_meeting_id", "papers", ["meeting_id"])


def downgrade() -> None:
    """Undo."""
    for table in ("papers", "people", "agenda", "plans", "series"):
        op.drop_table(table)
    op.drop_column("invitations", "delegates")
