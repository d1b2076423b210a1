"""What is answered once it is known where a person is, or that they cannot tell: the question that waited for it goes on."""

from __future__ import annotations

from dataclasses import replace

from actions.base import Question, Reply
from actions.handoff import handoff_to
from actions.regional_team import UNKNOWN, Place, ask_country, country_is_unknown, facts, named_team, place_named, was_asked_country
from actions.renewal_quote import quote_for
from renewals.regions import all_regions

CONTACT = "regional-contact"
WAITS_FOR_COUNTRY = ("handoff", "renewal-quote", CONTACT)


def answered(question: Question, place: Place) -> Reply:
    """The answer to the question that waits for a place; without one, which team that is."""
    match question.slots.get("waiting"):
        case "handoff":
            return handoff_to(question, place)
        case "renewal-quote":
            return quote_for(question, place)
    return Reply(named_team(question, CONTACT, place), about=CONTACT, data=facts(place))


def waits(question: Question) -> bool:
    """Whether the person has just been asked in which country they are."""
    return question.slots.get("waiting") in WAITS_FOR_COUNTRY and was_asked_country(question)


def not_known(question: Question) -> Reply:
    """The person does not know: what waits goes to the default team, which is said; who only asked for a team gets all of them."""
    said = answered(question, place_named(UNKNOWN))
    if said.about == CONTACT:
        said = replace(said, text=f"{said.text}\n{teams(question)}")
    return replace(said, events=[*said.events, country_is_unknown()])


def not_understood(question: Question) -> Reply:
    """No place was recognised: asked once more; after that it is as if they did not know."""
    if question.slots.get("asked_again"):
        return not_known(question)
    waiting = str(question.slots.get("waiting"))
    return ask_country(replace(question, topic=waiting), question.phrase("ask-again", CONTACT), again=True)


def teams(question: Question) -> str:
    """All teams with their mailboxes."""
    return "\n".join(
        question.phrase("line", CONTACT, region=question.phrase(region.code, CONTACT), mailbox=region.mailbox) for region in all_regions()
    )
