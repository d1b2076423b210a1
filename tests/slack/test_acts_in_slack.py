"""What representatives do to contracts in Slack, in words and by presses."""

from __future__ import annotations

import re
from typing import Any

from tests.slack.asking import GRACE, MONA, PAUL, answer_to_command, ask, labels
from tests.slack.local_slack import GENERAL, eventually, shown
from tests.slack.sales_desk import Desk


# One contract
def test_details_open_from_a_list_and_what_is_filled_in_is_kept(desk: Desk) -> None:
    answer = ask(desk, PAUL, "montre-moi tous mes contrats")
    desk.slack.press(PAUL, answer, "contract_details", "C-100252")
    eventually(lambda: desk.proxy.called("views.open"))
    filled = {
        "mark": {"value": {"type": "checkboxes", "selected_options": [{"value": "contacted"}]}},
        "remind": {"value": {"type": "datepicker", "selected_date": "2099-01-05"}},
        "note": {"value": {"type": "plain_text_input", "value": "Called <!channel>, they will order."}},
    }
    before = len(desk.slack.from_us(answer["channel"]))
    # A reminder after the end is refused where it was chosen.
    assert set(desk.slack.submit(PAUL, filled) or {}) == {"remind"}
    assert desk.slack.submit(PAUL, {name: block for name, block in filled.items() if name != "remind"}) is None
    told = eventually(lambda: desk.slack.from_us(answer["channel"])[before:])[0]
    assert "C-100252" in told["text"]
    desk.proxy.calls.clear()
    desk.slack.press(PAUL, answer, "contract_details", "C-100252")
    view = eventually(lambda: desk.proxy.called("views.open"))[0]["view"]
    assert "Called <!channel>, they will order." in str(view)
    assert "contacted" in str(view)


def test_a_day_in_the_past_is_refused_in_the_form(desk: Desk) -> None:
    answer = ask(desk, PAUL, "quand se termine le contrat C-100234 ?")
    desk.slack.press(PAUL, answer, "contract_details")
    eventually(lambda: desk.proxy.called("views.open"))
    wrong = desk.slack.submit(PAUL, {"snooze": {"value": {"type": "datepicker", "selected_date": "2020-01-01"}}})
    assert wrong is not None
    assert set(wrong) == {"snooze"}


def test_contacted_and_remind_me_are_one_press_each(desk: Desk) -> None:
    answer = ask(desk, PAUL, "quand se termine le contrat C-100236 ?")
    for name in ("contract_contacted", "contract_remind"):
        before = len(desk.slack.from_us(answer["channel"]))
        desk.slack.press(PAUL, answer, name)
        told = eventually(lambda: desk.slack.from_us(answer["channel"])[before:])[0]  # noqa: B023
        assert "C-100236" in told["text"]
        assert told["ephemeral_to"] == PAUL
    assert "✅" in shown(ask(desk, PAUL, "montre-moi tous mes contrats"))


# Acts: in words and by presses
def pressed(desk: Desk, user: str, message: dict[str, Any], action: str, value: str | None = None) -> dict[str, Any]:
    """What is told of a press."""
    before = len(desk.slack.from_us(message["channel"]))
    desk.slack.press(user, message, action, *([value] if value else []))
    return eventually(lambda: desk.slack.from_us(message["channel"])[before:])[0]


def test_a_sentence_is_kept_and_its_button_takes_it_back(desk: Desk) -> None:
    told = ask(desk, PAUL, "appelé C-600710, bon de commande la semaine prochaine, rappelle-moi demain à 9h")
    assert "• contacté" in told["text"]
    assert "• note : « bon de commande la semaine prochaine »" in told["text"]
    card = ask(desk, PAUL, "quand se termine le contrat C-600710 ?")
    assert "bon de commande la semaine prochaine" in shown(card)
    assert {"✕ contacté", "✕ ma dernière note"} <= set(labels(card))
    back = pressed(desk, PAUL, told, "say_0")
    assert "Annulé pour" in back["text"]
    again = ask(desk, PAUL, "quand se termine le contrat C-600710 ?")
    assert "bon de commande" not in shown(again)
    assert not [label for label in labels(again) if label.startswith("✕")]


def test_in_a_thread_of_a_channel_an_act_is_told_beneath_it_and_is_the_askers_own(desk: Desk) -> None:
    thread = desk.slack.type(GRACE, GENERAL, "<@U0BOT> note for C-200310: budget frozen")
    told = eventually(lambda: desk.slack.from_us(GENERAL))[0]
    assert told["thread_ts"] == thread
    assert "budget frozen" in told["text"]
    number = re.search(r"#(\d+)", str(told["blocks"]))
    assert number is not None
    before = len(desk.slack.from_us(GENERAL))
    desk.slack.type(MONA, GENERAL, f"<@U0BOT> undo #{number[1]}", thread)
    refused = eventually(lambda: desk.slack.from_us(GENERAL)[before:])[0]
    assert "not yours to take back" in refused["text"]
    before = len(desk.slack.from_us(GENERAL))
    desk.slack.type(GRACE, GENERAL, "<@U0BOT> undo", thread)
    assert "Taken back for" in eventually(lambda: desk.slack.from_us(GENERAL)[before:])[0]["text"]


def test_a_press_says_what_it_kept_and_is_taken_back_in_place(desk: Desk) -> None:
    card = answer_to_command(desk, GRACE, "C-200311")
    told = pressed(desk, GRACE, card, "contract_forecast", "at-risk:C-200311")
    assert "your word: at risk" in told["text"]
    assert told["ephemeral_to"] == GRACE
    assert "⚠️ at risk, says grace.lee@vendor.example" in shown(answer_to_command(desk, GRACE, "C-200311"))
    desk.slack.press(GRACE, told, "act_undo")
    eventually(lambda: [one for one in desk.slack.from_us(GENERAL) if "Taken back for" in one["text"]])
    assert "at risk, says" not in shown(answer_to_command(desk, GRACE, "C-200311"))


def test_each_row_of_a_list_is_marked_and_reminded_of_from_its_menus(desk: Desk) -> None:
    listed = ask(desk, GRACE, "which of my contracts do we have on file?")
    told = pressed(desk, GRACE, listed, "contract_contacted", "C-200312")
    assert "C-200312" in told["text"]
    assert "contacted" in told["text"]
    reminded = pressed(desk, GRACE, listed, "contract_remind", "C-200312")
    assert "reminder for you on" in reminded["text"]
    # What is kept is on the card, each with the button that takes it away.
    card = answer_to_command(desk, GRACE, "C-200312")
    taken = [label for label in labels(card) if label.startswith("✕")]
    assert len(taken) == 2
    cleared = pressed(desk, GRACE, card, "contract_clear_0")
    assert "not contacted any more" in cleared["text"]


def test_who_may_not_see_a_contract_acts_on_nothing(desk: Desk) -> None:
    assert "Je ne trouve aucun" in ask(desk, PAUL, "marque C-200310 comme contacté")["text"]
    card = answer_to_command(desk, GRACE, "C-200310")
    told = pressed(desk, PAUL, card, "contract_contacted")
    assert told["ephemeral_to"] == PAUL
    assert "C-200310" not in str(told)
    assert "✅ Contacted" not in shown(answer_to_command(desk, GRACE, "C-200310"))


def test_lines_of_the_home_tab_have_their_buttons(desk: Desk) -> None:
    desk.slack.open_home(PAUL)
    view = eventually(lambda: desk.proxy.called("views.publish"))[0]["view"]
    assert "contract_contacted" in str(view)
    assert "contract_remind" in str(view)
