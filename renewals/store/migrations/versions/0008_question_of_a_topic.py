"""The question within its topic is kept with what was understood of a message."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("understandings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question", sa.String(length=128), nullable=True))
