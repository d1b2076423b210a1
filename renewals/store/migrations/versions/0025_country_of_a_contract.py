"""Contracts hold their account's country, and an index has all that lists and counts look at, so that a territory's are
found without its accounts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

LOOKED_AT = [
    "end_on",
    "number",
    "country",
    "account_id",
    "product_type",
    "auto_renew",
    "notice_on",
    "quantity",
    "gone_at",
]


def upgrade() -> None:
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country", sa.String(length=2), server_default="", nullable=False))
    op.execute(
        "UPDATE contracts SET country = (SELECT accounts.country FROM accounts WHERE accounts.id = "
        "contracts.account_id)"
    )
    op.create_index("ix_contracts_looked_at", "contracts", LOOKED_AT)
