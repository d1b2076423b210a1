"""The desk's schedule with a clock that the test moves: digests and reminders in front of a Slack that others wrote,
without engine and gateway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncBoltRequest

from bot.jobs import REGULAR, Worker, regularly
from bot.settings import Settings
from bot.slack.app import SlackApp
from renewals.store.database import GroupCommit, Sessions
from renewals.store.tables import Rep
from tests.slack.local_slack import BOT_TOKEN, SIGNING_SECRET, TEAM, LocalSlack, elements
from tests.slack.proxy import Proxy
from tests.slack.signed import ts
from tests.slack.validators import check_all_sent
from tests.worked_off import worked_off

PAUL, GRACE = "paul.durand@vendor.example", "grace.lee@vendor.example"
MONDAY_EIGHT = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # eight o'clock in Paris


@dataclass
class Schedule:
    """What comes due as time passes, and what people press of it."""

    slack: LocalSlack
    proxy: Proxy
    database: Sessions
    now: datetime = MONDAY_EIGHT - timedelta(hours=1)

    def passes(self, until: datetime) -> None:
        """The process runs up to an instant, and looks around each hour."""
        door = self._door()
        while self.now < until:
            self.now = min(self.now + timedelta(hours=1), until)
            asyncio.run(self._looked_after(door))

    def is_down(self, until: datetime) -> None:
        """Nothing runs up to an instant; then the process starts and looks around once."""
        self.now = until
        asyncio.run(self._looked_after(self._door()))

    def press(self, user: str, message: dict[str, Any], action_id: str, value: str) -> None:
        """Somebody presses the button of a message that has a value, or chooses such an option."""
        element = next(
            one
            for one in elements(message)
            if one["action_id"] == action_id
            and value in (one.get("value"), *(option["value"] for option in one.get("options", [])))
        )
        chosen = {"value": value} if element["type"] == "button" else {"selected_option": {"value": value}}
        container = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": message["channel"],
            "is_ephemeral": False,
        }
        self._dispatch(
            user,
            type="block_actions",
            container=container,
            message=message,
            actions=[{"type": element["type"], "action_id": action_id, "block_id": "b", "action_ts": ts(), **chosen}],
        )

    def opens_home(self, user: str) -> dict[str, Any]:
        """Somebody opens their Home tab; what it shows."""
        before = len(self.proxy.called("views.publish"))
        event = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": "home", "event_ts": ts()}
        self._dispatch(user, type="event_callback", team_id=TEAM, event_id=ts(), event=event)
        view: dict[str, Any] = self.proxy.called("views.publish")[before]["view"]
        return view

    def told(self, user: str) -> list[dict[str, Any]]:
        return self.slack.from_us(self.slack.direct_channel(user))

    async def _looked_after(self, door: SlackApp) -> None:
        kinds = {**door.kinds(), REGULAR: regularly(door.regular(), lambda: self.now)}
        worker = Worker(self.database, GroupCommit(self.database), kinds, lambda: self.now, asyncio.Event())
        await worker.start()
        await worked_off(self.database, [worker])

    def _dispatch(self, user: str, **body: Any) -> None:
        whole = {
            "user": {"id": user, "team_id": TEAM},
            "team": {"id": TEAM},
            "trigger_id": f"t.{ts()}",
            "api_app_id": "A01APP",
            **body,
        }
        whole["response_url"] = f"{self.slack.address}/none"
        request = AsyncBoltRequest(mode="socket_mode", body=whole, context={"kept": 1})
        asyncio.run(self._door().app.async_dispatch(request))
        assert request.context.get("failure") is None, request.context

    def _door(self) -> SlackApp:
        settings = Settings(
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret=SIGNING_SECRET,
            slack_api_url=f"{self.proxy.address}/api/",
            _env_file=None,
        )
        group_commit, unused = GroupCommit(self.database), cast(Any, None)
        return SlackApp(
            settings,
            self.database,
            group_commit,
            unused,
            unused,
            unused,
            unused,
            lambda: self.now,
            unused,
            lambda: None,
        )


@contextmanager
def scheduled(workspace: tuple[LocalSlack, Proxy], database: Sessions) -> Iterator[Schedule]:
    """The schedule with Paul on file, on Monday at seven in Paris.

    In the end all that was sent is held against the validators.
    """
    slack, proxy = workspace
    slack.forget()
    proxy.calm()
    with database.begin() as session:
        session.add(Rep(email=PAUL, name="Paul", role="rep", regions=[], language="fr", timezone="Europe/Paris"))
    yield Schedule(slack, proxy, database)
    check_all_sent(proxy)


def contract(number: str, ends: date, owner: str = PAUL, **more: str) -> dict[str, str]:
    return {"contract_number": number, "end_date": ends.isoformat(), "owner_email": owner, **more}


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
