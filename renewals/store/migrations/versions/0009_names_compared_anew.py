"""Names and numbers on file in the form in which they are compared now; numbers that are one in it stay as they are,
and each import tells them.
"""

import sqlalchemy as sa
from alembic import op

from renewals.name_words import search_keys
from renewals.names import digits_of, folded, folded_number

revision = "0009"
down_revision = "0008"
BATCH = 1000


def upgrade() -> None:
    connection = op.get_bind()
    accounts = sa.table("accounts", sa.column("id"), sa.column("name"), sa.column("name_folded"))
    words = sa.table("account_words", sa.column("account_id"), sa.column("word"))
    contracts = sa.table(
        "contracts", sa.column("id"), sa.column("number"), sa.column("number_folded"), sa.column("number_digits")
    )
    connection.execute(sa.delete(words))
    last = 0
    while rows := connection.execute(
        sa.select(accounts.c.id, accounts.c.name).where(accounts.c.id > last).order_by(accounts.c.id).limit(BATCH)
    ).all():
        last = rows[-1][0]
        update = sa.update(accounts).where(accounts.c.id == sa.bindparam("row")).values(name_folded=sa.bindparam("now"))
        connection.execute(update, [{"row": row, "now": folded(name)[:400]} for row, name in rows])
        connection.execute(
            sa.insert(words),
            [
                {"account_id": row, "word": word}
                for row, name in rows
                for word in {key[:200] for key in search_keys(name) if key}
            ],
        )
    last = 0
    while rows := connection.execute(
        sa.select(contracts.c.id, contracts.c.number).where(contracts.c.id > last).order_by(contracts.c.id).limit(BATCH)
    ).all():
        last = rows[-1][0]
        update = sa.update(contracts).where(contracts.c.id == sa.bindparam("row"))
        values: dict[str, sa.BindParameter[str]] = {
            "number_folded": sa.bindparam("one"),
            "number_digits": sa.bindparam("digits"),
        }
        connection.execute(
            update.values(values),
            [{"row": row, "one": folded_number(number)[:64], "digits": digits_of(number)} for row, number in rows],
        )
