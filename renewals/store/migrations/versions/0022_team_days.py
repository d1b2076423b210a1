"""How each representative's renewals stood, day by day."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    counts = ("overdue", "within_30", "within_60", "within_90", "untouched")
    op.create_table(
        "team_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("owner_email", sa.String(length=254), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.PrimaryKeyConstraint("day", "owner_email", name=op.f("pk_team_days")),
    )
