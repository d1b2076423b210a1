"""A code may be asked for by the e-mail address on file, without a contract's number."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    with op.batch_alter_table("verification_codes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address_given", sa.String(length=254), nullable=True))
