"""The product with its Slack door open, in front of a Slack that others wrote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import sqlalchemy as sa

from bot.ephemeral_stack import own_stack
from bot.jobs import REGULAR
from bot.settings import ROOT
from bot.supervisor import free_port
from renewals.store import handoff_steps
from renewals.store.database import open_database
from renewals.store.slack import POST
from renewals.store.tables import Job
from tests.builders import contract_file, fill
from tests.slack.local_slack import APP_TOKEN, BOT_TOKEN, HELP, SIGNING_SECRET, LocalSlack, eventually, local_slack
from tests.slack.proxy import Proxy, proxy_before
from tests.stack import IDENTITY_SECRET, TODAY, Stack

# What a request waits for by the clock; everything else is due at once.
CLOCK = ("remind", "overflow", "mail", "away")
DEMONSTRATION = ROOT / "renewals" / "data" / "demonstration-contracts.csv"
REPS = """email,name,role,regions,language,timezone
paul.durand@vendor.example,Paul Durand,rep,,fr,Europe/Paris
grace.lee@vendor.example,Grace Lee,rep,AMS,en,America/New_York
mona@vendor.example,Mona,manager,,en,Europe/Paris
"""
# Where Paul belongs to a team, and takes its requests up.
TEAM_REPS = REPS.replace("Paul Durand,rep,,", "Paul Durand,rep,EMEA,")
# More contracts: of accounts that are alike or bear Slack's marks in their names.
MORE = [
    {
        "contract_number": "C-900001",
        "account_number": "A-9001",
        "account_name": "Orion Shipping",
        "end_date": "2028-01-31",
    },
    {
        "contract_number": "C-900002",
        "account_number": "A-9002",
        "account_name": "Orion Foods",
        "end_date": "2028-02-29",
    },
    # In the territory of Grace, and another's.
    {
        "contract_number": "C-900004",
        "account_number": "A-9004",
        "account_name": "Zephyr Freight",
        "end_date": "2029-03-31",
        "country": "US",
    },
    {
        "contract_number": "C-900003",
        "account_number": "A-9003",
        "account_name": "<!channel> & <@U01PAUL>",
        "end_date": "2028-03-31",
    },
]


@dataclass(frozen=True)
class Desk:
    """The running product, its Slack, and the proxy between them."""

    stack: Stack
    slack: LocalSlack
    proxy: Proxy

    def settle(self, seconds: float = 60) -> None:
        """Waits until all that Slack has delivered, and all that is due for hand-offs, is done: what has not happened
        now will not.
        """
        sessions = open_database(f"sqlite:///{self.stack.folder / 'renewals.db'}")

        def done() -> bool:
            with sessions() as session:
                waiting = session.scalars(sa.select(Job).where(Job.done.is_(False)))
                return all(map(waits_for_the_clock, waiting))

        eventually(done, seconds)
        sessions.kw["bind"].dispose()

    def forget_posts(self) -> None:
        """Nothing that could not be posted before is posted later."""
        sessions = open_database(f"sqlite:///{self.stack.folder / 'renewals.db'}")
        with sessions.begin() as session:
            session.execute(sa.update(Job).where(Job.kind == POST, Job.done.is_(False)).values(done=True))
        sessions.kw["bind"].dispose()


def waits_for_the_clock(job: Job) -> bool:
    """Whether a job is one that is due by the clock, and not by what somebody did."""
    return job.kind in (REGULAR, POST) or (
        job.kind == handoff_steps.KIND and handoff_steps.as_step(job).name.split(":")[0] in CLOCK
    )


@contextmanager
def sales_desk(folder: Path, socket_mode: bool = False, reps: str = REPS, **settings: str) -> Iterator[Desk]:
    """The product with the demonstration contracts on 23 November 2026, three representatives,
    and its Slack door open.
    """
    port = free_port()
    own = {
        "RENEWALS_TODAY": TODAY,
        "RENEWALS_IDENTITY_SECRET": IDENTITY_SECRET,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_SUPPORT_CHANNELS": HELP,
    }
    if socket_mode:
        own["SLACK_APP_TOKEN"] = APP_TOKEN
    more = [
        {"country": "AU", "contact_email": "contact@orion.example", "owner_email": "noah.singh@vendor.example", **row}
        for row in MORE
    ]
    database_url = settings.get("RENEWALS_DATABASE_URL") or f"sqlite:///{folder / 'renewals.db'}"
    fill(database_url, reps, DEMONSTRATION.read_text(encoding="utf-8"), contract_file(*more))
    events = None if socket_mode else f"http://127.0.0.1:{port}/slack/events"
    with (
        local_slack(folder / "slack", events) as slack,
        proxy_before(slack.address) as proxy,
        own_stack(folder, port, **own, SLACK_API_URL=f"{proxy.address}/api/", **settings) as address,
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield Desk(Stack(address, folder, client), slack, proxy)
