"""Many hand-offs while every process dies at random instants, Slack refuses and mails bounce: none is lost, none is
doubled.
"""

from __future__ import annotations

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from bot.jobs import REGULAR
from renewals.store import handoff_steps
from renewals.store.database import open_database
from renewals.store.tables import Handoff, Job
from tests.slack.local_slack import TEAMS, elements, eventually, shown
from tests.slack.sales_desk import TEAM_REPS, Desk, sales_desk, waits_for_the_clock
from tests.slack.signed import deliver, event, press
from tests.slack.smtp_server import Mailbox, mail_server
from tests.stack import Chat, identity_token

# make test-all takes 500. Customers come over so many seconds at least, a few at once, so that the processes die while
# they ask.
HANDOFFS, AT_ONCE, SPREAD = int(os.environ.get("SURVIVING_HANDOFFS", "60")), 8, 24.0
EMEA, PAUL = TEAMS["EMEA"], "U01PAUL"
# Of four customers three are of a region with a channel, one of a region whose requests go by mail.
FRENCH, JAPANESE = "claire.martin@contoso.example", "k.mori@sakura.example"
CHANCE = random.Random(20261123)  # noqa: S311
# Whoever is killed often starts ever later: the killing is spread so that most of the time something works.
WHILE_ASKING = "gateway actions gateway engine gateway actions gateway engine".split()
WHILE_TALKING = "gateway actions gateway".split()
WISH = "I would like to talk to a person"


@dataclass
class Customer:
    """One customer: the conversation, the reference told, what was said to the team and by it."""

    number: int
    chat: Chat
    reference: str
    words: str = field(init=False)
    answer: str = field(init=False)

    def __post_init__(self) -> None:
        self.words, self.answer = f"words of customer {self.number}.", f"answer to customer {self.number}."


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as server:
        server.refusing = 0.3
        yield server


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, npm_packages: Path, trained_model: Path, mailbox: Mailbox
) -> Iterator[Desk]:
    own: dict[str, Any] = {
        "SLACK_CHANNEL_EMEA": EMEA,
        "RENEWALS_API_KEYS": "the-key",
        "SMTP_URL": mailbox.url,
    }
    with sales_desk(tmp_path_factory.mktemp("surviving"), reps=TEAM_REPS, **own) as desk:
        yield desk


def insisting(work: Callable[[], Any], seconds: float = 240) -> Any:
    """Does something again until it has worked, as clients do that come back."""
    until = time.monotonic() + seconds
    while True:
        with suppress(httpx.HTTPError, ConnectionError):
            found = work()
            if found:
                return found
        assert time.monotonic() < until
        time.sleep(0.3)


def asks(office: Desk, number: int) -> Customer:
    identity = JAPANESE if number % 4 == 3 else FRENCH

    def begin() -> Chat | None:
        answer = office.stack.client.post(
            "/api/v1/conversations", json={"language": "en", "identity_token": identity_token(identity)}
        )
        return (
            Chat(office.stack.client, answer.json()["conversation_id"], answer.json()["token"])
            if answer.status_code == 201
            else None
        )

    time.sleep(SPREAD * AT_ONCE / HANDOFFS)
    chat, attempts = insisting(begin), iter(range(10_000))
    message_id = [f"wish-{number}-{next(attempts)}"]

    def wish() -> str | None:
        answer = chat.post(WISH, message_id=message_id[0])
        if answer.status_code != 200:
            return None
        reply = answer.json()["replies"][-1]
        if reply["kind"] == "error":
            # An apology: the true answer may be on its way; the person asks again a little later.
            time.sleep(1.0)
            again = chat.post(WISH, message_id=message_id[0])
            reply = again.json()["replies"][-1] if again.status_code == 200 else reply
            message_id[0] = f"wish-{number}-{next(attempts)}" if reply["kind"] == "error" else message_id[0]
        return (reply["data"] or {}).get("reference") if reply["kind"] == "handoff" else None

    return Customer(number, chat, insisting(wish))


def says(customer: Customer) -> None:
    insisting(lambda: customer.chat.post(customer.words, message_id=f"words-{customer.number}").status_code == 200)


@contextmanager
def troubled(office: Desk, victims: Sequence[str]) -> Iterator[list[str]]:
    """Kills processes one after the other at random instants, with Slack refusing, hanging up and losing its answers
    meanwhile; what was killed.
    """
    killed: list[str] = []
    over = Event()

    def trouble() -> None:
        for name in victims:
            if over.wait(CHANCE.uniform(1.0, 6.0)):
                return
            with suppress(ProcessLookupError, FileNotFoundError, ValueError):
                os.killpg(
                    int((office.stack.folder / "log" / f"{name}.pid").read_text(encoding="ascii")), signal.SIGKILL
                )
                killed.append(name)
            fault = CHANCE.choice([office.proxy.fail, office.proxy.arrive_and_fail, office.proxy.reset])
            fault(
                CHANCE.choice(["chat.postMessage", "chat.postMessage", "chat.update", "users.info"]),
                CHANCE.randint(1, 4),
            )

    causing = Thread(target=trouble)
    causing.start()
    try:
        yield killed
    finally:
        over.set()
        causing.join()
        office.proxy.calm()


