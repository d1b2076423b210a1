"""The weekly post in a channel of Slack."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.mail import FileMailer
from bot.settings import Settings
from bot.slack.app import SlackApp
from bot.weekly import WeeklyPost
from renewals.store.database import GroupCommit, Sessions
from tests.slack.local_slack import BOT_TOKEN, GENERAL, SHARED, SIGNING_SECRET, LocalSlack
from tests.slack.proxy import Proxy

MORNING = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


def job(proxy: Proxy, database: Sessions, folder: Path, channels: str) -> WeeklyPost:
    settings = Settings(
        slack_bot_token=BOT_TOKEN,
        slack_signing_secret=SIGNING_SECRET,
        slack_api_url=f"{proxy.address}/api/",
        weekly_channels=channels,
        weekly_language="en",
        _env_file=None,
    )
    door = SlackApp(settings, database, GroupCommit(database), None, None, None, None, lambda: MORNING, None, bool)  # type: ignore[arg-type]
    return WeeklyPost(settings, database, FileMailer(folder, "renewals@vendor.example"), door.channels, lambda: MORNING)


def test_the_channel_gets_the_week_once_as_words_with_a_picture(
    workspace: tuple[LocalSlack, Proxy], database: Sessions, tmp_path: Path
) -> None:
    slack, proxy = workspace
    slack.forget()
    proxy.calm()
    assert asyncio.run(job(proxy, database, tmp_path, GENERAL).send_due()) == 1
    assert asyncio.run(job(proxy, database, tmp_path, GENERAL).send_due()) == 0
    (call,) = proxy.called("files.completeUploadExternal")
    assert call["channel_id"] == GENERAL
    assert "Renewal assistant: Nov 16, 2026 to Nov 22, 2026" in call["initial_comment"]
    assert "Conversations: 0 (the week before: 0)" in call["initial_comment"]


def test_a_channel_that_people_of_other_organisations_read_gets_nothing(
    workspace: tuple[LocalSlack, Proxy], database: Sessions, tmp_path: Path
) -> None:
    slack, proxy = workspace
    slack.forget()
    proxy.calm()
    proxy.change(
        "conversations.info", lambda _, answer: {**answer, "channel": {**answer["channel"], "is_ext_shared": True}}
    )
    assert asyncio.run(job(proxy, database, tmp_path, SHARED).send_due()) == 0
    assert proxy.called("files.completeUploadExternal") == []
