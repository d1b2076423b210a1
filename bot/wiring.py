"""The one place where the gateway is put together from its settings."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.conversation.conversations import Conversations
from bot.conversation.files import Files
from bot.conversation.live import Live
from bot.engine import Engine
from bot.handoff.clock import Clock
from bot.handoff.handoffs import Handoffs
from bot.handoff.requests import Requests
from bot.handoff.steps import Steps
from bot.handoff.team import NoTeam
from bot.limits import RateLimits
from bot.mail import mailer
from bot.readiness import Readiness
from bot.settings import Settings
from bot.slack.door import SlackDoor
from renewals.store.database import Sessions, Together, open_database


@dataclass(frozen=True)
class Gateway:
    """The parts of a running gateway."""

    settings: Settings
    sessions: Sessions
    engine: Engine
    live: Live
    conversations: Conversations
    files: Files
    handoffs: Handoffs
    steps: Steps
    rate_limits: RateLimits
    readiness: Readiness
    slack: SlackDoor | None


def wire(settings: Settings) -> Gateway:
    """The gateway for these settings."""
    sessions = open_database(settings.database_url)
    together = Together(sessions)
    engine = Engine(settings.engine_url, settings.engine_secret)
    live = Live()
    mails = mailer(settings.smtp_url, settings.mail_from, settings.var / "outbox")
    awake, clock, has_channel = asyncio.Event(), Clock(settings.handoff_minutes), settings.slack_channels.__contains__
    requests = Requests(clock, has_channel, settings.now, awake.set)
    conversations = Conversations(sessions, engine, mails, live, requests, settings.now, settings.in_flight)
    files = Files(sessions, live, requests, settings.now)
    handoffs = Handoffs(sessions, live, clock, has_channel, settings.now, awake.set)
    slack = SlackDoor(settings, sessions, together, conversations, files, handoffs, settings.now) if settings.slack_on else None
    steps = Steps(sessions, together, slack.channels if slack else NoTeam(), handoffs, mails, live, settings.now, awake)
    limits = RateLimits(settings.rate_limits_storage, settings.limits_on)
    readiness = Readiness(sessions, engine, settings.actions_url, settings.now)
    return Gateway(settings, sessions, engine, live, conversations, files, handoffs, steps, limits, readiness, slack)
