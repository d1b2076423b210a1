"""A contract may have a last day to stop its automatic renewal."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("notice_on", sa.Date(), nullable=True))
        batch_op.create_index(batch_op.f("ix_contracts_notice_on"), ["notice_on"])
