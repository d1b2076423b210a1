"""Wherever one contract is shown it is said whom to call, and a mail to them is drafted by a button and in words."""

from __future__ import annotations

import csv
import io
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.slack.draft_words import names_nothing, wished
from tests.slack.local_slack import GENERAL, elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, press

PAUL, GRACE, MONA = "U01PAUL", "U02GRACE", "U03MONA"


def ask(desk: Desk, user: str, text: str) -> dict[str, Any]:
    """A direct question; the answer."""
    channel = desk.slack.direct_channel(user)
    before = len(desk.slack.from_us(channel))
    desk.slack.type(user, channel, text)
    return eventually(lambda: desk.slack.from_us(channel)[before:])[0]


def card(desk: Desk, user: str, number: str) -> dict[str, Any]:
    before = len(desk.slack.from_us(GENERAL))
    desk.slack.command(user, number)
    return eventually(lambda: desk.slack.from_us(GENERAL)[before:])[0]


def link_in(message: dict[str, Any]) -> dict[str, list[str]]:
    """What the message's mail link opens: whom it goes to, the subject, the text."""
    found = re.search(r"<(mailto:[^|>]+)\|", str(message["blocks"]))
    assert found is not None
    address = urlsplit(found[1].replace("&amp;", "&"))
    return {"to": [address.path], **parse_qs(address.query)}


def draft_of(desk: Desk, user: str, message: dict[str, Any]) -> dict[str, Any]:
    before = len(desk.slack.from_us(message["channel"]))
    desk.slack.press(user, message, "contract_draft")
    return eventually(lambda: desk.slack.from_us(message["channel"])[before:])[0]


def test_a_card_names_the_contact_with_a_link_that_opens_a_mail_and_the_owner_by_name(desk: Desk) -> None:
    answer = card(desk, PAUL, "C-100234")
    assert "Contact : Claire Martin, claire.martin@contoso.example" in shown(answer)
    assert "Responsable : Paul Durand" in shown(answer)
    assert "Revendeur : Distrilog" in shown(answer)
    opened = link_in(answer)
    assert opened["to"] == ["claire.martin@contoso.example"]
    assert opened["subject"] == ["Votre contrat C-100234 pour Endpoint Protection se termine le 15 décembre 2026"]


def test_an_answer_in_words_names_them_too(desk: Desk) -> None:
    answer = ask(desk, PAUL, "quand se termine le contrat C-100234 ?")
    assert "claire.martin@contoso.example" in answer["text"]
    assert "responsable : Paul Durand" in answer["text"]
    assert link_in(answer)["to"] == ["claire.martin@contoso.example"]


def test_the_last_note_stands_on_the_card_and_in_the_answer(desk: Desk) -> None:
    message = card(desk, MONA, "C-400510")
    desk.slack.press(MONA, message, "contract_details")
    form = eventually(lambda: desk.proxy.called("views.open"))[0]["view"]
    assert "Li Wei" in str(form)
    assert "mailto:li.wei@huaxin.example" in str(form)
    note = {"note": {"value": {"type": "plain_text_input", "value": "Waits for the <!channel> budget."}}}
    assert desk.slack.submit(MONA, note) is None
    desk.settle()
    for answer in (card(desk, MONA, "C-400510"), ask(desk, MONA, "when does C-400510 end?")):
        assert "Note of mona@vendor.example" in shown(answer)
        assert "Waits for the <!channel> budget." in shown(answer)
        assert "<!channel>" not in answer["text"]


def test_the_button_drafts_in_the_customers_language_for_the_presser_alone(desk: Desk) -> None:
    draft = draft_of(desk, MONA, card(desk, MONA, "C-100234"))
    assert draft["ephemeral_to"] == MONA
    assert "Draft to Claire Martin (claire.martin@contoso.example), in French. Nothing has been sent." in shown(draft)
    assert "Bonjour Claire Martin," in shown(draft)
    # Signed as on file, not as Slack calls her.
    assert shown(draft).split("Cordialement,\n")[1].startswith("Mona\n")
    assert "15 décembre 2026" in shown(draft)
    assert link_in(draft)["body"][0].startswith("Bonjour Claire Martin,\r\n")


def test_who_talks_another_language_than_their_country_is_written_to_in_it(desk: Desk) -> None:
    desk.stack.chat_as("hugo.petit@contoso.example", language="en").say("When does my contract C-100236 end?")
    assert "Hello Hugo Petit," in shown(draft_of(desk, PAUL, card(desk, PAUL, "C-100236")))


