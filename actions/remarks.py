"""Replies to what is said of the conversation itself: "you already said that", "in short", "where is that written?",
"go back".
"""

from __future__ import annotations

from collections.abc import Callable

from actions.base import Question, Reply
from actions.meant_contracts import AUTOMATIC, meant
from actions.regional_team import keeps_waiting, named_team, place_for
from protocol.remarks import (
    AGAIN,
    GO_BACK,
    IN_SHORT,
    LINK,
    NEXT,
    NOT_UNDERSTOOD,
    SAID_ALREADY,
    SIMPLER,
    WHERE_WRITTEN,
    WHO_KNOWS,
)
from protocol.turn import PreviousTurn
from renewals import answers, sections
from renewals.answers import Answer, Button, Topic
from renewals.store.conversations import replies_before_the_last

WORDS = "remarks"
MOST_BUTTONS = 4
# A reply of so many letters is short, and is said once more to who asks for it in short.
SHORT = 300
# The section of the page that names whom to turn to; topics whose open points its regional teams settle, not a
# reseller.
HELP = "Besoin d'aide pour votre renouvellement ?"
OF_THE_TEAM = {"regional-contact", "find-partner", "renewal-owner", "handoff", "contract-expiry", "maintenance-term"}
# The topic of the answer to who would know.
WHO_IS_ASKED = {"care": "customer-care", "team": "regional-contact", "reseller": "find-partner"}
# What a reply that was given before may be again: nothing that asks for something or passes something on.
SAID_AGAIN_AS = {"answer", "contract", "smalltalk", "fallback"}


def reply_to(question: Question) -> Reply | None:
    """The reply to a remark; None where the message is none."""
    answer = _REPLIES.get(question.context.decided_by)
    if answer is None:
        return None
    return answer(question) if question.previous.reply else Reply(question.phrase("nothing", "repeat"), sections=())


def again(question: Question) -> Reply:
    """The last reply, word for word."""
    return _of_the_last(question, question.previous.reply)


def _said_already(question: Question) -> Reply:
    """Owns up, and adds what the answer lacked: the topic in general, else the ways on."""
    topic, previous = _topic(question.language, question.previous), question.previous
    if previous.question is None and topic.answer and not question.was_told(topic.answer):
        return _of_the_last(
            question, f"{question.phrase('said-already-more', WORDS)}\n{topic.answer}", buttons=topic.buttons
        )
    return _on(question, "said-already")


def _not_understood(question: Question) -> Reply:
    return _explained(question, "not-understood")


def _simpler(question: Question) -> Reply:
    """The answer in plain words where the content has them; else in one sentence."""
    plain = _plain(question)
    if plain is None or question.was_told(plain):
        return _explained(question, "simpler")
    return _of_the_last(question, f"{question.phrase('simpler', WORDS)}\n{plain}")


def _plain(question: Question) -> str | None:
    """What a topic says, in everyday words: of the topic in general, or of the question for which it stands."""
    topic = question.previous.reply_topic or question.previous.topic or ""
    questions = list(_topic(question.language, question.previous).questions)
    if question.previous.topic_question not in (None, *questions[:1]) or question.previous.question:
        return None
    return answers.topics(question.language)[WORDS].phrases.get(f"plain-{topic}")


def _explained(question: Question, name: str) -> Reply:
    """The answer in one sentence, what a question of ours is for, or the topic in general."""
    if question.previous.question:
        return _of_the_last(question, question.phrase(f"why-{question.previous.question}", WORDS))
    if (brief := _brief(question)) is not None:
        return _of_the_last(question, f"{question.phrase(name, WORDS)}\n{brief}")
    topic = _topic(question.language, question.previous)
    if topic.answer and topic.kind == "answer" and not question.was_told(topic.answer):
        return _of_the_last(question, f"{question.phrase('otherwise', WORDS)}\n{topic.answer}", buttons=topic.buttons)
    return _on(question, "no-simpler")


def _in_short(question: Question) -> Reply:
    brief = _brief(question)
    if brief is not None:
        return _of_the_last(question, brief)
    reply, lead = question.previous.reply.strip(), question.phrase("shortest", WORDS, reply="").strip()
    if len(reply) > SHORT or reply.startswith(lead):
        return _on(question, "no-shorter")
    return _of_the_last(question, question.phrase("shortest", WORDS, reply=reply))


def _where_written(question: Question) -> Reply:
    """The section's name in the reader's language, beside the page's heading; what rests on no section says so."""
    found = _sections(question)
    if not found:
        name = "from-contract" if question.previous.contract else "from-nowhere"
        return _of_the_last(question, question.phrase(name, WORDS))
    said = _said(question.language, question.previous)
    where = [_named(question, heading) for heading in found]
    opened = [question.phrase("left-open", WORDS)] if said and said.open else []
    return _of_the_last(question, "\n".join([question.phrase("written", WORDS, sections=", ".join(where)), *opened]))


def _link(question: Question) -> Reply:
    """The addresses that the content has for what was said; where it has none, where to look."""
    found = _sections(question)
    links = sections.links(question.language, question.previous.reply, found)
    if links:
        return _of_the_last(question, "\n".join(_address(link) for link in links))
    if not found:
        return _of_the_last(
            question, question.phrase("from-contract" if question.previous.contract else "from-nowhere", WORDS)
        )
    where = ", ".join(_named(question, heading) for heading in found)
    return _of_the_last(question, question.phrase("no-address", WORDS, sections=where))


