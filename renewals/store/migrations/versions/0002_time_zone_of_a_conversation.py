"""A conversation knows its person's time zone, for "today" is theirs and not the server's."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("timezone", sa.String(64), nullable=True))
