"""The weekly post: each Monday the week before, in Slack and by mail, to each place once,
and late rather than never.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.handoff.team_channel import NotReached
from bot.insights.weekly import WeeklySummary, told
from bot.jobs import Regular
from bot.mail import Mailer
from bot.settings import Settings
from bot.slack.team_channels import Channels
from renewals import answers
from renewals.store import weekly as store
from renewals.store.database import Sessions, in_session
from renewals.store.figures import guardrails

logger = logging.getLogger(__name__)
EVERY = timedelta(minutes=15)
AT = time(7, tzinfo=UTC)
# What could not be sent for longer is left: the next week's says more.
SENT_WITHIN = timedelta(days=6)
PICTURE = "week.png"


class WeeklyPost:
    """The job of the gateway that sends it. `channels`: where no Slack is connected there are none."""

    def __init__(
        self,
        settings: Settings,
        sessions: Sessions,
        mailer: Mailer,
        channels: Channels | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._sessions, self._mailer, self._channels, self._clock = (
            settings,
            sessions,
            mailer,
            channels,
            clock,
        )

    def regular(self) -> dict[str, Regular]:
        """What the worker looks after, where there is any place to send it to."""
        return {"weekly-post": Regular(EVERY, self.send_due)} if self._places() else {}

    async def send_due(self) -> int:
        """Sends what is due and was not sent; to how many places."""
        monday = due(self._clock())
        if monday is None:
            return 0
        already = await in_session(self._sessions, lambda session: store.sent(session, monday))
        left = [place for place in self._places() if _kept_as(place) not in already]
        if not left:
            return 0
        language = self._settings.weekly_language or answers.default_language()
        own = (self._settings.holdout, self._settings.experiment, guardrails.read(self._settings.guardrails))
        week = await asyncio.to_thread(told, self._sessions, monday, language, self._clock(), *own)
        return sum([await self._send(place, monday, week) for place in left])

    def _places(self) -> list[str]:
        return [*self._settings.weekly_channels.split(), *self._settings.weekly_mails.lower().split()]

    async def _send(self, place: str, monday: date, week: WeeklySummary) -> bool:
        try:
            await (self._mail(place, monday, week) if "@" in place else self._post(place, monday, week))
        except (OSError, SlackApiError, NotReached, aiohttp.ClientError, TimeoutError) as failure:
            why = failure.response.get("error") if isinstance(failure, SlackApiError) else type(failure).__name__
            # An address is a person's; a channel is not.
            logger.warning(
                "the weekly post has not reached %s (%s); it is tried again",
                "an address" if "@" in place else place,
                why,
            )
            return False
        await in_session(self._sessions, lambda session: store.keep(session, monday, _kept_as(place), self._clock()))
        return True

    async def _mail(self, address: str, monday: date, week: WeeklySummary) -> None:
        # Sent again after a crash, it is the same mail.
        key = f"weekly-{monday}-{_kept_as(address)[:16]}"
        body, pictures = "\n".join([week.title, "", *week.lines]) + "\n", [(PICTURE, week.picture)]
        await asyncio.to_thread(partial(self._mailer.send, address, week.title, body, key, pictures))

    async def _post(self, channel: str, monday: date, week: WeeklySummary) -> None:
        if self._channels is None:
            raise NotReached("Slack is not connected")
        await self._channels.post_picture(
            f"weekly:{monday}:{channel}", channel, week.title, week.lines, PICTURE, week.picture
        )


def _kept_as(place: str) -> str:
    """A channel's id as it is; of an address its digest alone."""
    return hashlib.sha256(place.encode()).hexdigest() if "@" in place else place


def due(now: datetime) -> date | None:
    """The Monday whose post is due; none where its hour has not come, or is too long ago."""
    monday = now.date() - timedelta(days=now.weekday())
    return monday if timedelta() <= now - datetime.combine(monday, AT) <= SENT_WITHIN else None
