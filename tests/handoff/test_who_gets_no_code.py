"""Whoever cannot show that a contract is theirs has a way on: another code, another contract, a person; and what was
asked before is answered in the end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

import bot.engine
from bot.conversation.code_help import wish_of
from bot.conversation.code_limits import CodeLimits
from bot.conversation.conversations import Conversations
from bot.conversation.verification import without_code
from protocol.turn import EngineReply, TurnRequest, TurnResponse, Understanding
from renewals.store.tables import Conversation
from tests.handoff.office import Office

NUMBER = re.compile(r"C-\d+")


@dataclass
class Engine:
    """An engine that asks who somebody is, takes a contract's number, and else answers what it was told to; it keeps
    what it was asked.
    """

    asked: list[str] = field(default_factory=list)
    next: EngineReply | None = None

    async def turn(self, request: TurnRequest) -> TurnResponse:
        self.asked.append(request.text)
        number = NUMBER.search(request.text)
        data: dict[str, Any] | None = {"contract_number": number.group()} if number else None
        reply = self.next or EngineReply(
            "Please give me a contract number", "contract-expiry", "verify", 1.0, data=data
        )
        self.next = None
        return TurnResponse(Understanding(reply.topic or "", 0.9, (), False, False, (), "words", ()), (reply,))

    async def erase(self, conversation_id: str) -> None:
        """There is nothing."""


class Desk:
    """A conversation through the gateway's own code, with that engine."""

    def __init__(self, office: Office) -> None:
        self.office, self.engine = office, Engine()
        self.all = Conversations(
            office.sessions,
            cast("bot.engine.Engine", self.engine),
            office.mailer,
            office.live,
            office.requests,
            lambda: office.now,
            4,
            lambda _: office.now.date(),
            CodeLimits(on=True),
        )
        self.id = office.conversation()

    async def says(self, text: str, next_reply: EngineReply | None = None) -> dict[str, Any]:
        self.engine.next = next_reply
        answer = await self.all.say(self.id, text, None, None)
        await self.all._verification.finish()
        last: dict[str, Any] = answer["replies"][-1]
        return last

    def codes(self) -> list[str]:
        return [
            re.findall(r"^\d{6}$", body, re.MULTILINE)[0]
            for _, subject, body in self.office.mails()
            if "code" in subject
        ]


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office)


@pytest.mark.parametrize("text", ["I didn't get the code", "resend it", "je n'ai rien reçu", "Send another code"])
async def test_who_got_no_code_gets_another_one_for_the_same_contract_and_the_newest_works(
    desk: Desk, text: str
) -> None:
    await desk.says("will it charge my card automatically?")
    sent = await desk.says("C-2")
    assert sent["buttons"][-1]["say"] == "I did not get the code"
    again = await desk.says(text)
    assert (again["kind"], "C-2" in again["text"]) == ("verify", True)
    first, second = desk.codes()
    if first != second:
        assert (await desk.says(first))["kind"] == "verify"
    await desk.says(second)
    assert desk.engine.asked[-1] == "will it charge my card automatically? (C-2)"


@pytest.mark.parametrize(
    ("text", "not_got"),
    [
        ("its under my email claire@contoso.example", "I did not get the code"),
        ("Claire@Contoso.example", "I did not get the code"),
        ("mon adresse est claire@contoso.example", "Je n'ai pas reçu le code"),
    ],
)
async def test_who_has_no_number_at_hand_gives_the_address_on_file(desk: Desk, text: str, not_got: str) -> None:
    asked = "quand finit mon contrat ?" if "reçu" in not_got else "when does my contract end?"
    await desk.says(asked)
    sent = await desk.says(text)
    assert (sent["kind"], sent["buttons"][-1]["say"]) == ("verify", not_got)
    again = await desk.says(not_got)
    assert "@" in again["text"]
    await desk.says(desk.codes()[-1])
    assert desk.engine.asked == [asked] * 2


async def test_an_address_in_the_question_itself_will_do(desk: Desk) -> None:
    sent = await desk.says("my email is claire@contoso.example, when does my contract end?")
    assert "claire@contoso.example" in sent["text"]
    await desk.says(desk.codes()[0])
    assert desk.engine.asked[-1] == "my email is claire@contoso.example, when does my contract end?"


async def test_an_address_that_is_not_on_file_is_told_the_same_and_gets_no_mail(desk: Desk) -> None:
    await desk.says("when does my contract end?")
    sent = await desk.says("nobody@contoso.example")
    assert sent["text"].replace("nobody", "claire") == (await desk.says("claire@contoso.example"))["text"]
    assert len(desk.office.mails()) == 1


async def test_somebody_else_s_address_gets_no_code(desk: Desk) -> None:
    await desk.says("when does my contract end?")
    await desk.says("the mail came from claire@contoso.example")
    assert desk.office.mails() == []


async def test_before_a_question_waits_an_address_alone_is_a_proof_and_one_among_words_goes_to_the_engine(
    desk: Desk,
) -> None:
    await desk.says("my email is claire@contoso.example", EngineReply("…", "out-of-scope", "fallback", 1.0))
    assert desk.engine.asked == ["my email is claire@contoso.example"]
    assert (await desk.says("claire@contoso.example"))["kind"] == "verify"
    assert desk.engine.asked == ["my email is claire@contoso.example"]


