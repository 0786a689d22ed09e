"""The machine loses its power, or somebody its patience, in the midst of the second revision."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision = "halfway_0002"
down_revision = "halfway_0001"


def upgrade() -> None:
    op.create_table("second", sa.Column("id", sa.Integer, primary_key=True))
    os.kill(os.getpid(), signal.SIGKILL)
