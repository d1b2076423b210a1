"""What representatives do to contracts can be taken back; their word on a renewal; reminders at a time of day."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("message_id", sa.String(length=64), nullable=True),
        sa.Column("who", sa.String(length=254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_acts_message_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acts")),
        sa.UniqueConstraint("key", name=op.f("uq_acts_key")),
    )
    op.create_index(op.f("ix_acts_message_id"), "acts", ["message_id"])
    op.create_index(op.f("ix_acts_who"), "acts", ["who"])
    op.create_index(op.f("ix_acts_at"), "acts", ["at"])
    with op.batch_alter_table("contract_marks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("forecast", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("forecast_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("forecast_by", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("forecast_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("at_minute", sa.Integer(), nullable=True))