async def test_the_engine_s_question_about_the_code_leads_to_the_same(desk: Desk) -> None:
    await desk.says("when does C-2 end?")
    lost = EngineReply(
        "Look in your spam folder", "contract-expiry", "answer", 1.0, question="contract-expiry/code-not-received"
    )
    assert "made another code" in (await desk.says("hmm that mail of yours is nowhere to be seen", lost))["text"]
    assert len(desk.codes()) == 2


async def test_the_fourth_code_within_the_hour_is_a_person_and_no_code(desk: Desk) -> None:
    await desk.says("when does C-2 end?")
    for _ in range(2):
        await desk.says("resend it")
    last = await desk.says("resend it")
    assert len(desk.codes()) == 3
    assert "Too many codes" in last["text"]
    assert "They would get this conversation" in last["text"]
    assert last["data"]["asks"] == "hand-off"
    assert [button["label"] for button in last["buttons"]] == ["Yes, please", "No"]


async def test_the_same_is_said_of_a_contract_that_nobody_knows(desk: Desk) -> None:
    await desk.says("when does C-999 end?")
    unknown = await desk.says("resend it")
    assert desk.codes() == []
    other = Desk.__new__(Desk)
    other.__dict__.update(desk.__dict__, id=desk.office.conversation("c2"))
    await other.says("when does C-2 end?")
    assert (await other.says("resend it"))["text"] == unknown["text"].replace("C-999", "C-2")


async def test_another_contract_takes_the_place_of_the_first_and_the_question_stays(desk: Desk) -> None:
    await desk.says("when does C-999 end?")
    asked = await desk.says("sorry, wrong number")
    assert (asked["kind"], "What you asked is kept" in asked["text"]) == ("verify", True)
    await desk.says("C-2")
    await desk.says(desk.codes()[-1])
    assert desk.engine.asked[-1] == "when does C-2 end?"


async def test_a_sentence_with_the_number_that_asks_nothing_completes_what_was_asked(desk: Desk) -> None:
    await desk.says("who is my sales rep?")
    await desk.says("I think it might be C-2 but I am not sure")
    await desk.says(desk.codes()[-1])
    assert desk.engine.asked[-1] == "who is my sales rep? (C-2)"


@pytest.mark.parametrize(
    "text", ["send it to my other address", ("l'ancien responsable est parti, le code part sur son adresse")]
)
async def test_a_mailbox_that_nobody_reads_leads_to_a_person_who_gets_what_is_known(desk: Desk, text: str) -> None:
    await desk.says("when does C-2 end?")
    told = await desk.says(text)
    assert told["data"]["asks"] == "hand-off"
    assert any(
        words in told["text"] for words in ("They would get this conversation", ("Elle recevrait cette conversation"))
    )
    assert desk.office.team.cards == {}
    yes = EngineReply("…", "handoff", "handoff", 1.0, data={"region": "EMEA"})
    with_yes = await desk.says("Yes", EngineReply(**{**yes.__dict__, "topic": "affirm"}))
    await desk.office.work()
    (card,) = desk.office.team.cards.values()
    assert card.reference == with_yes["data"]["reference"]
    assert (card.reason, list(card.named), card.wants) == ("unverified", ["C-2"], "when does C-2 end?")


async def test_who_has_no_number_is_told_where_it_stands_and_asked_whether_to_call_a_person(desk: Desk) -> None:
    await desk.says("when does my contract end?")
    none = EngineReply(
        "Your reseller can tell you yours.",
        "contract-expiry",
        "answer",
        1.0,
        question="contract-expiry/no-number",
        data={"stuck": True},
    )
    told = await desk.says("i dont no the number", none)
    assert told["text"].startswith("Your reseller can tell you yours.\nShall I pass this on")
    with desk.office.sessions.begin() as session:
        assert session.get_one(Conversation, desk.id).waiting_question == "when does my contract end?"


async def test_a_wrong_code_offers_another_one_and_a_person(desk: Desk) -> None:
    await desk.says("when does C-2 end?")
    wrong = await desk.says("000000" if desk.codes() != ["000000"] else "111111")
    assert [button["label"] for button in wrong["buttons"]] == ["Send another code", "Talk to a person"]


async def test_without_a_code_under_way_the_words_go_to_the_engine(desk: Desk) -> None:
    await desk.says("resend it", EngineReply("…", "out-of-scope", "fallback", 1.0))
    assert desk.engine.asked == ["resend it"]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("I haven't received anything", "resend"),
        ("the code has expired", "resend"),
        ("pouvez-vous renvoyer le code ?", "resend"),
        ("it is another contract", "another"),
        ("un autre contrat", "another"),
        ("another contract, C-200312", None),
        ("she has left the company", "elsewhere"),
        ("toujours rien", "resend"),
        ("nope, still nothing", "resend"),
        ("vous pouvez me l'envoyer par SMS ?", "elsewhere"),
        ("how do I renew?", None),
        ("", None),
    ],
)
def test_what_is_wanted_of_a_code_is_told_by_its_words(text: str, wish: str | None) -> None:
    assert wish_of(text) == wish


@pytest.mark.parametrize("text", ["+33 1 44 55 66 77", "01 44 55 66 77", "01.44.55.66.77", "1234567"])
def test_a_telephone_number_holds_no_code(text: str) -> None:
    assert without_code(text) == text


@pytest.mark.parametrize("text", ["123456", "code: 123 456", "my code is 12-34-56.", "123456!"])
def test_a_code_is_hidden_however_it_is_typed(text: str) -> None:
    assert "••••••" in without_code(text)
