"""A cluster of two gateways with its Slack door open, in front of Slack's stand-in and a mail server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.balancer import balancer
from benchmarks.cluster import Cluster, cluster, loaded
from bot.supervisor import free_port
from tests.postgres import postgres
from tests.slack.local_slack import BOT_TOKEN, SIGNING_SECRET, TEAMS, LocalSlack, local_slack
from tests.slack.sales_desk import DEMONSTRATION, TEAM_REPS
from tests.slack.smtp_server import Mailbox, mail_server
from tests.stack import IDENTITY_SECRET, TODAY


@dataclass(frozen=True)
class DeskCluster:
    """The running processes, and what they talk to."""

    running: Cluster
    slack: LocalSlack
    mailbox: Mailbox


@asynccontextmanager
async def desk_cluster(folder: Path, engines: int = 2, actions: int = 2, **settings: str) -> AsyncIterator[DeskCluster]:
    """One on a PostgreSQL server of its own, with the demonstration contracts on 23 November 2026 and a team in EMEA.

    Slack's deliveries go to the gateways in turn. `settings`: further ones of the gateways.
    """
    ports = [free_port(), free_port()]
    async with AsyncExitStack() as everything:
        server = everything.enter_context(postgres(folder / "server"))
        door = await everything.enter_async_context(balancer(ports))
        slack = everything.enter_context(local_slack(folder / "slack", f"http://127.0.0.1:{door}/slack/events"))
        mailbox = everything.enter_context(mail_server())
        own: dict[str, Any] = {
            "RENEWALS_TODAY": TODAY,
            "RENEWALS_IDENTITY_SECRET": IDENTITY_SECRET,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": f"{slack.address}/api/",
            "SLACK_CHANNEL_EMEA": TEAMS["EMEA"],
            "SMTP_URL": mailbox.url,
            **settings,
        }
        running = await everything.enter_async_context(cluster(folder, server, ports, engines, actions, **own))
        (folder / "reps.csv").write_text(TEAM_REPS, encoding="utf-8")
        files = ("import", DEMONSTRATION), ("import-reps", folder / "reps.csv")
        await asyncio.to_thread(loaded, running.database_url, folder, *files)
        yield DeskCluster(running, slack, mailbox)
