"""What every action stands on: the question as it was understood, the reply as it is said, and one place where failures
end.
"""

from __future__ import annotations

import logging
import secrets
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy.orm import Session

from actions.environment import sessions, today
from protocol.codec import from_json
from protocol.turn import LAST_CONTRACT, OTHER_CONTRACT, ActionContext, PreviousTurn
from renewals import answers
from renewals.access import Subject, Visitor
from renewals.answers import Button
from renewals.people import Mention
from renewals.store.asked import Known, known_to
from renewals.store.contracts import asker, record_reading
from renewals.store.conversations import last_said
from renewals.store.names import Names

logger = logging.getLogger(__name__)
# What was said in so many replies before is not said as if it were new.
REMEMBERED_REPLIES = 12
Event = dict[str, Any]
# The fronts show no more under a reply.
MOST_BUTTONS = 5


@dataclass(frozen=True)
class Question:
    """What a person asked, who they are, and the day it is for them.

    `entities`: (entity, value) in the order of the message. `conversation`: its id. Who asks is looked up by the
    conversation's id: no text, slot or entity tells it.
    """

    topic: str
    text: str
    language: str
    entities: tuple[tuple[str, str], ...]
    ranking: tuple[tuple[str, float], ...]
    slots: dict[str, Any]
    session: Session
    identity: str | None
    door: str
    subject: Subject
    today: date
    context: ActionContext
    conversation: str = ""

    def values(self, entity: str) -> list[str]:
        return [value for name, value in self.entities if name == entity]

    @cached_property
    def known(self) -> Known:
        """All names that the message may mean, of colleagues and resellers as well where a representative asks."""
        return known_to(self.session, self.subject, self.text)

    @cached_property
    def names(self) -> Names:
        """The names of products and accounts that the message may mean."""
        return self.known.names

    @property
    def people(self) -> Sequence[Mention]:
        """The colleagues that a representative's message names; nobody for others."""
        return self.known.people

    @property
    def previous(self) -> PreviousTurn:
        """The previous message and the last reply to it, as the engine read them."""
        return self.context.previous

    @property
    def all_but(self) -> str | None:
        """The contract that was told, where those beside it are meant ("and the other one?")."""
        return self.previous.contract if self.context.decided_by == OTHER_CONTRACT else None

    @property
    def of_the_last(self) -> bool:
        """Whether the contract that ends last is meant ("and the last one?")."""
        return self.context.decided_by == LAST_CONTRACT

    @property
    def unknown_person(self) -> bool:
        return isinstance(self.subject, Visitor)

    def was_told(self, text: str) -> bool:
        """Whether a text was part of one of the last replies."""
        return not self.not_told([text])

    def not_told(self, texts: Sequence[str]) -> list[str]:
        """Those of some texts that were no part of one of the last replies."""
        said = last_said(self.session, self.conversation, REMEMBERED_REPLIES) if self.conversation and texts else []
        return [text for text in texts if not any(text in reply for reply in (self.previous.reply, *said))]

    def phrase(self, name: str, topic: str | None = None, /, **values: object) -> str:
        """A phrase of this topic (or of another) in the person's language."""
        return answers.phrase(self.language, topic or self.topic, name, **values)


@dataclass(frozen=True)
class Reply:
    """One reply.

    `about`: the topic whose words and sources it uses, where that is not the one asked; `sections`: its sources, where
    they are not that topic's. `shown`: contracts whose facts it holds. `open`: the page leaves the question open that
    it answers.
    """

    text: str
    kind: str | None = None
    buttons: Sequence[Button] = ()
    data: dict[str, Any] | None = None
    about: str | None = None
    sections: Sequence[str] | None = None
    shown: Sequence[str] = ()
    open: bool = False
    events: Sequence[Event] = ()


class TopicAction(Action, ABC):  # type: ignore[misc]  # rasa-sdk has no types
    """Answers one topic.

    A subclass names it and says how; failures of any kind end here, as an apology with a reference number.
    """

    topic: ClassVar[str]

    def name(self) -> str:
        return "action_" + self.topic.replace("-", "_")

    def topic_of(self, tracker: Tracker) -> str:
        """The topic that the action answers in this turn."""
        return self.topic

    @abstractmethod
    def answer(self, question: Question) -> Reply | list[Reply]:
        """What to say to the question."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        language, topic = tracker.get_slot("language") or answers.languages()[0], self.topic_of(tracker)
        try:
            with sessions()() as session, session.begin():
                question = _question(topic, language, tracker, session)
                said = self.answer(question)
                replies = said if isinstance(said, list) else [said]
                for reply in replies:
                    record_reading(
                        session, question.identity or "", question.door, topic, reply.shown, datetime.now(UTC)
                    )
        except Exception:
            # Whatever went wrong, the person gets an answer and no detail of it; the log has both under one number.
            reference = secrets.token_hex(4)
            logger.exception("action %s failed, reference %s", self.name(), reference)
            dispatcher.utter_message(
                text=answers.phrase(language, "trouble", "not-now", reference=reference), kind="error", topic=topic
            )
            return []
        events: list[Event] = [SlotSet("waiting", None)]
        for reply in [*replies[:-1], *(_with_offers(question, last) for last in replies[-1:])]:
            _say(dispatcher, question, reply)
            events += reply.events
        return events


def _context(message: dict[str, Any]) -> ActionContext:
    """What the engine tells of the turn; nothing where Rasa's own tools call an action."""
    return from_json(ActionContext, (message.get("metadata") or {}).get("context") or {})


def _question(topic: str, language: str, tracker: Tracker, session: Session) -> Question:
    message = tracker.latest_message or {}
    entities = tuple((e["entity"], str(e["value"])) for e in message.get("entities", []) if e["entity"] != "language")
    who = asker(session, tracker.sender_id)
    return Question(
        topic=topic,
        text=message.get("text") or "",
        language=language,
        entities=entities,
        ranking=tuple((entry["name"], entry["confidence"]) for entry in message.get("intent_ranking", [])),
        slots=dict(tracker.slots),
        session=session,
        identity=who.identity,
        door=who.door,
        subject=who.subject,
        today=today(who.timezone),
        context=_context(message),
        conversation=tracker.sender_id,
    )


def _with_offers(question: Question, reply: Reply) -> Reply:
    """The reply with buttons for the topics that may have been meant as well, none of them twice."""
    topics = answers.topics(question.language)
    there = {button.say for button in reply.buttons}
    offered = [
        topics[topic] for topic in question.context.offers if topics[topic].say and topics[topic].say not in there
    ]
    meant = [Button(question.phrase("did-you-mean", "which-one", title=topic.title), topic.say) for topic in offered]
    return replace(reply, buttons=[*reply.buttons[: MOST_BUTTONS - len(meant)], *meant]) if meant else reply


def _say(dispatcher: CollectingDispatcher, question: Question, reply: Reply) -> None:
    topic = reply.about or question.topic
    about = answers.topics(question.language)[topic]
    asked = question.context.question
    dispatcher.utter_message(
        text=reply.text,
        buttons=[{"title": button.label, "payload": button.say} for button in reply.buttons],
        topic=topic,
        question=asked if asked and asked.partition("/")[0] == topic else None,
        open=reply.open,
        kind=reply.kind or about.kind,
        data=reply.data,
        metadata={"sections": list(about.sections if reply.sections is None else reply.sections)},
    )
