"""In support's channels a question gets a suggested answer, its asker first; silence where nothing fits or a person was
quicker.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import parse_qs

import pytest
from slack_bolt.async_app import AsyncBoltRequest

from bot.deflection.suggestions import Suggested
from bot.jobs import Worker
from bot.settings import Settings
from bot.slack.app import SlackApp
from bot.slack.support_channels import NEXT, SOLVED, TEAM
from renewals.store.database import GroupCommit, Sessions
from renewals.store.tables import Deflection, Job
from tests.slack.local_slack import BOT_TOKEN, GENERAL, HELP, SIGNING_SECRET, LocalSlack, elements, shown
from tests.slack.proxy import Proxy
from tests.slack.signed import event, press
from tests.slack.validators import check_all_sent
from tests.worked_off import worked_off

GRACE, NOBODY, PAUL = "U02GRACE", "U04NOBODY", "U01PAUL"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SOURCES = [{"title": "Renewals", "section": "Late renewals"}]
FOUND = [
    {"topic": "late-renewal", "question": None, "answer": "You may renew late.", "confidence": 0.9, "sources": SOURCES},
    {
        "topic": "auto-renewal",
        "question": None,
        "answer": "It renews by itself.",
        "confidence": 0.3,
        "sources": SOURCES,
    },
]


@dataclass
class Channel:
    """A channel of support, in front of a Slack that others wrote; what is found for a question is the test's."""

    slack: LocalSlack
    proxy: Proxy
    database: Sessions
    found: list[dict[str, Any]] = field(default_factory=lambda: list(FOUND))
    engine_away: int = 0
    looked_for: list[str] = field(default_factory=list)

    async def suggest(self, text: str) -> Suggested:
        self.looked_for.append(text)
        if self.engine_away:
            self.engine_away -= 1
            raise ConnectionError("away")
        return Suggested("en", self.found)

    def written(self, user: str, text: str, channel: str = HELP, **more: Any) -> str:
        """Somebody writes a message, and Slack delivers it; its ts."""
        ts = self.slack.type(user, channel, text, more.get("thread_ts"))
        self.delivered(event(user, text, channel, **{**more, "ts": ts}))
        return ts

    def delivered(self, body: dict[str, Any] | None) -> None:
        """Slack delivers; without anything new, what a stop left undone is caught up."""
        settings = Settings(
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret=SIGNING_SECRET,
            slack_api_url=f"{self.proxy.address}/api/",
            slack_support_channels=HELP,
            _env_file=None,
        )
        group_commit, unused = GroupCommit(self.database), cast(Any, None)
        door = SlackApp(
            settings,
            self.database,
            group_commit,
            conversations=unused,
            files=unused,
            handoffs=unused,
            words=unused,
            clock=lambda: NOW,
            suggest=self.suggest,
            wake=lambda: None,
        )

        async def work() -> None:
            if body is not None:
                await door.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
            worker = Worker(self.database, GroupCommit(self.database), door.kinds(), lambda: NOW, asyncio.Event())
            if body is None:
                await worker.start()
            await worked_off(self.database, [worker])

        asyncio.run(work())

    def pressed(self, user: str, action_id: str) -> str:
        """Presses a button of the newest suggestion; what stands in its place."""
        message = self.proxy.called("chat.postEphemeral")[-1] if not self.replaced else self.replaced[-1]
        button = next(one for one in elements(message) if one["action_id"] == action_id)
        form = press(
            user,
            {"type": "button", "action_id": action_id, "block_id": "b", "value": button["value"]},
            {"ts": "1.2", "channel": HELP},
            answers_to=f"{self.proxy.address}/api/answered",
        )
        before = len(self.replaced)
        self.delivered(json.loads(parse_qs(form)["payload"][0]))
        (answer,) = self.replaced[before:]
        assert answer["replace_original"] is True
        return str(answer["text"])

    @property
    def replaced(self) -> list[dict[str, Any]]:
        return self.proxy.called("answered")

    @property
    def suggested(self) -> list[dict[str, Any]]:
        return self.proxy.called("chat.postEphemeral")

    @property
    def to_all(self) -> list[dict[str, Any]]:
        return self.proxy.called("chat.postMessage")

    def kept(self) -> list[tuple[list[Any], str | None]]:
        with self.database() as session:
            return [(row.topics, row.outcome) for row in session.query(Deflection)]


@pytest.fixture
def channel(workspace: tuple[LocalSlack, Proxy], database: Sessions) -> Iterator[Channel]:
    slack, proxy = workspace
    slack.forget()
    proxy.calm()
    yield Channel(slack, proxy, database)
    check_all_sent(proxy)


def test_a_question_gets_an_answer_that_its_asker_alone_sees(channel: Channel) -> None:
    channel.written(GRACE, "can we still renew, we are late?")
    (suggestion,) = channel.suggested
    assert (suggestion["user"], suggestion["channel"]) == (GRACE, HELP)
    assert "You may renew late." in shown(suggestion)
    assert "Late renewals" in shown(suggestion)
    assert "It renews by itself." not in shown(suggestion)
    assert channel.to_all == []
    assert channel.kept() == [(["late-renewal", "auto-renewal"], None)]


