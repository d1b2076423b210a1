"""Who is in a channel, as Slack says."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

# Of one answer of Slack's.
AT_ONCE = 1000


async def members_of(client: AsyncWebClient, channel: str, most: int) -> tuple[list[str], bool]:
    """So many members of a channel, or somewhat more, and whether there are others beside them."""
    found: list[str] = []
    cursor = ""
    while True:
        limit = min(AT_ONCE, most)
        told = await client.conversations_members(channel=channel, limit=limit, cursor=cursor)
        found += told.get("members") or []
        cursor = str((told.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor or len(found) >= most:
            return found, bool(cursor)