def cards(office: Desk) -> dict[str, list[dict[str, Any]]]:
    """The cards in the channel, by reference."""
    found: dict[str, list[dict[str, Any]]] = {}
    for message in office.slack.from_us(EMEA):
        reference = re.search(r"H-[2-9A-Z]{7}", shown(message) or message["text"])
        if reference and not message.get("thread_ts"):
            found.setdefault(reference[0], []).append(message)
    return found


def states(office: Desk) -> dict[str, Handoff]:
    sessions = open_database(f"sqlite:///{office.stack.folder / 'renewals.db'}")
    with sessions.begin() as session:
        rows = {row.reference: row for row in session.query(Handoff)}
    sessions.kw["bind"].dispose()
    return rows


def left_to_do(office: Desk) -> list[tuple[str, str]]:
    """What is still to be done now: not the clock of requests that wait in the channel, but the mail of those whose
    region has none.
    """
    sessions = open_database(f"sqlite:///{office.stack.folder / 'renewals.db'}")
    with sessions.begin() as session:
        steps = session.query(Job, Handoff.region).join(Handoff, Handoff.reference == Job.queue)
        left = [
            (job.queue, job.key)
            for job, region in steps.where(Job.kind == handoff_steps.KIND, Job.done.is_(False))
            if region != "EMEA" or not waits_for_the_clock(job)
        ]
        others = session.query(Job).where(Job.kind.not_in([handoff_steps.KIND, REGULAR]), Job.done.is_(False))
        left += [(job.kind, job.key) for job in others]
    sessions.kw["bind"].dispose()
    return left


def claims(office: Desk, customer: Customer, card: dict[str, Any]) -> None:
    """The button, pressed until the press is acknowledged; as are the words beneath the card."""
    button = next(element for element in elements(card) if element.get("action_id") == "handoff_claim")
    action = {"type": "button", "action_id": "handoff_claim", "block_id": "b", "value": button["value"]}
    # A press that is worked on again after a kill is answered by a word of its own, which is to find its way as well.
    pressed = press(PAUL, action, card, answers_to=f"{office.slack.address}/none")
    insisting(lambda: deliver(office.stack.address, pressed).status_code == 200)
    insisting(lambda: states(office)[customer.reference].state == "claimed")
    says(customer)
    said = event(PAUL, customer.answer, EMEA, thread_ts=card["ts"])
    insisting(lambda: deliver(office.stack.address, said).status_code == 200)
    # Slack delivers again what it is not sure of.
    insisting(lambda: deliver(office.stack.address, said, x_slack_retry_num="1").status_code == 200)


def test_none_is_lost_and_none_is_doubled_whatever_dies_meanwhile(office: Desk, mailbox: Mailbox) -> None:
    with troubled(office, WHILE_ASKING) as killed, ThreadPoolExecutor(AT_ONCE) as pool:
        customers = list(pool.map(lambda number: asks(office, number), range(HANDOFFS)))
    of_channel = [customer for customer in customers if customer.number % 4 != 3]
    there = eventually(lambda: found if len(found := cards(office)) >= len(of_channel) else None, 240)
    taken = [customer for customer in of_channel if customer.number % 5 == 0]
    with troubled(office, WHILE_TALKING) as killed_then, ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda customer: claims(office, customer, there[customer.reference][0]), taken))
    killed += killed_then
    mailbox.refusing = 0.0
    eventually(lambda: not left_to_do(office), 400)

    rows = states(office)
    assert len(rows) == len({customer.reference for customer in customers}) == HANDOFFS
    # Every one is claimed, mailed, or waits and can be seen.
    by_state = Counter(row.state for row in rows.values())
    assert by_state == {
        "claimed": len(taken),
        "mailed": HANDOFFS - len(of_channel),
        "waiting": len(of_channel) - len(taken),
    }
    listed = office.stack.client.get(
        "/api/v1/handoffs?state=waiting", headers={"Authorization": "Bearer the-key"}
    ).json()["handoffs"]
    assert len(listed) == min(200, by_state["waiting"])
    found = cards(office)
    assert {customer.reference for customer in of_channel} == set(found)
    assert [reference for reference, its in found.items() if len(its) > 1] == []
    # A mail whose taking the dying gateway did not hear of is sent again: the same mail, by its Message-ID. Nothing
    # else is.
    mails = Counter(message for _, message, _ in mailbox.taken)
    assert len(mails) == by_state["mailed"]
    assert sum(mails.values()) - len(mails) <= killed.count("gateway") * 8
    in_threads = Counter(
        message["text"].split(": ")[-1] for message in office.slack.from_us(EMEA) if message.get("thread_ts")
    )
    assert {customer.words: in_threads[customer.words] for customer in taken} == {
        customer.words: 1 for customer in taken
    }
    for customer in taken:
        assert [message["text"] for message in customer.chat.transcript() if message["speaker"] == "human"] == [
            customer.answer
        ]
    assert len(killed) >= 5
    assert set(killed) == {"gateway", "actions", "engine"}
    print(
        f"{HANDOFFS} hand-offs, {Counter(killed)} killed, {by_state}, {sum(mails.values()) - len(mails)} "
        f"mails sent again"
    )
