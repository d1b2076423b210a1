"""What is suggested for a ticket, from what an engine understands of its pieces."""

from __future__ import annotations

from typing import Any

import pytest

from bot.deflection.suggestions import suggest
from protocol.letters import GIST, QUESTION, STATEMENT, WHOLE, LetterPart, LetterResponse
from protocol.turn import Entity, Understanding
from renewals import answers


def about(
    *ranking: tuple[str, float], question: str | None = None, entities: tuple[Entity, ...] = (), by: str = "classifier"
) -> Understanding:
    return Understanding(ranking[0][0], ranking[0][1], ranking, False, False, entities, by, ((),), question)


def part(role: str, *ranking: tuple[str, float], **more: Any) -> LetterPart:
    return LetterPart(role, about(*ranking, **more))


class Understands:
    """An engine that understands a letter in one way."""

    def __init__(self, *parts: LetterPart) -> None:
        self._parts = parts

    async def letter(self, subject: str, body: str) -> LetterResponse:
        return LetterResponse(self._parts)


async def suggested(*parts: LetterPart) -> list[dict[str, Any]]:
    engine: Any = Understands(*parts)
    return (await suggest(engine, "A ticket", "Is there a fee?", "en")).suggestions


def whole(*ranking: tuple[str, float], **more: Any) -> tuple[LetterPart, LetterPart]:
    """The whole and the gist of a letter, understood alike."""
    return part(WHOLE, *ranking, **more), part(GIST, *ranking, **more)


async def test_the_answer_to_the_question_is_suggested_with_its_own_source() -> None:
    (one,) = await suggested(*whole(("late-renewal", 0.9), question="late-renewal/fee"))
    said = answers.answer_to("en", "late-renewal/fee")
    assert said
    assert (one["topic"], one["question"], one["answer"]) == ("late-renewal", "late-renewal/fee", said.text)
    assert [source["section"] for source in one["sources"]] == list(said.sections)


async def test_a_topic_in_general_is_suggested_by_its_card() -> None:
    (one,) = await suggested(*whole(("late-renewal", 0.9)))
    assert (one["question"], one["answer"]) == (None, answers.topics("en")["late-renewal"].answer)


async def test_what_the_page_leaves_open_is_answered_by_the_topics_card_where_it_is_surely_asked() -> None:
    (one,) = await suggested(*whole(("late-renewal", 0.9), question="late-renewal/amount"))
    assert (one["question"], one["answer"]) == (None, answers.topics("en")["late-renewal"].answer)
    assert await suggested(*whole(("late-renewal", 0.25), question="late-renewal/amount")) == []


async def test_a_price_is_never_answered() -> None:
    assert await suggested(*whole(("renewal-quote", 0.9), question="renewal-quote/price")) == []


async def test_the_question_counts_for_its_own_topic_alone() -> None:
    first, second = await suggested(*whole(("late-renewal", 0.6), ("compliance", 0.3), question="late-renewal/fee"))
    assert (first["question"], second["topic"], second["question"]) == ("late-renewal/fee", "compliance", None)


async def test_an_answer_on_the_persons_own_contract_gives_way_to_the_topics_card() -> None:
    (one,) = await suggested(*whole(("auto-renewal", 0.9), question="auto-renewal/is-it-on"))
    assert (one["question"], one["answer"]) == (None, answers.topics("en")["auto-renewal"].answer)


async def test_what_depends_on_who_asks_or_is_out_of_scope_is_not_suggested() -> None:
    assert await suggested(*whole(("contract-expiry", 0.9), question="contract-expiry/end-date")) == []
    assert await suggested(*whole(("out-of-scope", 0.9), ("late-renewal", 0.1))) == []


async def test_a_question_of_a_topic_without_a_card_is_suggested() -> None:
    (one,) = await suggested(*whole(("renewal-quote", 0.9), question="renewal-quote/how-to-get"))
    assert one["question"] == "renewal-quote/how-to-get"