def _address(link: sections.Link) -> str:
    address = link.href.removeprefix("mailto:")
    return address if link.label == address else f"{link.label}: {address}"


def _who_knows(question: Question) -> Reply:
    """Whom to ask what the last reply left open: who deals with its topic, by name where that is on file."""
    topic = question.previous.reply_topic or question.previous.topic or ""
    who, place = _who_deals_with(topic), place_for(question)
    topics = answers.topics(question.language)
    buttons = [] if place or who == "care" else [topics["regional-contact"].button]
    return Reply(
        who_would_know(question, topic),
        kind="answer",
        about=WHO_IS_ASKED[who],
        buttons=[*buttons, topics["handoff"].button],
        sections=(HELP,),
    )


def who_would_know(question: Question, topic: str) -> str:
    """Whom to ask what the page leaves open of a topic; the reseller and the team by name, as far as they are known."""
    who, place = _who_deals_with(topic), place_for(question)
    about = None if question.unknown_person else meant(question)
    reseller = about.one.reseller if about and about.one and who != "care" else ""
    lines = [question.phrase(f"knows-{who}", WORDS)]
    lines += [question.phrase("reseller-brief", "own-facts", reseller=reseller)] if reseller else []
    lines += [named_team(question, "regional-contact", place)] if place and place.known and who != "care" else []
    return "\n".join(lines)


def _who_deals_with(topic: str) -> str:
    return "care" if topic in AUTOMATIC else "team" if topic in OF_THE_TEAM else "reseller"


def _next(question: Question) -> Reply:
    return _on(question, "next")


def _go_back(question: Question) -> Reply:
    """The reply before the last one, as it was."""
    before = replies_before_the_last(question.session, question.conversation)
    if not before:
        return _on(question, "no-earlier")
    said = before[-1]
    reply = said.reply or {}
    known = reply.get("topic") in answers.topics(question.language)
    return Reply(
        "\n\n".join([question.phrase("back", WORDS), *(one.text for one in before)]),
        kind=reply.get("kind") if reply.get("kind") in SAID_AGAIN_AS else "answer",
        buttons=[Button(button["label"], button["say"]) for button in reply.get("buttons") or ()],
        about=reply.get("topic") if known else None,
        sections=[source["section"] for source in reply.get("sources") or ()],
    )


_REPLIES: dict[str, Callable[[Question], Reply]] = {
    SAID_ALREADY: _said_already,
    NOT_UNDERSTOOD: _not_understood,
    SIMPLER: _simpler,
    IN_SHORT: _in_short,
    WHERE_WRITTEN: _where_written,
    LINK: _link,
    AGAIN: again,
    NEXT: _next,
    GO_BACK: _go_back,
    WHO_KNOWS: _who_knows,
}


def _brief(question: Question) -> str | None:
    """The last reply in its shortest form: its lead, with the fact before it; None where it was no longer than that."""
    reply, topic = question.previous.reply.strip(), _topic(question.language, question.previous)
    said = _said(question.language, question.previous)
    if said and said.lead in reply:
        brief = reply[: reply.index(said.lead)] + said.lead
    elif topic.answer and topic.answer in reply and topic.questions:
        # The first question of a topic is the one for which it stands.
        brief = next(iter(topic.questions.values())).lead
    else:
        brief = answers.sentences(reply.partition("\n")[0])[0]
    return None if brief == reply else brief


def _of_the_last(question: Question, text: str, buttons: tuple[Button, ...] | None = None) -> Reply:
    """A reply in the place of the last one: with its buttons and sources, and what it asked for goes on being asked."""
    previous, found = question.previous, _sections(question)
    said = _said(question.language, previous)
    return Reply(
        text,
        # A question for a contract's number stays open in the gateway: said once more as such, it would forget what was
        # asked before it.
        kind="clarify" if previous.question else "answer" if found else "smalltalk",
        buttons=[Button(button.label, button.say) for button in previous.buttons] if buttons is None else buttons,
        sections=found,
        open=bool(said and said.open),
        events=keeps_waiting(question) if previous.question else (),
    )


def _on(question: Question, name: str) -> Reply:
    """Says that there is no more, with what the topic offers and a person."""
    offered = _topic(question.language, question.previous).buttons[: MOST_BUTTONS - 1]
    person = answers.topics(question.language)["handoff"].button
    buttons = [*(button for button in offered if button.say.rstrip(".") != person.say.rstrip(".")), person]
    return Reply(
        question.phrase(name, WORDS), kind="smalltalk", buttons=buttons, sections=(), events=keeps_waiting(question)
    )


def _sections(question: Question) -> tuple[str, ...]:
    said = _said(question.language, question.previous)
    return said.sections if said else _topic(question.language, question.previous).sections


def _named(question: Question, heading: str) -> str:
    title = sections.name(question.language, heading)
    if title == heading:
        return question.phrase("heading", WORDS, title=title)
    return question.phrase("section", WORDS, title=title, heading=heading)


def _said(language: str, previous: PreviousTurn) -> Answer | None:
    return answers.answer_to(language, previous.topic_question)


def _topic(language: str, previous: PreviousTurn) -> Topic:
    return answers.topics(language).get(previous.reply_topic or previous.topic or "", Topic())
