"""A representative's journeys, through the whole product and a Slack that others wrote."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from tests.slack.local_slack import GENERAL, elements, eventually, shown
from tests.slack.sales_desk import Desk

PAUL, GRACE, MONA, NOBODY = "U01PAUL", "U02GRACE", "U03MONA", "U04NOBODY"


def ask(desk: Desk, user: str, text: str, thread: str | None = None) -> dict[str, Any]:
    """A direct question; the answer."""
    channel = desk.slack.direct_channel(user)
    before = len(desk.slack.from_us(channel))
    desk.slack.type(user, channel, text, thread)
    return eventually(lambda: desk.slack.from_us(channel)[before:])[0]


def answer_to_command(desk: Desk, user: str, text: str) -> dict[str, Any]:
    before = len(desk.slack.from_us(GENERAL))
    desk.slack.command(user, text)
    return eventually(lambda: desk.slack.from_us(GENERAL)[before:])[0]


def labels(message: dict[str, Any]) -> list[str]:
    return [element["text"]["text"] for element in elements(message) if element["type"] == "button"]


# Questions in words


def test_a_direct_question_is_answered_with_ones_own_contracts_in_ones_language(desk: Desk) -> None:
    answer = ask(desk, PAUL, "quels contrats se terminent d'ici fin janvier ?")
    assert [number for number in re.findall(r"C-\d+", shown(answer)) if number] == [
        "C-100234",
        "C-100240",
        "C-100235",
    ] * 4
    assert "22 jours" in shown(answer)
    assert "15 décembre 2026" in answer["text"]
    assert "C-2003" not in str(answer)


def test_my_contracts_are_one_s_own_and_without_it_the_territory_s_with_their_owners(desk: Desk) -> None:
    own = ask(desk, GRACE, "which of my contracts do we have on file?")
    assert "Yours" in own["text"]
    assert {*re.findall(r"C-\d+", shown(own))} == {"C-200310", "C-200311", "C-200312", "C-200320"}
    assert "noah.singh" not in str(own)
    whole = ask(desk, GRACE, "which contracts do we have?")
    assert "In your territory" in whole["text"]
    assert "C-900004" in shown(whole)
    assert "noah.singh@vendor.example" in shown(whole)
    mine = ask(desk, GRACE, "only mine")
    assert "C-900004" not in shown(mine)
    overdue = ask(desk, GRACE, "only the expired ones")
    assert "noah.singh" not in str(overdue)


def test_a_manager_who_owns_none_is_told_so_and_offered_the_whole_territory(desk: Desk) -> None:
    none = ask(desk, MONA, "my contracts")
    assert "None of these contracts is yours" in none["text"]
    assert labels(none) == ["Show the whole territory"]
    desk.slack.press(MONA, none, "say_0")
    channel = desk.slack.direct_channel(MONA)
    whole = eventually(lambda: [said for said in desk.slack.from_us(channel) if "In all territories" in said["text"]])[
        0
    ]
    assert "C-100234" in shown(whole) or "paul.durand" in shown(whole)


def test_a_mention_is_answered_once_and_in_its_thread(desk: Desk) -> None:
    ts = desk.slack.type(GRACE, GENERAL, "<@U0BOT> what ends in my territory this quarter?")
    answer = eventually(lambda: desk.slack.from_us(GENERAL))[0]
    assert answer["thread_ts"] == ts
    assert "C-200310" in shown(answer)
    assert "C-100" not in str(answer)
    # One mention is two events.
    desk.settle()
    assert len(desk.slack.from_us(GENERAL)) == 1


def test_a_message_in_a_channel_without_a_mention_is_none_of_our_business(desk: Desk) -> None:
    desk.slack.type(GRACE, GENERAL, "what ends this quarter?")
    later = desk.slack.type(GRACE, GENERAL, "<@U0BOT> hello")
    eventually(lambda: desk.slack.from_us(GENERAL))
    desk.settle()
    assert [message["thread_ts"] for message in desk.slack.from_us(GENERAL)] == [later]


def test_a_follow_up_keeps_the_threads_context_and_two_threads_never_mix(desk: Desk) -> None:
    first = desk.slack.type(PAUL, GENERAL, "<@U0BOT> when does C-100234 end?")
    second = desk.slack.type(PAUL, GENERAL, "<@U0BOT> which maintenance offering does C-100236 have?")
    eventually(lambda: len(desk.slack.from_us(GENERAL)) == 2)
    desk.slack.type(PAUL, GENERAL, "<@U0BOT> and the ProxySG one?", first)
    desk.slack.type(PAUL, GENERAL, "<@U0BOT> and the ProxySG one?", second)
    eventually(lambda: len(desk.slack.from_us(GENERAL)) == 4)
    said = {message["thread_ts"]: message["text"] for message in desk.slack.from_us(GENERAL)}
    assert "31 janvier 2027" in said[first] or "31 January 2027" in said[first]
    assert said[first] != said[second]


def test_a_suggestion_that_is_pressed_is_answered_as_if_typed(desk: Desk) -> None:
    answer = ask(desk, PAUL, "how do I renew?")
    channel, before = answer["channel"], len(desk.slack.from_us(answer["channel"]))
    button = next(element for element in elements(answer) if element["action_id"].startswith("say_"))
    desk.slack.press(PAUL, answer, button["action_id"])
    following = eventually(lambda: desk.slack.from_us(channel)[before:])[0]
    assert following["text"] != answer["text"]


def test_a_single_contract_comes_with_what_can_be_done_about_it(desk: Desk) -> None:
    answer = ask(desk, PAUL, "quand se termine le contrat C-100234 ?")
    assert "15 décembre 2026" in shown(answer)
    assert {element["action_id"] for element in elements(answer)} >= {
        "contract_details",
        "contract_contacted",
        "contract_remind",
    }


def test_a_question_on_the_page_is_answered_as_in_the_web_chat(desk: Desk) -> None:
    answer = ask(desk, GRACE, "what does essential support include?")
    assert "Essential Support" in shown(answer)
    assert any(element["action_id"].startswith("say_") for element in elements(answer))


def test_a_question_of_nothing_but_signs_gets_help_and_one_too_long_is_told_so(desk: Desk) -> None:
    assert "/renewals" in shown(ask(desk, GRACE, "???"))
    assert "2000" in shown(ask(desk, GRACE, "renewal " * 400))


# The command


def test_the_command_alone_shows_ones_own_renewals_overdue_ones_first(desk: Desk) -> None:
    answer = answer_to_command(desk, PAUL, "")
    numbers = re.findall(r"C-\d+", answer["text"])
    assert numbers == ["C-100251", "C-100234", "C-100240", "C-100236", "C-100235", "C-600710"]
    assert answer["ephemeral_to"] == PAUL


def test_the_command_shows_all_in_sight_to_who_owns_nothing(desk: Desk) -> None:
    numbers = set(re.findall(r"C-\d+", answer_to_command(desk, MONA, "")["text"]))
    assert {"C-100234", "C-200320", "C-500610"} <= numbers
    assert "C-900001" not in numbers


def test_the_command_finds_an_account_despite_typing_a_span_of_days_and_a_contract(desk: Desk) -> None:
    assert "C-100251" in answer_to_command(desk, PAUL, "societe general")["text"]
    assert re.findall(r"C-\d+", answer_to_command(desk, PAUL, "due 30")["text"]) == ["C-100251", "C-100234"]
    card = answer_to_command(desk, PAUL, "c-100234")
    assert "Contoso SARL" in shown(card)
    assert "contract_contacted" in {element["action_id"] for element in elements(card)}


def test_what_belongs_to_another_is_not_found_by_the_command(desk: Desk) -> None:
    for asked in ("C-200310", "northwind"):
        answer = answer_to_command(desk, PAUL, asked)
        assert "Je ne trouve aucun" in answer["text"]
        assert "Northwind" not in str(answer)
        assert "2026" not in str(answer["text"])


@pytest.mark.parametrize("wrong", ["due purple", "due 0", "due 5000", "due", "help"])
def test_the_command_told_wrongly_gets_help_with_an_example(desk: Desk, wrong: str) -> None:
    assert "due 60" in shown(answer_to_command(desk, GRACE, wrong))


def test_several_accounts_that_match_are_asked_back_with_buttons(desk: Desk) -> None:
    answer = answer_to_command(desk, MONA, "ori")
    assert labels(answer) == ["Orion Foods", "Orion Shipping"]
    desk.slack.press(MONA, answer, "account_open_0")
    eventually(lambda: next(m for m in desk.slack.from_us(GENERAL) if "C-900002" in m["text"]))


# Lists


def test_a_long_list_is_paged_through_and_back(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    assert "Page 1 of 3 · 22 contracts" in shown(answer)
    first = answer["text"]
    desk.slack.press(MONA, answer, "list_next")
    second = eventually(lambda: next(m for m in desk.slack.from_us(answer["channel"]) if "Page 2 of 3" in shown(m)))
    assert second["ts"] == answer["ts"]
    assert not set(re.findall(r"C-\d+", first)) & set(re.findall(r"C-\d+", second["text"]))
    desk.slack.press(MONA, second, "list_previous")
    eventually(lambda: next(m for m in desk.slack.from_us(answer["channel"]) if "Page 1 of 3" in shown(m)))


def test_what_was_not_understood_is_named_and_a_condition_is_pressed_away(desk: Desk) -> None:
    answer = ask(desk, MONA, "cheap hardware contracts in the Americas")
    assert "I could not narrow by “cheap”." in shown(answer)
    assert re.findall(r"C-\d+", answer["text"]) == ["C-200312"]
    assert "✕ hardware" in labels(answer)
    chip = next(one for one in elements(answer) if one.get("text", {}).get("text") == "✕ hardware")
    desk.slack.press(MONA, answer, chip["action_id"])
    wider = eventually(
        lambda: next(
            m
            for m in desk.slack.from_us(answer["channel"])
            if m["ts"] == answer["ts"] and "✕ hardware" not in labels(m)
        )
    )
    assert "C-200312" in wider["text"]
    assert len(re.findall(r"C-\d+", wider["text"])) > 1


def test_what_stands_on_the_page_is_given_to_a_representative_to_tell(desk: Desk) -> None:
    assert shown(ask(desk, MONA, "is there a fee for renewing late?")).startswith("What you can tell a customer:")
    assert "What you can tell a customer" not in shown(ask(desk, MONA, "when does C-200312 end?"))


def test_a_list_is_narrowed_counted_and_grouped_in_words(desk: Desk) -> None:
    ask(desk, MONA, "what ends in 2027?")
    assert re.findall(r"C-\d+", ask(desk, MONA, "only hardware in France")["text"]) == ["C-100235"]
    assert "• France: " in shown(ask(desk, MONA, "contracts by country"))


def test_a_list_is_filtered_by_region_and_kind_in_a_form(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    desk.slack.press(MONA, answer, "list_filter")
    eventually(lambda: desk.proxy.called("views.open"))
    chosen = {
        "region": {"value": {"type": "static_select", "selected_option": {"value": "AMS"}}},
        "kind": {"value": {"type": "static_select", "selected_option": {"value": "hardware"}}},
    }
    assert desk.slack.submit(MONA, chosen) is None
    filtered = eventually(
        lambda: next(
            m
            for m in desk.slack.from_us(answer["channel"])
            if "Page 1 of 1 · 1 contract" in shown(m) and m["ts"] == answer["ts"]
        )
    )
    assert re.findall(r"C-\d+", filtered["text"]) == ["C-200312"]


def test_a_filter_with_no_address_as_the_owner_is_refused_in_the_form(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    desk.slack.press(MONA, answer, "list_filter")
    eventually(lambda: desk.proxy.called("views.open"))
    wrong = desk.slack.submit(MONA, {"owner": {"value": {"type": "plain_text_input", "value": "Paul"}}})
    assert wrong == {"owner": "This is no e-mail address."}


def test_who_presses_anothers_button_sees_their_own_contracts_alone(desk: Desk) -> None:
    desk.slack.type(MONA, GENERAL, "<@U0BOT> show me all contracts")
    answer = eventually(lambda: desk.slack.from_us(GENERAL))[0]
    desk.slack.press(PAUL, answer, "list_next")
    theirs = eventually(lambda: [m for m in desk.slack.from_us(GENERAL) if m.get("ephemeral_to") == PAUL])[0]
    assert "C-2003" not in str(theirs["text"])
    assert "Sakura" not in str(theirs["blocks"])
    assert desk.slack.from_us(GENERAL)[0]["text"] == answer["text"]


def test_the_whole_list_is_sent_as_csv_and_as_a_chart_to_its_presser(desk: Desk) -> None:
    answer = ask(desk, MONA, "show me all contracts")
    desk.slack.press(MONA, answer, "list_csv")
    desk.slack.press(MONA, answer, "list_chart")
    files = eventually(lambda: found if len(found := files_of(desk, answer["channel"])) == 2 else None, 30)
    by_name = {file["name"]: file for file in files}
    content = desk.slack.content(by_name["renewals.csv"]).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == 22
    assert [row["end_date"] for row in rows] == sorted(row["end_date"] for row in rows)
    assert desk.slack.content(by_name["renewals.png"]).startswith(b"\x89PNG")


def test_a_customers_name_mentions_and_calls_nobody(desk: Desk) -> None:
    answer = ask(desk, MONA, "when does C-900003 end?")
    assert "&lt;!channel&gt; &amp; &lt;@U01PAUL&gt;" in answer["text"]
    marked_up = [
        part["text"] for block in answer["blocks"] for part in block.get("elements", []) if part.get("type") == "mrkdwn"
    ]
    # The link that opens a mail alone is marked up, and holds no name.
    assert all(part.startswith("<mailto:") and "channel>" not in part for part in marked_up)


def files_of(desk: Desk, channel: str) -> list[dict[str, Any]]:
    return [file for message in desk.slack.messages(channel) for file in message.get("files") or []]


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


def test_a_list_is_exported_and_charted_in_words(desk: Desk) -> None:
    listed = ask(desk, MONA, "show me all contracts")
    for words in ("export as csv", "chart please"):
        ask(desk, MONA, words)
    files = eventually(lambda: found if len(found := files_of(desk, listed["channel"])) >= 2 else None, 30)
    assert {file["name"] for file in files} == {"renewals.csv", "renewals.png"}


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


# Home


def test_the_home_tab_shows_ones_renewals_at_a_glance(desk: Desk) -> None:
    desk.slack.open_home(PAUL)
    view = eventually(lambda: desk.proxy.called("views.publish"))[0]["view"]
    words = shown(view)
    assert "C-100251" in words
    assert "C-200" not in words


def test_all_of_mine_and_the_digests_settings_open_from_the_home_tab(desk: Desk) -> None:
    desk.slack.open_home(GRACE)
    eventually(lambda: desk.proxy.called("views.publish"))
    channel = desk.slack.direct_channel(GRACE)
    desk.slack.press_home(GRACE, "home_show")
    assert "C-200320" in eventually(lambda: desk.slack.from_us(channel))[0]["text"]
    desk.slack.press_home(GRACE, "home_digest")
    eventually(lambda: desk.proxy.called("views.open"))
    chosen = {
        "hour": {"value": {"type": "static_select", "selected_option": {"value": "6"}}},
        "days": {"value": {"type": "multi_static_select", "selected_options": [{"value": "1"}, {"value": "4"}]}},
    }
    assert desk.slack.submit(GRACE, chosen) is None
    shown_again = eventually(lambda: desk.proxy.called("views.publish")[1:])[0]
    assert "Tuesday, Friday, 06:00" in str(shown_again["view"])


def test_who_is_no_representative_is_told_so_everywhere_and_sees_nothing(desk: Desk) -> None:
    channel = desk.slack.direct_channel(NOBODY)
    desk.slack.type(NOBODY, channel, "show me all contracts")
    told = eventually(lambda: desk.slack.from_us(channel))[0]
    assert "no sales representative" in told["text"]
    assert "no sales representative" in answer_to_command(desk, NOBODY, "C-100234")["text"]
    desk.slack.open_home(NOBODY)
    assert "none with your e-mail address" in str(eventually(lambda: desk.proxy.called("views.publish")))
    assert "C-1" not in str(desk.slack.messages(channel)) + str(desk.proxy.called("views.publish"))
