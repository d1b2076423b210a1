"""What a crash left unanswered is answered at the next start."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from bot.conversation.conversations import token_hash
from bot.conversation.messages import from_customer
from bot.conversation.verification import HIDDEN
from renewals import answers
from renewals.store.database import migrate, open_database
from renewals.store.tables import Conversation
from tests.gateway_within import gateway, settings


async def replies(client: httpx.AsyncClient) -> list[str]:
    """What was answered in the conversation, once something was."""
    for _ in range(100):
        told = (
            await client.get("/api/v1/conversations/c1/messages", headers={"Authorization": "Bearer the-token"})
        ).json()["messages"]
        texts = [message["text"] for message in told if message["speaker"] == "assistant"]
        if texts:
            return texts
        await asyncio.sleep(0.05)
    raise AssertionError("nothing was answered")


@pytest.mark.parametrize("language", answers.languages())
async def test_a_code_that_was_not_checked_is_asked_for_again_and_never_reaches_the_engine(
    tmp_path: Path, database_url: str, language: str
) -> None:
    migrate(database_url)
    now = datetime.now(UTC)
    sessions = open_database(database_url)
    with sessions.begin() as session:
        lasts = now.replace(year=now.year + 1)
        session.add(
            Conversation(
                id="c1",
                token_hash=token_hash("the-token"),
                language=language,
                identity=None,
                created_at=now,
                expires_at=lasts,
            )
        )
        session.flush()
        session.add(from_customer("c1", HIDDEN, None, language, now))
    sessions.kw["bind"].dispose()
    # No engine answers there: an apology would come instead, if it were asked.
    async with gateway(settings(tmp_path, database_url)) as (_, client):
        assert await replies(client) == [answers.phrase(language, "verification", "type-again")]
