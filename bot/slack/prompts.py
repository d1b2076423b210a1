"""What is suggested to a representative who opens the assistant's messages: questions in their language that are asked
by a press.

The manifest has the same for who has never opened them (domain/<language>/slack.yml, prompts).
"""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.context import Desk
from bot.slack.text import said
from bot.slack.users import Person

logger = logging.getLogger(__name__)

# Slack shows four at most.
NAMES = ("calls", "quarter", "overdue", "help")
# Where the agent's view is off, or Slack knows no such conversation, nothing is suggested.
NOT_SHOWN = frozenset(
    "unknown_method method_not_supported_for_channel_type channel_not_found missing_scope not_allowed".split()
)


def prompts(language: str) -> list[dict[str, str]]:
    """The suggestions in a language: what stands on each, and what it asks."""
    return [
        {"title": said(language, f"prompt-{name}"), "message": said(language, f"prompt-{name}-asks")} for name in NAMES
    ]


async def suggest(desk: Desk, event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Suggests them to a representative; nobody else is suggested anything."""
    person = await desk.people.asking(context, client)
    if not isinstance(person, Person) or not event.get("channel"):
        return
    try:
        await client.assistant_threads_setSuggestedPrompts(
            channel_id=str(event["channel"]), prompts=prompts(person.language), title=said(person.language, "prompts")
        )
    except SlackApiError as refused:
        if refused.response.get("error") not in NOT_SHOWN:
            raise
        logger.info("Slack shows no suggestions there (%s)", refused.response.get("error"))
