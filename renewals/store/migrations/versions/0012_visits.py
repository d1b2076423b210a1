"""The summary tables of the figures: visits, what was asked in them, how long requests for a person waited, and how far
all that has been worked out.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NOW = sa.DateTime(timezone=True)


def column(name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_identity"), ["identity"], unique=False)
    _visits()
    _questions()
    op.create_table(
        "handoff_times",
        column("reference", sa.String(16)),
        column("claim_minutes", sa.Double(), nullable=True),
        column("reply_minutes", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reference"], ["handoffs.reference"], name=op.f("fk_handoff_times_reference"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_handoff_times")),
    )
    op.create_table(
        "figure_marks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        column("message", sa.BigInteger()),
        column("transition", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_marks")),
    )
    op.create_table(
        "stale_visits",
        column("id", sa.Integer()),
        column("conversation_id", sa.String(64)),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_stale_visits_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stale_visits")),
    )
    op.create_index(op.f("ix_stale_visits_conversation_id"), "stale_visits", ["conversation_id"], unique=False)


def _visits() -> None:
    op.create_table(
        "visits",
        column("conversation_id", sa.String(64)),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        column("began_at", NOW),
        column("ended_at", NOW),
        column("day", sa.Date()),
        column("door", sa.String(16)),
        column("language", sa.String(8)),
        column("region", sa.String(8)),
        column("messages", sa.Integer()),
        column("asked", sa.Integer()),
        *(
            column(name, sa.Boolean())
            for name in ("answered", "unanswered", "refused", "ends_answered", "confirmed", "handed_over")
        ),
        column("return_seconds", sa.BigInteger(), nullable=True),
        column("helpful", sa.Integer()),
        column("unhelpful", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_visits_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "number", name=op.f("pk_visits")),
    )


def _questions() -> None:
    op.create_table(
        "visit_questions",
        column("conversation_id", sa.String(64)),
        sa.Column("visit", sa.Integer(), autoincrement=False, nullable=False),
        column("topic", sa.String(64)),
        column("question", sa.String(128)),
        column("day", sa.Date()),
        column("door", sa.String(16)),
        column("language", sa.String(8)),
        column("region", sa.String(8)),
        *(column(name, sa.Integer()) for name in ("asked", "answered", "refused", "unhelpful")),
        sa.ForeignKeyConstraint(
            ["conversation_id", "visit"],
            ["visits.conversation_id", "visits.number"],
            name=op.f("fk_visit_questions_conversation_id_visit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "visit", "topic", "question", name=op.f("pk_visit_questions")),
    )
    read = "topic question day door language region asked answered refused unhelpful".split()
    op.create_index("ix_visit_questions_figures", "visit_questions", read, unique=False)
