"""Keeps what docs/privacy.md promises: what is too old is deleted, and who asked to be erased is, here and in the
engine.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot import erasures
from bot.backups import restored
from bot.conversation.conversations import Conversations
from bot.engine import Engine, EngineDown
from bot.jobs import Regular
from renewals.store import retention as store
from renewals.store.acts import forget_acts
from renewals.store.database import Sessions, in_session
from renewals.store.figures.summary import refresh

logger = logging.getLogger(__name__)
# So often it is looked who asked to be erased, and what is too old.
LOOKS, AGES = timedelta(minutes=1), timedelta(hours=1)
# Conversations at once, so that people who talk do not wait.
AT_ONCE = 100


class Retention:
    """Deletes what is too old, and what is kept of people who asked to be erased."""

    def __init__(
        self, sessions: Sessions, engine: Engine, conversations: Conversations, folder: Path, text_days: int,
        figure_days: int,
        clock: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._sessions, self._engine, self._conversations, self._folder = sessions, engine, conversations, folder
        self._looked = False
        self._texts, self._figures, self._clock = timedelta(days=text_days), timedelta(days=figure_days), clock

    def regular(self) -> dict[str, Regular]:
        """What the worker looks after; not while all else starts."""
        return {"erasures": Regular(LOOKS, self._erase, LOOKS), "ages": Regular(AGES, self._delete, LOOKS)}

    async def _erase(self) -> None:
        with _later():
            await self.erase_restored()
            await self.erase_people()

    async def _delete(self) -> None:
        with _later():
            await self.delete_by_age()

    async def erase_restored(self) -> int:
        """Erases the conversations that had been erased, and that a restored backup has brought back; how many.

        It looks once after a start.
        """
        if self._looked or restored(self._folder) is None:
            return 0
        kept = await in_session(self._sessions, store.conversations)
        back = await asyncio.to_thread(erasures.erased_among, self._folder, kept)
        for conversation in back:
            await self._conversations.erase(conversation)
        self._looked = True
        return len(back)

    async def erase_people(self) -> int:
        """Erases what is kept of people who asked for it, also what a restored backup has brought back; how many
        conversations that were.
        """
        asked = await asyncio.to_thread(erasures.asked, self._folder)
        if not asked:
            return 0
        count = 0
        for email in await in_session(self._sessions, store.identities):
            until = erasures.of(asked, email.lower())
            if until is None:
                continue
            for conversation in await in_session(
                self._sessions, partial(store.conversations_of, email=email, until=until)
            ):
                await self._conversations.erase(conversation)
                count += 1
            await in_session(self._sessions, partial(store.forget_traces, email=email, until=until))
        return count

    async def delete_by_age(self) -> tuple[int, int]:
        """Deletes texts, then conversations, that are too old; how many conversations each."""
        # What they count for is written down first.
        await asyncio.to_thread(refresh, self._sessions)
        texts = await self._each(self._texts, True, self._forget_texts)
        gone = await self._each(self._figures, False, self._conversations.erase)
        before = self._now() - self._figures
        await in_session(self._sessions, lambda session: store.forget_tickets(session, before))
        said_before = self._now() - self._texts
        await in_session(self._sessions, lambda session: forget_acts(session, said_before))
        return texts, gone

    async def _each(self, age: timedelta, with_text: bool, work: Callable[[str], Awaitable[None]]) -> int:
        count, before = 0, self._now() - age
        while found := await in_session(
            self._sessions, lambda session: store.silent_since(session, before, AT_ONCE, with_text=with_text)
        ):
            for conversation in found:
                await work(conversation)
            count += len(found)
        return count

    async def _forget_texts(self, conversation: str) -> None:
        await self._engine.erase(conversation)
        await in_session(self._sessions, lambda session: store.forget_texts(session, conversation))

    def _now(self) -> datetime:
        """A demonstration's clock that runs ahead makes nothing older than it is."""
        return min(self._clock(), datetime.now(UTC))


@contextmanager
def _later() -> Iterator[None]:
    """Whatever cannot be deleted now is deleted the next time."""
    try:
        yield
    except (EngineDown, SQLAlchemyError, erasures.Damaged, OSError) as failure:
        told = failure if isinstance(failure, erasures.Damaged) else type(failure).__name__
        logger.warning("deleting goes on later: %s", told)
