"""The buttons of the morning's calls: what they keep, and the message without the calls that are done."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.slack.context import Desk
from bot.slack.contract import kept_page, pressed, seen_by
from bot.slack.delivery import reply
from bot.slack.list_pages import Page
from bot.slack.morning import as_text, called_in, without_done
from bot.slack.rows import reminded_after
from bot.slack.text import said
from bot.slack.users import Person
from renewals.acts import Wish
from renewals.acts.kinds import CONTACTED
from renewals.store.morning import still_to_call


class MorningCalls:
    """Contacted, or to be reminded of in a week: either takes the call out of the message, and whatever was done
    elsewhere with it. What was kept is told to the presser alone, with Undo.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def done(
        self, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> None:
        person = await self._desk.people.asking(context, client)
        if not isinstance(person, Person):
            return
        action, blocks = body["actions"][0], list((body.get("message") or {}).get("blocks") or [])
        number, what, key = str(action.get("value") or ""), str(action.get("action_id")), pressed(body).key

        def keep(session: Session) -> tuple[Page, set[str]] | None:
            found = seen_by(session, person, number)
            if found is None:
                return None
            today = self._desk.people.today_for(person)
            wish = Wish(CONTACTED) if what == "morning_contacted" else reminded_after(found, today)
            page = kept_page(session, person, found, [wish] if wish else [], key, self._desk.clock())
            return page, still_to_call(session, person.subject, called_in(blocks), today)

        done = await self._desk.in_session(keep)
        if done is None:
            await reply(respond, client, person.user, said(person.language, "gone"))
            return
        page, left = done
        await reply(respond, client, person.user, page.text, page.blocks)
        container, shown = body["container"], without_done(person.language, blocks, left)
        await client.chat_update(
            channel=container["channel_id"], ts=container["message_ts"], text=as_text(shown), blocks=shown
        )
