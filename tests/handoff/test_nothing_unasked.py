"""Whatever is said in whatever order, nothing goes to a team that nobody asked to be passed on."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from renewals.store import handoffs as store
from renewals.store.database import open_database
from tests.builders import load
from tests.handoff.office import Office

TEAM = {"region": "EMEA"}
COUNTRY = {"asks": "country"}
# What a customer says: the topic that is understood, the kind and the values of the engine's reply. The engine here is
# the worst there is: it takes every yes and every country for the wish for a person.
SAID: dict[str, tuple[str, str, dict[str, Any] | None]] = {
    "nonsense": ("out-of-scope", "fallback", None),
    "a question": ("why-renew", "answer", None),
    "late renewal": ("late-renewal", "answer", None),
    "a quote": ("renewal-quote", "answer", {"region": "EMEA", "mailbox": "EMEA_renewals@symantec.com"}),
    "stop the renewal": ("cancel-auto-renewal", "answer", None),
    "feedback": ("feedback", "smalltalk", None),
    "yes": ("affirm", "handoff", TEAM),
    "yes, of no known country": ("affirm", "clarify", COUNTRY),
    "a country": ("regional-contact", "handoff", TEAM),
    "no": ("deny", "smalltalk", None),
    "a person": ("handoff", "handoff", TEAM),
    "a person, of no known country": ("handoff", "clarify", {**COUNTRY, "wish": True}),
    "back to the assistant": ("handoff", "smalltalk", None),
    "cancel that request": ("cancel", "smalltalk", {"request": "withdraw"}),
    "add that I need 900 seats": ("renewal-quote", "answer", None),
    "when will they answer?": ("handoff", "answer", {"request": "when"}),
    "jo@firm.example": ("out-of-scope", "fallback", None),
    "no number": ("contract-expiry", "answer", {"stuck": True}),
}
RATED = "rates the answer as of no help"
EXPLICIT = {"a person", "a person, of no known country"}


@given(
    st.lists(st.sampled_from([*SAID, RATED]), min_size=2, max_size=10),
    st.sampled_from([None, "claire@contoso.example"]),
)
def test_a_request_is_made_by_a_wish_or_a_yes_to_the_question_and_by_nothing_else(
    migrated_file: Path, happened: list[str], identity: str | None
) -> None:
    with TemporaryDirectory() as folder:
        office = _office(Path(folder), migrated_file)
        conversation = office.conversation(identity=identity)
        asked = agreed = False
        for what in happened:
            before = _made(office, conversation)
            if what == RATED:
                with office.sessions.begin() as session:
                    offers = office.requests.rated(session, conversation, False)
                # What was rated was said before; what was asked last stands.
                asked = asked or any("They would get this conversation" in offer.text for offer in offers)
                continue
            topic, kind, data = SAID[what]
            replies = office.says(conversation, what, kind, topic=topic, data=data)
            wished = (
                what in EXPLICIT
                or (topic == "affirm" and asked)
                or (agreed and what in ("a country", "yes", ("yes, of no known country")))
            )
            made = _made(office, conversation) > before
            assert not made or wished, f"{what!r} made a request in {happened}"
            asked = any("They would get this conversation" in reply["text"] for reply in replies)
            agreed = wished and any((reply["data"] or {}).get("asks") == "country" for reply in replies)


def _office(folder: Path, migrated_file: Path) -> Office:
    database = open_database(f"sqlite:///{shutil.copy(migrated_file, folder / 'test.db')}")
    load(database, {"end_date": "2026-11-01"})
    return Office(database, folder / "outbox")


def _made(office: Office, conversation: str) -> int:
    with office.sessions.begin() as session:
        return len(store.all_in(session, conversation))
