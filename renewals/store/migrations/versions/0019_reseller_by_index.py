"""Contracts by reseller: its names are found one from the next, however many contracts there are."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_index(op.f("ix_contracts_reseller"), "contracts", ["reseller"])
