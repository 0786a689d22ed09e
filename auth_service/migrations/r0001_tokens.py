"""The tokens that were issued."""

import sqlalchemy as sa
from alembic import op

revision = "auth_0001"
down_revision = None


def upgrade() -> None:
    """Make the tables; what a token is kept by is its digest."""
    op.create_table(
        "tokens",
        sa.Column("token_id", sa.LargeBinary, primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("subject", sa.LargeBinary, nullable=False),
        sa.Column("scopes", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
    )
    op.create_table(
        "probe",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("touched_at", sa.BigInteger, nullable=False),
    )
    op.execute("INSERT INTO probe (id, touched_at) VALUES (1, 0)")
