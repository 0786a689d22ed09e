"""The first revision of a service whose second one never ends well."""

import sqlalchemy as sa
from alembic import op

revision = "halfway_0001"
down_revision = None


def upgrade() -> None:
    op.create_table("first", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO first (id) VALUES (1)")
