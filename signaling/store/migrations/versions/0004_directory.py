"""What is known of points, retired units and points, what they are found by, and join keys."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)

TEXTS = {
    "contact_name": 200,
    "contact_phone": 40,
    "technician_name": 200,
    "technician_phone": 40,
    "line_operator": 80,
    "line_note": 200,
    "backup_operator": 80,
    "backup_note": 200,
}


def upgrade() -> None:
    """Apply."""
    for table in ("units", "points"):
        op.add_column(table, _switch("retired"))
        op.add_column(table, _text("searched", 500))
        op.add_column(table, _text("folded", 500))
        op.create_index(f"ix_{table}_folded", table, ["folded"])
    for name, length in TEXTS.items():
        op.add_column("points", _text(name, length))
    op.add_column("points", sa.Column("line_kbps", sa.Integer))
    op.add_column("points", sa.Column("backup_kbps", sa.Integer))
    op.add_column("points", sa.Column("delegates", sa.Integer, nullable=False, server_default="1"))
    op.add_column("points", _switch("room"))
    op.create_table(
        "join_keys",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("point_id", sa.String(64), nullable=False),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("revoked_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_join_keys"),
        sa.ForeignKeyConstraint(["point_id"], ["points.id"], name="fk_join_keys_point_id"),
        sa.UniqueConstraint("hash", name="uq_join_keys_hash"),
    )
    op.create_index("ix_join_keys_point_id", "join_keys", ["point_id"])
    _fill("units", "name || ' ' || id")
    _fill("points", "name || ' ' || short_name || ' ' || id")


def downgrade() -> None:
    """Undo."""
    op.drop_table("join_keys")
    for table in ("units", "points"):
        op.drop_index(f"ix_{table}_folded", table)
        for column in ("retired", "searched", "folded"):
            op.drop_column(table, column)
    for column in (*TEXTS, "line_kbps", "backup_kbps", "delegates", "room"):
        op.drop_column("points", column)


def _text(name: str, length: int) -> "sa.Column[str]":
    return sa.Column(name, sa.String(length), nullable=False, server_default="")


def _switch(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _fill(table: str, expression: str) -> None:
    """Write what the rows are found by, as `signaling.directory.fold` had it at the time."""
    connection = op.get_bind()
    # Both are constants of this file.
    rows = connection.execute(sa.text(f"SELECT id, {expression} AS said FROM {table}"))  # noqa: S608
    for row in rows.all():
        said = " ".join(unicodedata.normalize("NFC", row.said).split()).lower()[:500]
        letters = (one for one in unicodedata.normalize("NFD", said))
        plain = "".join(one for one in letters if unicodedata.category(one)[0] != "M")
        connection.execute(
            sa.text(f"UPDATE {table} SET searched = :said, folded = :plain WHERE id = :id"),  # noqa: S608
            {"said": said, "plain": plain.replace("đ", "d"), "id": row.id},
        )
