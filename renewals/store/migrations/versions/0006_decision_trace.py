"""How the topic of a message was decided is kept with what was understood of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("understandings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decided_by", sa.String(length=32), server_default="", nullable=False))
        batch_op.add_column(sa.Column("trace", sa.JSON(), server_default="[]", nullable=False))
