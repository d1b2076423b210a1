"""What goes out to other systems, and the tickets there."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "outgoing",
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("event", "target", name=op.f("pk_outgoing")),
    )
    op.create_index(op.f("ix_outgoing_done_due_at"), "outgoing", ["done", "due_at"], unique=False)
    op.create_table(
        "desk_tickets",
        sa.Column("ticket_id", sa.String(length=128), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("deflection_id", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["reference"], ["handoffs.reference"], name=op.f("fk_desk_tickets_reference_handoffs"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["deflection_id"],
            ["deflections.id"],
            name=op.f("fk_desk_tickets_deflection_id_deflections"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_desk_tickets")),
    )
    op.create_index(op.f("ix_desk_tickets_reference"), "desk_tickets", ["reference"], unique=False)
    op.create_index(op.f("ix_desk_tickets_deflection_id"), "desk_tickets", ["deflection_id"], unique=False)
    op.create_index(op.f("ix_handoff_transitions_at"), "handoff_transitions", ["at"], unique=False)
    op.create_index(op.f("ix_deflections_ended_at"), "deflections", ["ended_at"], unique=False)
