"""The one place where the gateway is put together from its settings."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot import erasures
from bot.backups import restored
from bot.conversation.code_limits import CodeLimits
from bot.conversation.conversations import Conversations
from bot.conversation.files import Files
from bot.conversation.following import Following
from bot.conversation.live_hub import LiveHub
from bot.conversation.transcripts import Transcripts
from bot.counting import Counters
from bot.deflection.suggestions import in_words
from bot.desks.adapters import Access, desk
from bot.desks.work import DeskWork
from bot.engine import Engine
from bot.handoff.escalation import EscalationSchedule
from bot.handoff.operations import HandoffOperations
from bot.handoff.policy import HandoffPolicy
from bot.handoff.step_handlers import HandoffSteps
from bot.handoff.team_channel import NullTeamChannel
from bot.handoff.team_replies import TeamReplies
from bot.jobs import REGULAR, Kind, Worker, regularly
from bot.limits import RateLimits
from bot.mail import mailer
from bot.outgoing import Handler, OutgoingEvents, webhooks
from bot.readiness import Readiness
from bot.retention import Retention
from bot.sent_mails import SentOnce
from bot.settings import Settings
from bot.signals import signals
from bot.slack.app import SlackApp
from bot.weekly import WeeklyPost
from renewals.store import handoff_steps
from renewals.store.database import GroupCommit, Sessions, open_database
from renewals.store.outgoing import KIND as OUTGOING


@dataclass(frozen=True)
class Gateway:
    """The parts of a running gateway."""

    settings: Settings
    sessions: Sessions
    engine: Engine
    live: LiveHub
    following: Following
    conversations: Conversations
    files: Files
    transcripts: Transcripts
    handoffs: HandoffOperations
    worker: Worker
    rate_limits: RateLimits
    readiness: Readiness
    retention: Retention
    slack: SlackApp | None


def wire(settings: Settings) -> Gateway:
    """The gateway for these settings."""
    sessions = open_database(settings.database_url)
    group_commit = GroupCommit(sessions)
    engine = Engine(settings.engine_url, settings.engine_secret)
    between = signals(settings.database_url, settings.redis_url)
    counters = Counters(settings.redis_url, settings.engine_secret)
    live, mails = LiveHub(between), _mails(settings)
    awake, schedule = asyncio.Event(), EscalationSchedule(settings.handoff_minutes)
    has_channel = settings.slack_channels.__contains__
    policy = HandoffPolicy(schedule, has_channel, settings.now, settings.today_in, awake.set)
    conversations = Conversations(
        sessions, engine, mails, live, policy, settings.now, settings.in_flight, settings.today_in,
        CodeLimits(settings.limits_on, counters),
        partial(erasures.note_conversation, settings.var), settings.engine_wait,
    )  # fmt: skip
    files = Files(sessions, live, policy, settings.now)
    handoffs = HandoffOperations(sessions, live, schedule, has_channel, settings.now, awake.set)
    slack = None
    if settings.slack_on:
        replies, suggest = TeamReplies(sessions, live, settings.now, awake.set), partial(in_words, engine)
        slack = SlackApp(
            settings, sessions, group_commit, conversations, files, handoffs, replies, settings.now, suggest, awake.set
        )
    team = slack.channels if slack else NullTeamChannel()
    steps = HandoffSteps(sessions, team, handoffs, mails, live, settings.now, settings.today_in)
    weekly = WeeklyPost(settings, sessions, mails, slack.channels if slack else None, settings.now)
    retention = Retention(
        sessions, engine, conversations, settings.var,
        settings.keep_texts_days, settings.keep_figures_days, settings.now,
    )  # fmt: skip
    kinds = _kinds(settings, sessions, steps, retention, weekly, slack)
    return Gateway(
        settings=settings,
        sessions=sessions,
        engine=engine,
        live=live,
        following=Following(sessions, live, between, conversations.happened),
        conversations=conversations,
        files=files,
        transcripts=Transcripts(sessions, mails, settings.now),
        handoffs=handoffs,
        worker=Worker(sessions, group_commit, kinds, settings.now, awake),
        rate_limits=RateLimits(settings.limits_on, counters),
        readiness=Readiness(sessions, engine, settings.actions_url, settings.now),
        retention=retention,
        slack=slack,
    )


def _mails(settings: Settings) -> SentOnce:
    sends = mailer(settings.smtp_url, settings.mail_from, settings.var / "outbox")
    return SentOnce(sends, settings.var, restored(settings.var), timedelta(days=settings.keep_figures_days))


def _kinds(
    settings: Settings,
    sessions: Sessions,
    steps: HandoffSteps,
    retention: Retention,
    weekly: WeeklyPost,
    slack: SlackApp | None,
) -> dict[str, Kind]:
    """What the worker does, by the kinds of its jobs."""
    outgoing = OutgoingEvents(sessions, _told_outside(settings, sessions), settings.now)
    regular = {**retention.regular(), **outgoing.regular(), **weekly.regular(), **(slack.regular() if slack else {})}
    return {
        handoff_steps.KIND: steps.kind(),
        OUTGOING: outgoing.kind(),
        REGULAR: regularly(regular, settings.now),
        **(slack.kinds() if slack else {}),
    }


def _told_outside(settings: Settings, sessions: Sessions) -> dict[str, Handler]:
    """Whom the gateway tells what happened: the webhooks that are set, and the help desk."""
    told = webhooks(settings.webhooks, settings.webhook_secret)
    if settings.desk:
        access = Access(settings.desk_url, settings.desk_user, settings.desk_secret, settings.desk_queue)
        shows = settings.desk_contracts == "on"
        work = DeskWork(
            sessions, desk(settings.desk, access), shows, settings.mail_from, settings.now, settings.today_in
        )
        told[f"desk-{settings.desk}"] = work.tell
    return told
