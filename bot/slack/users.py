"""Who a Slack user is, and who else can read along in a channel.

Whatever is not known for certain counts as a stranger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.handoff.rights import Member
from bot.slack.remembered import Remembered
from renewals import answers
from renewals.access import SalesRep
from renewals.addresses import same_address
from renewals.store.contracts import Representative, representative
from renewals.store.database import Sessions, in_session

REMEMBERED_SECONDS = 60.0
REMEMBERED_AT_MOST = 5000
UNKNOWN = {"user_not_found", "user_not_visible", "users_not_found", "channel_not_found", "missing_scope"}
OUTSIDERS = ("is_bot", "is_stranger", "is_restricted", "is_ultra_restricted", "deleted", "is_workflow_bot")


@dataclass(frozen=True)
class Person:
    """A representative in Slack: their id there, what they see, their language, time zone and name."""

    user: str
    subject: SalesRep
    language: str
    timezone: str
    name: str = ""

    @property
    def email(self) -> str:
        return self.subject.email


@dataclass(frozen=True)
class Colleague:
    """Somebody of this workspace who is no representative that we know: is told so, and nothing else."""

    user: str
    language: str


class UserDirectory:
    """Looks users and channels up in Slack, and remembers them for a minute; what a representative may see is read anew
    each time.
    """

    def __init__(self, sessions: Sessions, today: date | None, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._today = today
        self._clock = clock
        self._known = Remembered[tuple[str, str], dict[str, Any]](REMEMBERED_SECONDS, REMEMBERED_AT_MOST)

    async def asking(self, context: AsyncBoltContext, client: AsyncWebClient) -> Person | Colleague | None:
        """Who did what an event tells of; nothing where that is anybody from outside, or cannot be told for certain."""
        home = context.authorize_result.team_id if context.authorize_result else None
        if not home or context.actor_team_id != home or not context.actor_user_id:
            return None
        return await self.who(client, home, context.actor_user_id)

    async def who(self, client: AsyncWebClient, team: str, user: str) -> Person | Colleague | None:
        """Who a user of our own workspace is; nothing for guests, bots, and people of other organisations."""
        facts = await self._look_up(team, user, lambda: client.users_info(user=user, include_locale=True), "user")
        if facts.get("team_id", team) != team or any(facts.get(outside) for outside in OUTSIDERS):
            return None
        language = str(facts.get("locale") or "").split("-")[0].lower()
        language = language if language in answers.languages() else answers.default_language()
        # An address that nobody has confirmed may be anybody's.
        confirmed = facts.get("is_email_confirmed") is not False
        email = same_address(str((facts.get("profile") or {}).get("email") or "")) if confirmed else ""
        found: Representative | None = (
            await in_session(self._sessions, lambda session: representative(session, email)) if email else None
        )
        if found is None:
            return Colleague(user, language)
        name = str(facts.get("real_name") or facts.get("name") or email)
        return Person(
            user, found.subject, found.language or language, found.timezone or _known_timezone(facts.get("tz")), name
        )

    async def may_read(self, client: AsyncWebClient, team: str, user: str) -> bool:
        """Whether a member of a channel may see contracts shown there: a representative, or an app of this workspace,
        which is nobody.
        """
        facts = await self._look_up(team, user, lambda: client.users_info(user=user, include_locale=True), "user")
        if facts.get("is_bot") and facts.get("team_id", team) == team and not facts.get("is_stranger"):
            return True
        return isinstance(await self.who(client, team, user), Person)

    async def with_address(self, team: str, client: AsyncWebClient, email: str) -> Person | None:
        """The user with an e-mail address, where they are a representative and none of the kinds of strangers."""
        try:
            user = str((await client.users_lookupByEmail(email=email))["user"]["id"])
        except SlackApiError as refused:
            if refused.response.get("error") == "users_not_found":
                return None
            raise
        who = await self.who(client, team, user)
        return who if isinstance(who, Person) and who.email == email else None

    async def name_of(self, client: AsyncWebClient, team: str, user: str) -> str | None:
        """What a user is called; nothing where Slack knows none of that id."""
        try:
            facts = await self._look_up(team, user, lambda: client.users_info(user=user, include_locale=True), "user")
        except SlackApiError as refused:
            if refused.response.get("error") in UNKNOWN:
                return None
            raise
        return str(facts.get("real_name") or facts.get("name") or "") or None

    async def workspace(self, client: AsyncWebClient, team: str) -> str:
        """The address of a workspace."""
        facts = await self._look_up(team, "", client.auth_test, "url")
        return str(facts.get("url") or "")

    async def outsiders_read(self, client: AsyncWebClient, team: str, channel: str) -> bool:
        """Whether people of other organisations read a channel, or may soon.

        A channel that cannot be looked up counts as theirs.
        """
        if channel.startswith("D"):
            return False
        # Asked each time: a channel may have been shared a moment ago.
        facts = (await client.conversations_info(channel=channel)).get("channel") or {}
        return not facts or any(
            facts.get(name) for name in ("is_ext_shared", "is_pending_ext_shared", "is_shared", "is_org_shared")
        )

    def today_for(self, person: Person) -> date:
        """The day that it is for somebody."""
        return self.today_in(person.timezone)

    def today_in(self, timezone: str) -> date:
        """The day that it is in a time zone."""
        return self._today or self._clock().astimezone(ZoneInfo(timezone)).date()

    async def _look_up(self, team: str, name: str, ask: Any, part: str) -> dict[str, Any]:
        known = self._known.get((team, name))
        if known is not None:
            return known
        answer = await ask()
        found = answer.get(part) or {}
        facts: dict[str, Any] = found if isinstance(found, dict) else {part: found}
        self._known.keep((team, name), facts)
        return facts


def _known_timezone(name: Any) -> str:
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


@dataclass(frozen=True)
class NamesInSlack:
    """What people and channels of a workspace are called."""

    people: UserDirectory
    client: AsyncWebClient
    team: str

    async def person(self, user: str) -> str | None:
        return await self.people.name_of(self.client, self.team, user)

    async def channel(self, channel: str) -> str | None:
        try:
            facts = (await self.client.conversations_info(channel=channel)).get("channel") or {}
        except SlackApiError as refused:
            if refused.response.get("error") in UNKNOWN:
                return None
            raise
        return str(facts.get("name") or "") or None


def member_of(person: Person) -> Member:
    """A representative as somebody of a team."""
    return Member(person.email, person.name or person.email, person.subject.regions, person.subject.manager)