async def test_each_question_of_a_letter_is_answered_before_what_it_only_mentions() -> None:
    found = await suggested(
        *whole(("renew-software", 0.7), ("late-renewal", 0.2)),
        part(STATEMENT, ("auto-invoicing", 1.0)),
        part(QUESTION, ("renew-software", 0.9)),
        part(QUESTION, ("support-hours", 0.8)),
        part(QUESTION, ("late-renewal", 0.7)),
    )
    assert [one["topic"] for one in found] == ["renew-software", "support-hours", "late-renewal"]


async def test_a_sentence_that_says_little_by_itself_is_understood_by_what_stands_before_it() -> None:
    alone, in_place = about(("contract-list", 0.2), ("contract-coverage", 0.1)), about(("software-upgrades", 0.9))
    (one,) = await suggested(*whole(("software-upgrades", 0.1)), LetterPart(QUESTION, alone, in_place))
    assert one["topic"] == "software-upgrades"


async def test_a_sentence_about_a_renewal_in_a_letter_about_something_else_asks_nothing() -> None:
    invoice = whole(("out-of-scope", 0.95), ("how-to-renew", 0.02))
    assert await suggested(*invoice, part(QUESTION, ("how-to-renew", 0.98))) == []


async def test_a_letter_all_of_whose_questions_are_out_of_scope_gets_nothing() -> None:
    fault = part(QUESTION, ("out-of-scope", 0.97), ("renew-software", 0.03))
    assert await suggested(*whole(("renew-software", 0.9)), fault) == []


async def test_how_to_renew_is_how_to_renew_what_the_letter_is_about() -> None:
    hosted = whole(("maintenance-term", 0.5), ("renew-online", 0.3))
    found = await suggested(*hosted, part(QUESTION, ("how-to-renew", 0.9)))
    assert [one["topic"] for one in found] == ["renew-online", "maintenance-term"]


async def test_the_topic_that_says_more_on_the_same_is_suggested_behind() -> None:
    found = await suggested(*whole(("renew-online", 0.9), question="renew-online/after-end"))
    assert [one["topic"] for one in found] == ["renew-online", "late-renewal"]


async def test_offerings_that_are_compared_are_suggested_one_by_one_as_well() -> None:
    named = (Entity("offering", "essential-support", 0, 9), Entity("offering", "premium-support", 10, 17))
    found = await suggested(*whole(("offerings-overview", 0.9), entities=named))
    assert {one["topic"] for one in found} == {"offerings-overview", "essential-support", "premium-support"}


async def test_a_short_question_that_a_rule_knows_is_sure() -> None:
    understood = Understanding("regional-contact", 0.1, (("find-partner", 0.8),), False, False, (), "phrase", ((),))
    who = LetterPart(QUESTION, understood)
    found = await suggested(*whole(("find-partner", 0.9)), who)
    assert [one["topic"] for one in found] == ["regional-contact", "find-partner"]


@pytest.mark.parametrize("topic", ["regional-contact", "handoff"])
async def test_who_wants_a_person_or_a_team_gets_the_mailbox_of_the_country_that_is_named(topic: str) -> None:
    (one,) = await suggested(*whole((topic, 0.9), entities=(Entity("country", "TR", 0, 6),)))
    assert one["topic"] == "regional-contact"
    assert "EMEA_renewals@symantec.com" in one["answer"]
    assert "AMS_renewals@symantec.com" not in one["answer"]
    assert one["sources"]


@pytest.mark.parametrize("places", [(), ("TR", "BR")])
async def test_all_mailboxes_are_named_where_the_country_is_not_clear(places: tuple[str, ...]) -> None:
    entities = tuple(Entity("country", place, 0, 2) for place in places)
    (one,) = await suggested(*whole(("regional-contact", 0.9), entities=entities))
    assert "EMEA_renewals@symantec.com" in one["answer"]
    assert "AMS_renewals@symantec.com" in one["answer"]


async def test_a_team_is_suggested_once() -> None:
    found = await suggested(*whole(("regional-contact", 0.5), ("handoff", 0.5)))
    assert [one["topic"] for one in found] == ["regional-contact"]


async def test_three_answers_are_suggested_at_most() -> None:
    topics = ("late-renewal", "compliance", "auto-renewal", "renewal-notice", "find-partner")
    assert len(await suggested(*whole(("late-renewal", 0.9)), *(part(QUESTION, (topic, 0.9)) for topic in topics))) == 3
