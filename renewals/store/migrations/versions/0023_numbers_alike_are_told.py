"""Contracts on file whose numbers are one in the form in which numbers are compared: they are told, and stay as they
are.
"""

import logging

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

logger = logging.getLogger("renewals.store.migrations")


def upgrade() -> None:
    contracts = sa.table("contracts", sa.column("number"), sa.column("number_folded"))
    twice = sa.select(contracts.c.number_folded).group_by(contracts.c.number_folded).having(sa.func.count() > 1)
    query = sa.select(contracts.c.number_folded, contracts.c.number).where(contracts.c.number_folded.in_(twice))
    alike: dict[str, list[str]] = {}
    for one, number in op.get_bind().execute(query.order_by(contracts.c.number_folded, contracts.c.number)):
        alike.setdefault(one, []).append(number)
    for numbers in alike.values():
        logger.warning("On file as different contracts, though written alike: %s", ", ".join(numbers))
    if alike:
        logger.warning(
            ("%d contracts are written alike; each is kept. docs/files.md says what imports do with them."),
            sum(map(len, alike.values())),
        )
