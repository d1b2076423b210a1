"""Questions that people ask beside the words by which they are known, and what they put right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.dialogue.decide import decide
from protocol.turn import CUSTOMER, VISITOR
from tests.nlu.asked import follows, labelled, question_of
from tests.nlu.turns import after, named, turn


@pytest.mark.parametrize(
    ("said", "label", "question"),
    [
        ("it stopped updating on Monday", "late-renewal/software-keeps-running", "late-renewal/what-stops"),
        ("l'antivirus ne se met plus à jour", "late-renewal/software-keeps-running", "late-renewal/what-stops"),
        ("we have a certificate until March, what do we do?", "out-of-scope/certificate", "how-to-renew/first-step"),
        ("j'ai un certificat, que faire ?", "out-of-scope/certificate", "how-to-renew/first-step"),
        ("could we keep only 40 licences", "compliance/renew-a-part", "adjust-coverage/fewer-seats"),
        ("on ne garde que 40 licences", "compliance/more-users-than-licences", "adjust-coverage/fewer-seats"),
        ("this bill, how do we pay it?", "auto-invoicing", "how-to-renew/payment-method"),
        ("la facture, comment la régler ?", "auto-invoicing", "how-to-renew/payment-method"),
        ("must we tell you long before we must order", "renewal-notice/when-sent", "how-to-renew/how-early"),
        ("combien de temps à l'avance doit-on commander ?", "renewal-notice", "how-to-renew/how-early"),
        ("is Visa accepted for it", "auto-renewal/bank-transfer", "auto-renewal/which-cards"),
        ("ça marche avec quelles cartes ?", "auto-renewal", "auto-renewal/which-cards"),
        ("do the months in between cost anything", "late-renewal/backdated", "late-renewal/missed-period"),
        ("faut-il régler les arriérés ?", "late-renewal/fee", "late-renewal/missed-period"),
        ("does anyone have to approve it on the day", "auto-renewal/billing-date", "auto-renewal/anything-to-do"),
        ("do we owe a penalty when it is ten days late", "late-renewal/grace-period", "late-renewal/fee"),
        ("une semaine de plus, il y a des frais ?", "late-renewal/grace-period", "late-renewal/fee"),
    ],
)
def test_what_is_asked_in_other_words_gets_its_own_answer(said: str, label: str, question: str) -> None:
    assert question_of(said, label=label) == question


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("will it still run when it has stopped updating", "late-renewal/software-keeps-running"),
        ("what do I do to get a copy of the certificate", "out-of-scope/certificate"),
        ("how do I pay the automatic invoice", "auto-invoicing"),
        ("how long before the end is the notice sent", "renewal-notice/when-sent"),
        ("how long may we be late without a fee", "late-renewal/grace-period"),
        ("my visa card was declined", "auto-renewal/card-declined"),
    ],
)
def test_what_the_words_take_back_keeps_its_answer(said: str, label: str) -> None:
    assert question_of(said, label=label) == (label if "/" in label else None)


@pytest.mark.parametrize(
    ("said", "label", "question"),
    [
        ("are there renewals due in 2031?", "renewal-quote/estimate", "expiring-contracts/in-a-period"),
        ("quels renouvellements en 2031 ?", "renewal-quote/estimate", "expiring-contracts/in-a-period"),
        ("total number of licences please", "contract-list/all", "contract-coverage/quantity"),
        ("is help over the phone part of it", "contract-coverage/support", "support-hours/by-phone"),
        ("on a combien de retard ?", "late-renewal", "contract-expiry/days-left"),
    ],
)
def test_what_is_on_file_is_asked_by_those_who_may_see_contracts(said: str, label: str, question: str) -> None:
    asked = labelled(said, label)
    assert decide(replace(asked, speaker=CUSTOMER)).question == question
    assert decide(replace(asked, speaker=VISITOR)).question != question


@pytest.mark.parametrize("said", ["what if I don't?", "what if we just dont", "et si on ne fait rien ?"])
def test_not_doing_what_was_advised_is_not_renewing(said: str) -> None:
    assert question_of(said, "late-renewal/avoid-fees", after("how-to-renew")) == "late-renewal/not-renewing"


@pytest.mark.parametrize(
    "said", ["i dont no the number", "what if I don't get the code?", "et si je ne fais rien du code ?"]
)
def test_not_knowing_or_getting_something_is_another_matter(said: str) -> None:
    assert (
        question_of(said, "contract-expiry/no-number", follows("contract-expiry/end-date"))
        == "contract-expiry/no-number"
    )


@pytest.mark.parametrize(
    "said", ["the code goes to his address and he has left", "le code part sur son adresse, il est parti"]
)
def test_the_mailbox_of_somebody_who_left_is_no_representative_s(said: str) -> None:
    former = "contract-expiry/code-to-former-contact"
    assert question_of(said, former, follows("contract-expiry/where-is-number")) == former


@pytest.mark.parametrize("said", ["days left?", "jours restants ?"])
def test_the_days_of_a_product_are_its_contract_s(said: str) -> None:
    assert question_of(said, "renew-online") == "contract-expiry/days-left"


@pytest.mark.parametrize("said", ["when will they be back?", "quand reviennent-ils ?"])
def test_when_a_team_is_back_is_asked_of_its_hours(said: str) -> None:
    assert question_of(said, "late-renewal/how-fast", after("late-renewal")) == "regional-contact/opening-hours"


@pytest.mark.parametrize("said", ["how long do I have to wait?", "combien de temps faut-il attendre ?"])
def test_how_long_to_wait_is_asked_of_the_request(said: str) -> None:
    assert question_of(said, previous=after("handoff")) == "handoff/when"
    assert question_of(said, "activate-renewal/time-limit", after("activate-renewal")) != "handoff/when"


@pytest.mark.parametrize(
    "said", ["don't send anything", "No dont send anything", "ne transmettez rien", "non, n'envoyez rien"]
)
def test_a_wish_that_nothing_goes_out_is_a_no(said: str) -> None:
    assert decide(labelled(said, "out-of-scope", after("late-renewal"))).topic == "deny"


@pytest.mark.parametrize(
    "said", ["sorry, I meant Norway", "no, rather Norway", "non pardon, je voulais dire la Norvège"]
)
def test_a_place_that_is_put_right_is_the_one_that_is_meant(said: str) -> None:
    place = "Norvège" if "Norvège" in said else "Norway"
    told = turn(
        said,
        ("deny", 0.9),
        ("greet", 0.1),
        entities=[named(said, "country", "NO", place)],
        previous=after("regional-contact"),
    )
    assert decide(told).topic == "regional-contact"


@pytest.mark.parametrize("said", ["ok, done. what next?", "we have paid, and then?", "c'est fait, et après ?"])
def test_what_comes_next_is_asked_behind_what_was_done(said: str) -> None:
    assert question_of(said, "renew-software", follows("renew-software/steps")) == "activate-renewal/just-renewed"


def test_what_was_not_done_is_no_next_step() -> None:
    said = "my reseller has not called and then"
    assert question_of(said, "find-partner/no-answer", follows("renew-software/steps")) == "find-partner/no-answer"


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("Simpler please. I am new to this!", "simpler"),
        ("I don't understand. My English is bad.", "not_understood"),
        ("En bref. Je suis pressé.", "in_short"),
    ],
)
def test_a_wish_for_simpler_words_may_give_its_reason(said: str, remark: str) -> None:
    assert decide(labelled(said, "out-of-scope", follows("auto-invoicing/extends-service"))).by == remark


@pytest.mark.parametrize("said", ["Simpler please. And who pays?", "I don't understand. How much is it"])
def test_a_question_behind_it_is_asked(said: str) -> None:
    asked = decide(labelled(said, "auto-invoicing/deadline", follows("auto-invoicing/extends-service")))
    assert asked.question == "auto-invoicing/deadline"
