"""Whether to pass a conversation on is asked first: the question says what, to whom and when they are there.

`data.asks` marks such replies.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.conversation.messages import Reply, person, plain_reply
from bot.handoff.notices import TOPIC, region_name, said
from renewals import answers
from renewals.access import Customer
from renewals.query import EVERYTHING
from renewals.regions import region_of
from renewals.store import handoff_words
from renewals.store.contracts import asker, contracts_of, country_of
from renewals.store.handoffs import COUNTRY, HAND_OFF
from renewals.store.tables import Conversation, Message
from renewals.team_hours import team_hours

__all__ = ["COUNTRY", "HAND_OFF", "asked", "passes_on", "person", "question_of", "region_known"]
# So far back the region of an answer still counts as known.
LOOKED_BACK = 20


def question_of(
    session: Session, conversation: Conversation, language: str, region: str | None, now: datetime
) -> Reply:
    """Asks whether to pass the conversation on to the team of a region,
    or of the customer's own where none is known.
    """
    text = (
        said(language, "shall-i-region", region=region_name(region, language)) if region else said(language, "shall-i")
    )
    parts = [text, passes_on(session, conversation.id, language)]
    if region:
        parts.append(team_hours(region, conversation.timezone, language, now))
    reply = plain_reply(" ".join(parts), "clarify", TOPIC)
    topics = answers.topics(language)
    reply["buttons"] = [
        {"label": said(language, "yes-label"), "say": topics["affirm"].say},
        {"label": topics["deny"].title, "say": topics["deny"].say},
    ]
    reply["data"] = {"asks": HAND_OFF, **({"region": region} if region else {})}
    return reply


def passes_on(session: Session, conversation_id: str, language: str) -> str:
    """Says what a team would get: the conversation, and the contracts that the customer has shown to be theirs."""
    _, contracts = contracts_of(session, asker(session, conversation_id).subject, 1)
    return said(language, "passes-on-contracts" if contracts else "passes-on")


def region_known(session: Session, conversation_id: str) -> str | None:
    """The region of the customer's account, else the one that an answer named last; nothing where neither is known."""
    country = country_of(session, asker(session, conversation_id).subject)
    if country:
        return region_of(country).code
    said_lately = handoff_words.last_data_said(session, conversation_id, LOOKED_BACK)
    return next((str(data["region"]) for data in said_lately if data.get("region")), None)


def asked(session: Session, message: Message) -> list[dict[str, Any]]:
    """What the assistant asked since the customer's message before this one."""
    said_since = handoff_words.said_before(session, message)
    return [data for one in said_since if (data := (one.reply or {}).get("data") or {}).get("asks")]


def something_expired(session: Session, conversation_id: str, today: date) -> bool:
    """Whether one of the contracts that the customer has shown to be theirs has run out."""
    subject = asker(session, conversation_id).subject
    return (
        isinstance(subject, Customer)
        and contracts_of(session, subject, 1, EVERYTHING.having("status", ["overdue"]), today=today)[1] > 0
    )
