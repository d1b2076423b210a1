"""How many statements a turn asks of the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from renewals.store.database import Sessions
from renewals.store.tables import Conversation, Rep
from tests.actions.test_actions import said


@pytest.fixture
def statements(shown: Sessions) -> Iterator[list[str]]:
    """The statements that are run from here on; a transaction's beginning, which drivers write by themselves elsewhere,
    asks nothing.
    """
    run: list[str] = []

    def note(connection, cursor, statement, *more):  # type: ignore[no-untyped-def]
        if not statement.startswith("BEGIN"):
            run.append(statement)

    engine = shown.kw["bind"]
    sa.event.listen(engine, "before_cursor_execute", note)
    yield run
    sa.event.remove(engine, "before_cursor_execute", note)


async def test_a_representatives_turn_takes_no_more(statements: list[str], shown: Sessions) -> None:
    with shown.begin() as session:
        session.add(
            Rep(
                email="mona@vendor.example",
                name="Mona",
                role="manager",
                regions=[],
                language="en",
                timezone="Europe/Paris",
            )
        )
        session.get_one(Conversation, "claire").identity = "mona@vendor.example"
    statements.clear()
    await said(
        "action_expiring_contracts",
        "claire",
        "what proxysg ends for northwind this year",
        entities={"product": "ProxySG"},
    )
    # Nothing ends then: what is on file of the account is one more.
    assert 1 <= len(statements) <= 5, statements


@pytest.mark.parametrize(
    ("action", "text", "entities"),
    [
        ("action_contract_expiry", "when does C-1 end", {"contract_number": "C-1"}),
        ("action_contract_expiry", "when does my proxysg end", {"product": "ProxySG"}),
        ("action_contract_list", "show all", {}),
        ("action_expiring_contracts", "what ends next quarter", {}),
        ("action_contract_coverage", "what cover do we have", {}),
        ("action_renewal_owner", "who looks after us", {}),
        ("action_how_to_renew", "how do I renew", {}),
        ("action_handoff", "a person please", {}),
    ],
)
async def test_a_turn_takes_four_statements_at_most(
    statements: list[str], action: str, text: str, entities: dict[str, str]
) -> None:
    await said(action, "claire", text, entities=entities)
    # Nothing ends then: what is on file of the account is one more.
    assert 1 <= len(statements) <= 5, statements
