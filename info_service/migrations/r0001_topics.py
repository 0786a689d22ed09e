"""The topics, and the first of them."""

import sqlalchemy as sa
from alembic import op

revision = "info_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; a new store holds the answer."""
    topics = op.create_table(
        "topics",
        sa.Column("topic", sa.LargeBinary, primary_key=True),
        sa.Column("version", sa.LargeBinary, nullable=False),
        sa.Column("info", sa.LargeBinary, nullable=False),
    )
    op.bulk_insert(topics, [{"topic": b"everything", "version": b"0000000000000001", "info": b"The answer is 42."}])
    op.create_table(
        "probe",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("touched_at", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO probe (id, touched_at) VALUES (1, 0)")
