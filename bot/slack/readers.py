"""Who reads along in a channel, and so who may be shown contracts there.

Whatever is not known for certain counts as a stranger.
"""

from __future__ import annotations

import asyncio
import logging
from enum import Enum

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.members import members_of
from bot.slack.remembered import Remembered
from bot.slack.users import UserDirectory
from renewals.store import slack as store
from renewals.store.database import Sessions, in_session
from renewals.store.slack import ChannelAnswers

logger = logging.getLogger(__name__)

KNOWN_FOR_SECONDS = 60.0
KNOWN_AT_MOST = 2000
# In a channel of more people somebody is sure to be none; asking for each of them would take long.
MOST_MEMBERS = 100
ASKED_AT_ONCE = 10
FAILURES = (SlackApiError, aiohttp.ClientError, TimeoutError)


class Readers(Enum):
    """Who reads a channel: representatives alone (or a channel in which contracts may be shown all the same); others of
    this organisation too (or a channel in which they may not be shown); people of other organisations.
    """

    REPRESENTATIVES = "representatives"
    COLLEAGUES = "colleagues"
    OUTSIDERS = "outsiders"


class ChannelReaders:
    """Asks Slack who is in a channel, and remembers the answer for a minute."""

    def __init__(self, people: UserDirectory, sessions: Sessions) -> None:
        self._people = people
        self._sessions = sessions
        self._known = Remembered[tuple[str, str], bool](KNOWN_FOR_SECONDS, KNOWN_AT_MOST)

    async def of(self, client: AsyncWebClient, team: str, channel: str) -> Readers:
        """Who reads a channel, its own setting considered; a direct message is read by its person alone."""
        if channel.startswith("D"):
            return Readers.REPRESENTATIVES
        if await self._people.outsiders_read(client, team, channel):
            return Readers.OUTSIDERS
        setting = await in_session(self._sessions, lambda session: store.channel_answers(session, team, channel))
        if setting is ChannelAnswers.ASKER:
            return Readers.COLLEAGUES
        if setting is ChannelAnswers.EVERYBODY or await self._all_represent(client, team, channel):
            return Readers.REPRESENTATIVES
        return Readers.COLLEAGUES

    async def _all_represent(self, client: AsyncWebClient, team: str, channel: str) -> bool:
        known = self._known.get((team, channel))
        if known is not None:
            return known
        try:
            all_represent = await self._ask(client, team, channel)
        except FAILURES as failure:
            logger.warning(
                ("the members of a channel cannot be looked up (%s): answers go to their asker alone"),
                type(failure).__name__,
            )
            return False
        self._known.keep((team, channel), all_represent)
        return all_represent

    async def _ask(self, client: AsyncWebClient, team: str, channel: str) -> bool:
        members, more = await members_of(client, channel, MOST_MEMBERS + 1)
        if not members or more or len(members) > MOST_MEMBERS:
            return False
        for first in range(0, len(members), ASKED_AT_ONCE):
            some = members[first : first + ASKED_AT_ONCE]
            if not all(await asyncio.gather(*(self._people.may_read(client, team, member) for member in some))):
                return False
        return True
