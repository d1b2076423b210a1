"""What else people should know stands below an answer: little of it, once, and never beside what is on file."""

from __future__ import annotations

import pytest

from protocol.turn import PreviousTurn
from renewals import answers
from renewals.store.database import Sessions
from tests.actions.asking import reply_to, said_before, text_of

# Topics whose answers are of contracts, places and people, or of the conversation itself.
WITHOUT = {
    "account-overview", "bot-challenge", "cancel", "capabilities", "contract-coverage", "contract-expiry",
    "contract-list", "expiring-contracts", "feedback", "goodbye", "greet", "handoff", "out-of-scope",
    "regional-contact", "renewal-owner", "repeat", "switch-language",
}  # fmt: skip


def facts(topic: str, language: str = "en") -> list[str]:
    return answers.topics(language)["in-brief"].phrases.get(topic, "").splitlines()


def below(reply: dict[str, str], topic: str, language: str = "en") -> list[str]:
    return [fact for fact in facts(topic, language) if fact in reply["text"].splitlines()]


@pytest.mark.parametrize("language", answers.languages())
def test_every_topic_of_the_page_has_facts_in_brief(language: str) -> None:
    topics = {question.partition("/")[0] for question in answers.catalogue()}
    assert topics - WITHOUT == set(answers.topics(language)["in-brief"].phrases)
    assert all(len(fact) <= 220 for topic in topics for fact in facts(topic, language))


@pytest.mark.parametrize("language", answers.languages())
async def test_the_answer_comes_first_and_two_facts_at_most_below_it(shown: Sessions, language: str) -> None:
    reply = await reply_to("late-renewal/grace-period", language=language)
    assert reply["text"].startswith(text_of("late-renewal/grace-period", language))
    assert len(below(reply, "late-renewal", language)) == 2


async def test_a_fact_that_the_answer_holds_is_not_said_beside_it(shown: Sessions) -> None:
    reply = await reply_to("late-renewal/fee")
    assert "Renewing late can bring penalties and late fees" not in reply["text"]


async def test_what_was_told_is_not_told_again(shown: Sessions) -> None:
    first = await reply_to("late-renewal/grace-period")
    second = await reply_to("late-renewal/how-fast", previous=said_before("late-renewal/grace-period", first["text"]))
    assert not set(below(first, "late-renewal")) & set(below(second, "late-renewal"))


async def test_what_is_on_file_stands_alone(shown: Sessions) -> None:
    reply = await reply_to("late-renewal/fee", "claire", entities={"contract_number": "C-1"}, previous=PreviousTurn())
    assert reply["data"]["contracts"]
    assert below(reply, "late-renewal") == []
