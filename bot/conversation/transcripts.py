"""A conversation mailed to its person, at the address that they have shown to be theirs and at no other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.mail import Mailer
from renewals import answers
from renewals.languages import moment
from renewals.store import conversations as store
from renewals.store.database import Sessions, in_session
from renewals.store.tables import Conversation, Message

logger = logging.getLogger(__name__)
TOPIC = "transcript"


class NotVerified(Exception):
    """The person has not shown who they are: there is no address to mail to."""


class NothingSaid(Exception):
    """The conversation holds nothing yet, or its texts were deleted by age."""


class NotMailed(Exception):
    """The mail server did not take the mail."""


@dataclass(frozen=True)
class Letter:
    """A conversation as it is mailed."""

    address: str
    subject: str
    body: str


class Transcripts:
    """Mails conversations to their persons. `now`: the instant that stands in the subject."""

    def __init__(self, sessions: Sessions, mailer: Mailer, now: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._mailer = mailer
        self._now = now

    async def letter(self, conversation_id: str) -> Letter:
        """All that was said, to the address that the person has shown to be theirs.

        Raises NotVerified or NothingSaid.
        """
        return await in_session(self._sessions, lambda session: self._written(session, conversation_id))

    async def mail(self, letter: Letter) -> None:
        """Raises NotMailed."""
        try:
            await asyncio.to_thread(self._mailer.send, letter.address, letter.subject, letter.body)
        except OSError as error:
            logger.error("a conversation could not be mailed: %s", type(error).__name__)
            raise NotMailed from error

    def _written(self, session: Session, conversation_id: str) -> Letter:
        conversation = session.get_one(Conversation, conversation_id)
        if conversation.identity is None:
            raise NotVerified
        said = [message for message in store.transcript(session, conversation_id) or () if message.text]
        if not said:
            raise NothingSaid
        language, timezone = conversation.language, conversation.timezone or "UTC"
        at = moment(self._now(), timezone, language)
        body = answers.phrase(language, TOPIC, "body", timezone=timezone, lines=as_text(said, language, timezone))
        return Letter(conversation.identity, answers.phrase(language, TOPIC, "subject", at=at), body)


def as_text(messages: Sequence[Message], language: str, timezone: str) -> str:
    """What was said, in order: each with its speaker and its time in a time zone (IANA).

    Codes are hidden where messages are kept.
    """
    return "\n\n".join(
        (f"[{moment(message.said_at, timezone, language)}] {_who(message, language)}\n{message.text}")
        for message in messages
    )


def _who(message: Message, language: str) -> str:
    name = str((message.reply or {}).get("name") or "") if message.speaker == store.HUMAN else ""
    named = answers.phrase(language, TOPIC, message.speaker)
    return f"{name} ({named})" if name else named
