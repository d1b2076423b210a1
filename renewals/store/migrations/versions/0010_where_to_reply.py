"""Where a customer who is not verified wants to be answered is kept with their request; the contract's number with the
code that was asked for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_to", sa.String(length=254), nullable=True))
    with op.batch_alter_table("verification_codes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contract_number", sa.String(length=64), nullable=True))
