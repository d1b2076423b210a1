"""Words that make a question more exact: of the message itself, or of the one before."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import pytest

from nlu.dialogue.decide import decide
from nlu.dialogue.rules import ANY
from nlu.dialogue.turn import BUTTON
from protocol.turn import CUSTOMER, VISITOR
from tests.nlu.asked import follows, labelled, question_of
from tests.nlu.turns import after, named, rules, turn

MAIL = "renewal-notice/suspicious-mail"
CLICKED, PAID = "renewal-notice/clicked-suspicious-mail", "renewal-notice/paid-suspicious-mail"
STOP, BUTTONS = "cancel-auto-renewal/how", "cancel-auto-renewal/where-in-console"
ENDS, THAT_DAY = "contract-expiry/end-date", "contract-expiry/last-day-included"


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("I already clicked on it", CLICKED),
        ("j'ai déjà cliqué...", CLICKED),
        ("and we paid", PAID),
        ("et j'ai payé", PAID),
        ("on a payé la facture", PAID),
        ("I clicked and gave my card number", PAID),
    ],
)
def test_who_has_fallen_for_a_mail_hears_what_to_do_now(said: str, question: str) -> None:
    assert question_of(said, previous=follows(MAIL)) == question
    assert question_of(said, previous=follows(CLICKED)) == question
    assert question_of(said, label=MAIL) == question


@pytest.mark.parametrize(
    "said", ["so how much is it then", "combien ça coûte en plus si on est en retard", "et ça coûte combien"]
)
def test_who_asks_how_high_a_fee_is_hears_that_no_amount_is_given(said: str) -> None:
    assert question_of(said, label="late-renewal/fee") == "late-renewal/amount"


@pytest.mark.parametrize(
    "said", ["is there a fee", "how much later may we be without a fee", ("combien de jours sans frais")]
)
def test_a_fee_and_a_length_of_time_are_no_amount(said: str) -> None:
    assert question_of(said, label="late-renewal/fee") == "late-renewal/fee"


@pytest.mark.parametrize(
    "said", ["I haven't clicked on it", "je n'ai pas payé", "should I have paid it?", "we paid twice"]
)
def test_who_has_not_or_asks_something_else_does_not(said: str) -> None:
    assert question_of(said, label=MAIL) == MAIL


def test_the_same_words_elsewhere_say_what_they_say() -> None:
    assert question_of(
        "and we paid", label="activate-renewal/just-renewed", previous=follows("how-to-renew/first-step")
    ) == ("activate-renewal/just-renewed")
    longer = (
        "we paid the reseller for the renewal on Monday, so will the new end date be shown in the list "
        "by tomorrow morning"
    )
    assert (
        question_of(longer, label="contract-expiry/renewal-registered", previous=follows(MAIL))
        == "contract-expiry/renewal-registered"
    )


@pytest.mark.parametrize(
    "said",
    [
        "where's the button for that",
        "which menu is it in",
        "où est le bouton pour ça",
        "c'est dans quel onglet",
        "où cliquer ?",
    ],
)
def test_where_to_press_is_another_question_than_whether_one_can(said: str) -> None:
    assert question_of(said, previous=follows(STOP)) == BUTTONS
    assert question_of(said, previous=after("cancel-auto-renewal")) == BUTTONS
    assert (
        question_of("can I do it myself in the console?", label="cancel-auto-renewal/in-console")
        == "cancel-auto-renewal/in-console"
    )


@pytest.mark.parametrize(
    "said", ["is the last day included?", "until midnight?", "le 9 janvier inclus ?", "ce jour-là compris ?"]
)
def test_whether_the_last_day_counts_is_asked_of_the_end(said: str) -> None:
    assert question_of(said, previous=follows(ENDS)) == THAT_DAY


@pytest.mark.parametrize("said", ["is support included?", "what is included", "qu'est-ce qui est inclus ?"])
def test_what_is_included_is_not_a_day(said: str) -> None:
    assert question_of(said, label="contract-coverage/support", previous=follows(ENDS)) != THAT_DAY


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("when does the next one end?", "contract-expiry/end-date"),
        ("le prochain finit quand ?", "contract-expiry/end-date"),
        ("which is the next to expire", "contract-list"),
    ],
)
def test_the_next_one_to_end_is_asked_for_alone(said: str, label: str) -> None:
    assert question_of(said, label=label) == "expiring-contracts/next-to-end"


@pytest.mark.parametrize("said", ["what ends next month", "when does it end next year", "le mois prochain ?"])
def test_a_period_is_not_the_next_one(said: str) -> None:
    assert question_of(said, label="expiring-contracts/in-a-period") == "expiring-contracts/in-a-period"


@pytest.mark.parametrize("said", ["and the one after that?", "et celui d'après ?"])
def test_the_one_after_follows_the_next_one(said: str) -> None:
    assert question_of(said, previous=follows("expiring-contracts/next-to-end")) == "expiring-contracts/next-to-end"


@pytest.mark.parametrize("said", ["nobody reads that inbox", "they never reply", "personne ne lit cette adresse"])
def test_who_gets_no_answer_from_a_team_hears_the_other_ways(said: str) -> None:
    assert question_of(said, previous=after("regional-contact")) == "regional-contact/no-answer"


def test_a_reseller_who_does_not_answer_is_another_matter() -> None:
    said = "my reseller never answers"
    assert question_of(said, "find-partner/no-answer", after("regional-contact")) == "find-partner/no-answer"


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("what's their email?", "renewal-owner/representative-address"),
        ("reseller's phone number?", "find-partner/contact-details"),
        ("le téléphone du revendeur ?", "find-partner/contact-details"),
        ("did anyone contact them?", "renewal-owner/already-in-touch"),
        ("quelqu'un les a contactés ?", "renewal-owner/already-in-touch"),
    ],
)
def test_whom_to_reach_is_asked_of_the_contract_that_was_told(said: str, question: str) -> None:
    about = labelled(said, "out-of-scope", after("contract-expiry", contract="C-100234"))
    assert decide(replace(about, speaker=CUSTOMER)).question == question


def test_their_address_after_the_reseller_is_the_reseller_s() -> None:
    assert question_of("what's their email?", previous=after("find-partner")) == "find-partner/contact-details"
    of_the_team = "l'équipe régionale, son mail ? nous sommes à Lyon"
    assert (
        question_of(of_the_team, "regional-contact/which-mailbox", after("find-partner"))
        != "find-partner/contact-details"
    )


def test_a_button_and_a_question_back_are_refined_by_nothing() -> None:
    pressed = turn("I paid", ("renewal-notice", 1.0), previous=follows(MAIL))
    pressed = replace(pressed, interpretation=replace(pressed.interpretation, stage=BUTTON))
    assert decide(pressed).question is None
    asked_back = replace(follows(MAIL), close_call=True)
    assert question_of("I paid", label="renewal-quote/price", previous=asked_back) == "renewal-quote/price"


def test_each_refinement_has_words_that_reach_it() -> None:
    for rule in rules().refinements:
        words = rules().lexicon.refinements[rule.words]
        beside = [" ".join(group[0]) for group in words.beside]
        for phrase in words.said:
            speaker = sorted(rule.speakers or {VISITOR})[0]
            product = "VIP Access" if rule.names_product else ""
            text = ", ".join([" ".join(phrase), *beside, product])
            for within in sorted(rule.within):
                label = "out-of-scope" if within == ANY else within
                assert spoken(text, label, speaker, product) == rule.question, (text, within)


@pytest.mark.parametrize("said", ["is it done?", "so it's off now", "c'est fait ?", "donc c'est désactivé maintenant"])
def test_whether_it_is_done_is_asked_of_what_the_assistant_cannot_do(said: str) -> None:
    assert question_of(said, previous=follows("cancel-auto-renewal/in-console")) == "cancel-auto-renewal/confirmation"


@pytest.mark.parametrize("said", ["but I paid the reseller yesterday!", "mais j'ai payé hier"])
def test_who_has_paid_and_is_not_on_file_was_not_charged_twice(said: str) -> None:
    previous = follows("contract-expiry/renewal-registered")
    assert question_of(said, label="out-of-scope/paid-twice", previous=previous) == "contract-expiry/paid-not-on-file"
    assert (
        question_of("I was charged, I paid twice", label="out-of-scope/paid-twice", previous=previous)
        == "out-of-scope/paid-twice"
    )


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("ok i want only 8 license now how i do", "adjust-coverage/fewer-seats"),
        ("il me faut que 8 licences au lieu de 12", "adjust-coverage/fewer-seats"),
        ("can I add 20 seats", "adjust-coverage/more-seats"),
        ("je peux rajouter 20 postes ?", "adjust-coverage/more-seats"),
        ("I want to buy 20 more licences", "out-of-scope/new-purchase"),
        ("we'd like to add another product", "out-of-scope/new-purchase"),
    ],
)
def test_fewer_or_more_of_what_one_has_is_no_new_purchase(said: str, question: str) -> None:
    assert question_of(said, label="out-of-scope/new-purchase") == question


def test_who_answers_a_request_is_not_who_looks_after_the_contract() -> None:
    told = after("renewal-quote", topic_question="renewal-quote/pass-on", reply="Yes.", contract="C-1")
    assert decide(labelled("il va me répondre quand ?", "handoff/when", told)).question == "handoff/when"
    assert decide(labelled("who is in charge of it?", "handoff/person", told)).topic == "renewal-owner"


@pytest.mark.parametrize("said", ["just give me the steps 1 2 3", "donnez-moi les étapes"])
def test_the_steps_are_those_of_renewing(said: str) -> None:
    assert question_of(said, previous=after("out-of-scope", reply="No.")) == "how-to-renew/first-step"
    assert question_of(said, label="renew-hardware/steps") == "renew-hardware/steps"


def test_what_is_to_be_passed_on_is_no_question_about_the_contract() -> None:
    told = after("adjust-coverage", topic_question="adjust-coverage/more-seats", reply="Yes.", contract="C-1")
    assert decide(turn("ask my team for it", ("handoff", 0.9), ("greet", 0.1), previous=told)).topic == "handoff"


CARD = "auto-renewal/card-declined"


def spoken(text: str, label: str, speaker: str, product: str = "") -> Optional[str]:
    said = labelled(text, label)
    named_in_it = (named(text, "product", product),) if product else ()
    return decide(
        replace(said, interpretation=replace(said.interpretation, entities=named_in_it), speaker=speaker)
    ).question


@pytest.mark.parametrize(
    "said", ["will it charge my card?", "ma carte sera débitée ?", ("is my card charged automatically")]
)
def test_who_asks_whether_a_card_is_charged_hears_which_contracts_renew_or_how_it_works(said: str) -> None:
    assert spoken(said, CARD, CUSTOMER) == "auto-renewal/is-it-on"
    assert spoken(said, CARD, VISITOR) == "auto-renewal/how-it-works"


@pytest.mark.parametrize(
    "said", ["when do you charge my card", "what if my card is refused", ("pourquoi ma carte sera débitée")]
)
def test_what_is_asked_beside_that_is_left_as_it_is(said: str) -> None:
    assert spoken(said, CARD, CUSTOMER) == CARD


@pytest.mark.parametrize(
    ("said", "label", "question"),
    [
        (
            "can I have it in writing that we gave notice",
            "renewal-notice/suspicious-mail",
            "cancel-auto-renewal/confirmation",
        ),
        ("une preuve que nous avons résilié", "out-of-scope/certificate", "cancel-auto-renewal/confirmation"),
        ("we gave notice and still get reminders", "renewal-notice/already-renewed", "renewal-notice/already-renewed"),
        ("my contract expired last month", "late-renewal/reseller-silent", "late-renewal/how"),
        ("my contract expired and nobody answers", "late-renewal/reseller-silent", "late-renewal/reseller-silent"),
        ("So the expensive one is for whom?", "premium-support/who-for", "premium-support/who-for"),
        ("what does Premium Support cost?", "premium-support/what-it-is", "out-of-scope/price"),
        ("what is included in Premium Support", "premium-support/what-it-is", "premium-support/what-it-is"),
        (
            "do I have to take care of anything before May",
            "expiring-contracts/in-a-period",
            "auto-renewal/anything-to-do",
        ),
        ("comment je le retrouve ?", "contract-expiry/no-number", "contract-expiry/where-is-number"),
        ("je ne le retrouve pas", "contract-expiry/no-number", "contract-expiry/no-number"),
        ("what ends before May", "expiring-contracts/in-a-period", "expiring-contracts/in-a-period"),
    ],
)
def test_what_the_words_say_is_answered(said: str, label: str, question: str) -> None:
    assert question_of(said, label=label) == question


def test_a_product_that_renews_by_itself_is_looked_up_for_who_has_it() -> None:
    label = "auto-renewal/software-and-hardware"
    assert spoken("Email Security se renouvelle automatiquement ?", label, CUSTOMER) == "auto-renewal/is-it-on"
    assert spoken("Email Security se renouvelle automatiquement ?", label, VISITOR) == label
    assert spoken("does software renew automatically", label, CUSTOMER) == label


@pytest.mark.parametrize("said", ["is there a fine when we are late", "il y a une amende si on tarde"])
def test_whether_there_is_a_penalty_is_no_plea_to_drop_it(said: str) -> None:
    assert question_of(said, label="late-renewal/waived") == "late-renewal/fee"


def test_a_plea_to_drop_a_penalty_stays_one() -> None:
    assert question_of("is there a fine, and can it be waived", label="late-renewal/waived") == "late-renewal/waived"
