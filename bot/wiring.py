"""The one place where the gateway is put together from its settings."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.live import Live
from bot.conversation.turn import Conversations
from bot.engine import Engine
from bot.limits import RateLimits
from bot.mail import mailer
from bot.settings import Settings
from bot.slack.door import SlackDoor
from renewals.store.database import Sessions, open_database


@dataclass(frozen=True)
class Gateway:
    """The parts of a running gateway."""

    settings: Settings
    sessions: Sessions
    engine: Engine
    live: Live
    conversations: Conversations
    rate_limits: RateLimits
    slack: SlackDoor | None


def wire(settings: Settings) -> Gateway:
    """The gateway for these settings."""
    sessions = open_database(settings.database_url)
    engine = Engine(settings.engine_url, settings.engine_secret)
    live = Live()
    mails = mailer(settings.smtp_url, settings.mail_from, settings.var / "outbox")
    conversations = Conversations(sessions, engine, mails, live, settings.now, settings.in_flight)
    slack = SlackDoor(settings, sessions, conversations, settings.now) if settings.slack_on else None
    return Gateway(settings, sessions, engine, live, conversations, RateLimits(settings.rate_limits_storage, settings.limits_on), slack)
