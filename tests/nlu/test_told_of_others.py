"""What somebody tells of others: a reseller that is gone or unknown, a colleague who left, a stranger after money."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.dialogue.decide import decide
from protocol.turn import CUSTOMER, REPRESENTATIVE, VISITOR
from tests.nlu.asked import follows, labelled, question_of
from tests.nlu.turns import after, turn

MAIL = "renewal-notice/suspicious-mail"


@pytest.mark.parametrize(
    "said",
    [
        "ours filed for bankruptcy in spring",
        "too bad, our reseller has ceased trading",
        "notre revendeur est en redressement judiciaire",
        "zut, il a mis la clé sous la porte",
    ],
)
def test_a_reseller_that_is_gone_is_found_another_where_the_message_would_be_refused(said: str) -> None:
    previous = after("renew-hardware", topic_question="renew-hardware/from-whom")
    decision = decide(turn(said, ("out-of-scope", 0.9), ("greet", 0.1), previous=previous))
    assert decision.question == "find-partner/closed"


@pytest.mark.parametrize("label", ["out-of-scope/other-vendor", "customer-care", "how-to-renew/payment-method"])
@pytest.mark.parametrize(
    "said",
    [
        "a man on Telegram claims to be your colleague and wants our bank details",
        "somebody rang, said we must pay by voucher, is that you?",
        "une dame au téléphone veut un virement pour le renouvellement, c'est bien vous ?",
        "j'ai eu un texto pour payer, c'est une arnaque ?",
    ],
)
def test_money_that_a_stranger_asks_for_is_not_to_be_paid_however_they_ask(said: str, label: str) -> None:
    assert question_of(said, label) == MAIL


@pytest.mark.parametrize(
    "said",
    [
        "they want a gift card as payment",
        "the invoice has a new IBAN",
        "il faudrait payer la facture sur un nouveau RIB",
    ],
)
def test_an_odd_way_to_pay_is_reason_enough(said: str) -> None:
    assert question_of(said, "out-of-scope/refund") == MAIL


@pytest.mark.parametrize(
    "said",
    [
        "how do I pay for the renewal?",
        "we have changed bank account, whom do I tell for payment?",
        "je paie par virement ?",
        "can I call somebody about a payment?",
    ],
)
def test_a_payment_alone_is_no_fraud(said: str) -> None:
    assert question_of(said, "how-to-renew/payment-method") == "how-to-renew/payment-method"


@pytest.mark.parametrize(
    "said",
    [
        "Paul no longer works here and the reminders go to him",
        "the contact on our contract has retired",
        "Paul est parti en mai, les avis arrivent chez lui",
        "l'interlocuteur du contrat ne travaille plus chez nous",
    ],
)
def test_mail_to_a_colleague_who_left_is_about_the_contact_on_file(said: str) -> None:
    for label in ("out-of-scope/password", "renewal-owner/representative-left"):
        assert question_of(said, label) == "renewal-notice/wrong-contact"


def test_a_representative_who_left_is_no_contact_on_file() -> None:
    said = "your representative has left, who gets my mail now?"
    assert question_of(said, "renewal-owner/representative-left") == "renewal-owner/representative-left"


@pytest.mark.parametrize(
    "said",
    [
        "I have no idea who sold us this",
        "we do not know whom she ordered from",
        "je ne sais pas chez qui on achetait",
        "on ne connaît pas notre revendeur, j'ignore qui c'est, où commander ?",
    ],
)
def test_a_visitor_who_does_not_know_the_reseller_hears_where_to_find_one(said: str) -> None:
    asked = labelled(said, "find-partner/my-reseller")
    assert decide(replace(asked, speaker=VISITOR)).question == "find-partner/reseller-unknown"
    # What is on file of a customer says who it is.
    assert decide(replace(asked, speaker=CUSTOMER)).question == "find-partner/my-reseller"


@pytest.mark.parametrize("said", ["do charities get a discount?", "les mairies ont-elles droit à un rabais ?"])
def test_a_discount_for_oneself_is_no_commission(said: str) -> None:
    label = "out-of-scope/commission"
    assert decide(replace(labelled(said, label), speaker=CUSTOMER)).question == "renewal-quote/discount"
    assert decide(replace(labelled(said, label), speaker=REPRESENTATIVE)).question == label


@pytest.mark.parametrize("said", ["which discount can I give my customer", "quelle remise accorder à un client ?"])
def test_a_discount_for_a_customer_of_one_s_own_is_a_seller_s_matter(said: str) -> None:
    assert question_of(said, "out-of-scope/commission") == "out-of-scope/commission"


@pytest.mark.parametrize(
    ("said", "label", "question"),
    [
        ("do I order the appliance there?", "customer-care/address", "customer-care/or-reseller"),
        ("on commande à cette adresse ?", "customer-care/address", "customer-care/or-reseller"),
        ("renew the software for six months only?", "renew-software/steps", "maintenance-term/shorter-than-a-year"),
        ("prolonger l'appareil de quelques mois seulement ?", "renew-hardware", "maintenance-term/shorter-than-a-year"),
        ("we are two months late, can we renew?", "renew-software/steps", "renew-software/steps"),
        ("trois mois de retard, c'est possible ?", "renew-software/steps", "renew-software/steps"),
    ],
)
def test_what_words_make_exact_of_other_topics(said: str, label: str, question: str) -> None:
    assert question_of(said, label) == question


@pytest.mark.parametrize("said", ["once it's off, does it go on?", "une fois désactivé, ça continue tout seul ?"])
def test_what_comes_once_automatic_renewal_is_off(said: str) -> None:
    previous = follows("cancel-auto-renewal/deadline")
    assert question_of(said, "auto-renewal/is-it-on", previous) == "cancel-auto-renewal/afterwards"


@pytest.mark.parametrize("said", ["how can I check if it's true", "comment je vérifie que c'est vrai ?"])
def test_how_to_check_a_mail_is_not_how_notices_come(said: str) -> None:
    assert question_of(said, label="renewal-notice/how-told", previous=follows(MAIL)) == "renewal-notice/how-to-verify"


@pytest.mark.parametrize(
    ("said", "label", "question"),
    [
        ("the firewall in our branch has died", "out-of-scope/distress", "hardware-support/replacement"),
        ("notre serveur est mort dans la nuit", "out-of-scope/distress", "hardware-support/replacement"),
        ("my colleague died, and the server was his", "out-of-scope/distress", "out-of-scope/distress"),
        (
            "does it cover big operating system versions?",
            "hardware-support/options",
            "hardware-benefits/system-updates",
        ),
        (
            "les versions majeures du système aussi ?",
            "hardware-support/every-option",
            "hardware-benefits/system-updates",
        ),
        ("our dealer is in liquidation, whom do we see?", "renewal-owner/who", "find-partner/closed"),
        ("le nôtre est en faillite, qui nous suit ?", "renewal-owner/who", "find-partner/closed"),
        ("we ordered on Monday, is that all we do?", "renew-software/reinstall", "activate-renewal/just-renewed"),
        ("c'est payé, reste-t-il quelque chose à faire ?", "renew-software/steps", "activate-renewal/just-renewed"),
    ],
)
def test_what_has_happened_says_what_is_asked(said: str, label: str, question: str) -> None:
    assert question_of(said, label=label) == question


@pytest.mark.parametrize("said", ["our school, for how many users is it with you?", "combien de postes pour nous ?"])
def test_how_many_users_a_customer_has_is_their_own(said: str) -> None:
    refused = labelled(said, "out-of-scope/other-people")
    assert decide(replace(refused, speaker=CUSTOMER)).question == "contract-coverage/quantity"
    assert decide(refused).question == "out-of-scope/other-people"
