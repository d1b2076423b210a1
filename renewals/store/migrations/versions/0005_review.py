"""The review of what was not understood: close calls and refused answers are marked,
and what a person decided is kept.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "reviews",
        sa.Column("message_id", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_reviews_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_reviews")),
    )
    with op.batch_alter_table("understandings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("close_call", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("refused", sa.Boolean(), server_default=sa.false(), nullable=False))