def test_a_draft_of_anothers_contract_is_shown_to_nobody(desk: Desk) -> None:
    channel = desk.slack.direct_channel(PAUL)
    action = {"type": "button", "action_id": "contract_draft", "block_id": "b", "value": "C-200310"}
    message = {"ts": "1.000009", "channel": channel, "blocks": []}
    deliver(desk.stack.address, press(PAUL, action, message, answers_to=f"{desk.slack.address}/none"))
    told = eventually(lambda: desk.slack.from_us(channel))[0]
    assert "northwind" not in str(told).lower()
    assert "draft" not in str(told).lower()


def test_a_mail_is_drafted_in_words_for_a_number_and_for_the_contract_talked_of(desk: Desk) -> None:
    assert "Hello Ann Baker," in shown(ask(desk, GRACE, "can you draft a mail for C-200312?"))
    ask(desk, GRACE, "when does C-200320 end?")
    assert "Hello Sam Roy," in shown(ask(desk, GRACE, "draft a mail to them"))
    assert "Hello Sam Roy," in shown(ask(desk, GRACE, "rédige-leur un mail"))


def test_where_an_account_has_several_contracts_it_is_asked_which(desk: Desk) -> None:
    answer = ask(desk, PAUL, "rédige un mail pour Contoso")
    assert "Pour quel contrat" in shown(answer)
    buttons = [element for element in elements(answer) if element["action_id"].startswith("contract_draft")]
    assert [button["value"] for button in buttons] == ["C-100234", "C-100235", "C-100236"]
    before = len(desk.slack.from_us(answer["channel"]))
    desk.slack.press(PAUL, answer, buttons[1]["action_id"])
    draft = eventually(lambda: desk.slack.from_us(answer["channel"])[before:])[0]
    assert "ProxySG" in shown(draft)


def test_a_mail_to_nobody_known_is_not_guessed(desk: Desk) -> None:
    ask(desk, GRACE, "when does C-200320 end?")
    unknown = ask(desk, GRACE, "draft a mail to Fabrikam")
    assert "Fabrikam" in shown(unknown)
    assert "Sam Roy" not in shown(unknown)
    assert "For which contract" in shown(unknown)
    others = ask(desk, PAUL, "draft a mail for C-200310")
    assert "Ann Baker" not in str(others)


def test_the_csv_holds_whom_to_call_and_what_was_kept(desk: Desk) -> None:
    desk.slack.press(PAUL, card(desk, PAUL, "C-600711"), "contract_contacted")
    desk.settle()
    answer = ask(desk, PAUL, "montre-moi tous mes contrats")
    desk.slack.press(PAUL, answer, "list_csv")
    files = eventually(
        lambda: [file for message in desk.slack.messages(answer["channel"]) for file in message.get("files") or []], 30
    )
    content = io.StringIO(desk.slack.content(files[0]).decode("utf-8-sig"))
    rows = {row["numéro de contrat"]: row for row in csv.DictReader(content, delimiter=";")}
    assert (rows["C-600711"]["contact"], rows["C-600711"]["adresse du contact"]) == (
        "Salma Idrissi",
        "s.idrissi@atlas.example",
    )
    assert (rows["C-600711"]["contacté par"], rows["C-600711"]["dernière note"]) == ("paul.durand@vendor.example", "")
    assert rows["C-100251"]["contacté le"] == ""


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("draft a mail to Contoso", " to Contoso"),
        ("Please, draft an e-mail for C-100234", " for C-100234"),
        ("could you please write an email to them?", " to them?"),
        ("Rédige-moi un mail pour Contoso", " pour Contoso"),
        ("peux-tu préparer un courriel pour C-1 ?", " pour C-1 ?"),
        ("draft a mail", ""),
        ("rédige un mail", ""),
    ],
)
def test_a_wish_for_a_draft_begins_a_message(text: str, rest: str) -> None:
    assert wished(text) == rest


@pytest.mark.parametrize(
    "text",
    [
        "did you draft a mail?", "when do customers get the e-mail?", "how do I write an email to support?", "", "???",
        "mail", "contoso",
        "n'écris pas de mail", "don't draft a mail",
    ],
)  # fmt: skip
def test_a_question_or_a_refusal_is_no_wish_for_a_draft(text: str) -> None:
    assert wished(text) is None


def test_a_wish_that_names_nothing_means_the_contract_talked_of() -> None:
    assert names_nothing(" to them, please")
    assert names_nothing(" au client")
    assert names_nothing("")
    assert not names_nothing(" to Fabrikam")
