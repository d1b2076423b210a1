"""A representative's journeys, through the whole product and a Slack that others wrote."""

from __future__ import annotations

import re

import pytest

from bot.slack.prompts import prompts
from tests.slack.asking import GRACE, MONA, NOBODY, PAUL, answer_to_command, ask, labels
from tests.slack.local_slack import GENERAL, elements, eventually, shown
from tests.slack.sales_desk import Desk
from tests.slack.signed import deliver, event


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
    assert "En retard en tout, au-delà de 30 jours aussi : 1 (/renewals en retard)." in answer["text"]


def test_who_opens_the_messages_is_suggested_questions_in_their_language(desk: Desk) -> None:
    opened = event(PAUL, "", desk.slack.direct_channel(PAUL), kind="app_home_opened", tab="messages")
    assert deliver(desk.stack.address, opened).status_code == 200
    called = eventually(lambda: desk.proxy.called("assistant.threads.setSuggestedPrompts"))
    assert [one["message"] for one in called[0]["prompts"]] == [one["message"] for one in prompts("fr")]
    # A Slack that shows none has refused: nobody is told of a failure.
    desk.settle()
    assert desk.slack.from_us(desk.slack.direct_channel(PAUL)) == []


def test_every_suggestion_is_answered_with_contracts_or_help(desk: Desk) -> None:
    for user, language in ((PAUL, "fr"), (GRACE, "en")):
        for one in prompts(language):
            answer = ask(desk, user, one["message"])
            assert re.search(r"C-\d+|retard|overdue|/renewals", shown(answer)), one


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