def test_solved_puts_the_answer_into_the_thread_for_all(channel: Channel) -> None:
    ts = channel.written(NOBODY, "can we still renew, we are late?")
    channel.pressed(NOBODY, SOLVED)
    (post,) = channel.to_all
    assert (post["channel"], post["thread_ts"]) == (HELP, ts)
    assert "You may renew late." in post["text"]
    assert channel.kept() == [(["late-renewal", "auto-renewal"], "solved")]


def test_not_it_shows_the_next_answer_and_then_leaves_it_to_the_team(channel: Channel) -> None:
    channel.written(GRACE, "can we still renew, we are late?")
    assert "It renews by itself." in channel.pressed(GRACE, NEXT)
    assert channel.pressed(GRACE, NEXT) == "Then I leave it to the team."
    assert channel.to_all == []
    assert channel.kept() == [(["late-renewal", "auto-renewal"], "not-related")]


def test_to_the_team_says_so_in_the_thread_with_what_was_suggested(channel: Channel) -> None:
    ts = channel.written(GRACE, "can we still renew, we are late?")
    channel.pressed(GRACE, TEAM)
    (post,) = channel.to_all
    assert post["thread_ts"] == ts
    assert "A person's answer is wished" in post["text"]
    assert channel.kept() == [(["late-renewal", "auto-renewal"], "submitted")]


def test_a_press_again_says_nothing_twice(channel: Channel) -> None:
    channel.written(GRACE, "can we still renew, we are late?")
    for _ in range(2):
        channel.proxy.calls = [call for call in channel.proxy.calls if call.method != "answered"]
        channel.pressed(GRACE, SOLVED)
    assert len(channel.to_all) == 1


@pytest.mark.parametrize("found", [[], [{**FOUND[0], "confidence": 0.49}]])
def test_where_nothing_surely_fits_nothing_is_said_and_nothing_kept(
    channel: Channel, found: list[dict[str, Any]]
) -> None:
    channel.found = found
    channel.written(GRACE, "who takes lunch orders?")
    assert (channel.suggested, channel.to_all, channel.kept()) == ([], [], [])


def test_a_person_who_replies_first_has_the_question(channel: Channel) -> None:
    ts = channel.slack.type(GRACE, HELP, "can we still renew, we are late?")
    channel.slack.type(PAUL, HELP, "I have it", ts)
    channel.delivered(event(GRACE, "can we still renew, we are late?", HELP, ts=ts))
    assert (channel.suggested, channel.looked_for) == ([], [])


def test_after_a_persons_reply_nothing_more_is_said_to_all(channel: Channel) -> None:
    ts = channel.written(GRACE, "can we still renew, we are late?")
    channel.slack.type(PAUL, HELP, "I have it", ts)
    channel.pressed(GRACE, SOLVED)
    assert channel.to_all == []
    assert channel.kept() == [(["late-renewal", "auto-renewal"], "solved")]


def test_what_was_deleted_meanwhile_gets_no_answer(channel: Channel) -> None:
    ts = channel.written(GRACE, "can we still renew, we are late?")
    channel.slack.delete(GRACE, HELP, ts)
    assert channel.pressed(GRACE, SOLVED) == "Your question is no longer there."
    assert channel.to_all == []


@pytest.mark.parametrize(
    ("told", "channel_id"),
    [
        ({"thread_ts": "1.000"}, HELP),
        ({"bot_id": "B1"}, HELP),
        ({"subtype": "channel_join"}, HELP),
        ({"subtype": "message_changed", "message": {"user": GRACE, "text": "x"}}, HELP),
        ({}, GENERAL),
        # That is a question of the desk's, and comes as an event of its own.
        ({"text": "<@U0BOT> what is due?"}, HELP),
        ({"team": "T9OTHER"}, HELP),
    ],
)
def test_only_what_a_colleague_begins_in_these_channels_is_read(
    channel: Channel, told: dict[str, Any], channel_id: str
) -> None:
    channel.delivered(event(GRACE, channel=channel_id, **{"text": "can we still renew?", **told}))
    assert (channel.looked_for, channel.suggested) == ([], [])
    with channel.database() as session:
        assert session.query(Job).count() == 0


def test_a_delivery_that_comes_again_is_answered_once(channel: Channel) -> None:
    ts = channel.written(GRACE, "can we still renew, we are late?")
    channel.delivered(event(GRACE, "can we still renew, we are late?", HELP, ts=ts))
    assert len(channel.suggested) == 1


def test_where_the_engine_is_away_the_question_waits(channel: Channel) -> None:
    channel.engine_away = 1
    channel.written(GRACE, "can we still renew, we are late?")
    assert channel.suggested == []
    channel.delivered(None)
    assert len(channel.suggested) == 1


def test_somebody_elses_press_does_nothing_for_the_asker(channel: Channel) -> None:
    channel.written(GRACE, "can we still renew, we are late?")
    channel.pressed(PAUL, SOLVED)
    assert channel.to_all == []
    assert channel.kept() == [(["late-renewal", "auto-renewal"], None)]
