"""What is suggested for a ticket, from what an engine understands of its parts."""

from __future__ import annotations

from typing import Any

from bot.deflection.suggestions import suggest
from protocol.turn import Ranking, Understanding
from renewals import answers


class Understands:
    """An engine that understands every text alike."""

    def __init__(self, question: str | None, *ranking: tuple[str, float], topic: str = "") -> None:
        self._question, self._ranking, self._topic = question, ranking, topic

    async def understanding(self, text: str, language: str) -> Understanding:
        ranking: Ranking = self._ranking
        return Understanding(self._topic or ranking[0][0], ranking[0][1], ranking, False, False, (), "words", ((),), self._question)


async def suggested(*understood: Any, topic: str = "") -> list[dict[str, Any]]:
    engine: Any = Understands(*understood, topic=topic)
    return (await suggest(engine, "A ticket", "Is there a fee?", "en")).suggestions


async def test_the_answer_to_the_question_is_suggested_with_its_own_source() -> None:
    (one,) = await suggested("late-renewal/fee", ("late-renewal", 0.9))
    said = answers.answer_to("en", "late-renewal/fee")
    assert said
    assert (one["topic"], one["question"], one["answer"]) == ("late-renewal", "late-renewal/fee", said.text)
    assert [source["section"] for source in one["sources"]] == list(said.sections)


async def test_a_topic_in_general_is_suggested_by_its_card() -> None:
    (one,) = await suggested(None, ("late-renewal", 0.9))
    assert (one["question"], one["answer"]) == (None, answers.topics("en")["late-renewal"].answer)


async def test_what_the_page_leaves_open_is_never_suggested() -> None:
    assert await suggested("late-renewal/amount", ("late-renewal", 0.9)) == []


async def test_the_question_counts_for_its_own_topic_alone() -> None:
    first, second = await suggested("late-renewal/fee", ("late-renewal", 0.6), ("compliance", 0.3))
    assert (first["question"], second["topic"], second["question"]) == ("late-renewal/fee", "compliance", None)


async def test_an_answer_on_the_persons_own_contract_gives_way_to_the_topics_card() -> None:
    (one,) = await suggested("auto-renewal/is-it-on", ("auto-renewal", 0.9))
    assert (one["question"], one["answer"]) == (None, answers.topics("en")["auto-renewal"].answer)


async def test_what_depends_on_who_asks_or_is_out_of_scope_is_not_suggested() -> None:
    assert await suggested("contract-expiry/end-date", ("contract-expiry", 0.9)) == []
    assert await suggested("late-renewal/fee", ("late-renewal", 0.9), topic="out-of-scope") == []


async def test_a_question_of_a_topic_without_a_card_is_suggested() -> None:
    (one,) = await suggested("renewal-quote/how-to-get", ("renewal-quote", 0.9))
    assert one["question"] == "renewal-quote/how-to-get"
