"""Messages without an answer are found at once: it is looked for them every few seconds."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_index(
        "ix_messages_unanswered",
        "messages",
        ["said_at"],
        sqlite_where=sa.text("answered = 0"),
        postgresql_where=sa.text("NOT answered"),
    )
