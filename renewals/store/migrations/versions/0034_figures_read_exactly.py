"""Which rows the figures have read, and to which comparison a ticket belongs."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    with op.batch_alter_table("figure_marks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen", sa.JSON(), nullable=True))
    with op.batch_alter_table("deflections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("experiment", sa.String(64), nullable=True))
    # Until now there was one, by the default name unless it was given another.
    op.execute("UPDATE deflections SET experiment = 'tickets' WHERE visitor IS NOT NULL")
