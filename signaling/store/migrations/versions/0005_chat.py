"""Chat from consoles, to some, with questions and files."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "chat_files",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("meeting_id", sa.String(64), nullable=False),
        sa.Column("sender", sa.String(80), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chat_files"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name="fk_chat_files_meeting_id"),
    )
    op.create_index("ix_chat_files_meeting_id", "chat_files", ["meeting_id"])
    with op.batch_alter_table("chat") as chat:
        chat.alter_column("point_id", existing_type=sa.String(64), nullable=True)
        chat.add_column(sa.Column("to", sa.String(64), nullable=False, server_default=""))
        chat.add_column(
            sa.Column("question", sa.Boolean, nullable=False, server_default=sa.false())
        )
        chat.add_column(sa.Column("file_id", sa.String(32)))
        chat.create_foreign_key("fk_chat_file_id", "chat_files", ["file_id"], ["id"])


def downgrade() -> None:
    """Undo; what was not said to all by a point is lost, as it has no place any more."""
    op.execute("DELETE FROM chat WHERE point_id IS NULL OR \"to\" <> '' OR file_id IS NOT NULL")
    with op.batch_alter_table("chat") as chat:
        chat.drop_constraint("fk_chat_file_id", type_="foreignkey")
        for column in ("file_id", "question", "to"):
            chat.drop_column(column)
        chat.alter_column("point_id", existing_type=sa.String(64), nullable=False)
    op.drop_table("chat_files")
