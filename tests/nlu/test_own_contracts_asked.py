"""What customers ask of their own contracts: sums, likeness, the last to end, which of two, what is not on file yet."""

from __future__ import annotations

from dataclasses import replace
from typing import Optional

import pytest

from nlu.dialogue.decide import decide
from protocol.turn import CUSTOMER, LAST_CONTRACT, OTHER_CONTRACT, REPRESENTATIVE, SURELY_ASKS, VISITOR
from tests.nlu.asked import follows, labelled
from tests.nlu.turns import named

SUM, ALIKE, LAST = "contract-coverage/quantity", "contract-list/compared", "expiring-contracts/last-to-end"
TO_DO, RESELLER, NEXT = "auto-renewal/anything-to-do", "find-partner/my-reseller", "expiring-contracts/next-to-end"
RENEWS, LEVEL, ON_FILE = "auto-renewal/is-it-on", "contract-coverage/offering", "contract-expiry/renewal-registered"


def of_a_customer(text: str, label: str, product: str = "", speaker: str = CUSTOMER) -> Optional[str]:
    said = labelled(text, label)
    entities = (named(text, "product", product),) if product else ()
    said = replace(said, interpretation=replace(said.interpretation, entities=entities), speaker=speaker)
    return decide(said).question


@pytest.mark.parametrize(
    ("said", "label", "question"),
    [
        ("all our seats summed up, please", "contract-list/as-a-file", SUM),
        ("additionnez les postes de nos contrats", "contract-list/all", SUM),
        ("is the level alike on all our contracts?", "contract-coverage/support", ALIKE),
        ("nos trois contrats ont un revendeur différent ?", "find-partner/change", ALIKE),
        ("of ours, which one goes on longest?", "maintenance-term/own-length", LAST),
        ("lequel s'arrête en dernier ?", "expiring-contracts/next-to-end", LAST),
        ("the reseller renewed it, your records still say October", "out-of-scope/fault", ON_FILE),
        ("commandé lundi et vous affichez encore octobre ?", "activate-renewal/still-counting-down", ON_FILE),
        ("whom do I call to reactivate it?", "regional-contact/which-mailbox", "late-renewal/how"),
        ("qui j'appelle pour relancer le contrat ?", "regional-contact", "late-renewal/how"),
        ("whom do I see to renew it?", "regional-contact/which-mailbox", "how-to-renew/who-takes-order"),
        ("à qui je m'adresse pour le prolonger ?", "regional-contact/which-mailbox", "how-to-renew/who-takes-order"),
        ("I am new, who is our reseller?", "renewal-owner/who", RESELLER),
        ("le nom de notre revendeur, je l'ai oublié", "renewal-owner/who", RESELLER),
        ("when is the next renewal at ours?", "account-overview/overview", NEXT),
        ("la prochaine échéance, c'est laquelle ?", "account-overview/overview", NEXT),
    ],
)
def test_a_customer_s_words_ask_it_of_their_own_contracts(said: str, label: str, question: str) -> None:
    assert of_a_customer(said, label) == question
    # Of nobody's contracts, the classifier's word counts.
    assert of_a_customer(said, label, speaker=VISITOR) != question


@pytest.mark.parametrize(
    ("said", "label", "question"),
    [
        ("of VIP Access and the proxy, which renews on its own?", "out-of-scope", RENEWS),
        ("VIP Access ou le boîtier, lequel se renouvelle tout seul ?", "renew-software", RENEWS),
        ("is VIP Access on premium or the plain one?", "premium-support/what-it-is", LEVEL),
        ("VIP Access, c'est en premium ?", "premium-support/who-for", LEVEL),
        ("VIP Access or the proxy: which has the most seats?", "out-of-scope/comparison", SUM),
        ("entre VIP Access et le boîtier, lequel a plus de postes ?", "out-of-scope/comparison", SUM),
        ("do we need to do anything for VIP Access this spring?", "renew-online", TO_DO),
        ("pour VIP Access, faut-il commander au printemps ?", "how-to-renew/several-at-once", TO_DO),
    ],
)
def test_who_names_a_product_asks_of_their_own(said: str, label: str, question: str) -> None:
    assert of_a_customer(said, label, "VIP Access") == question
    assert of_a_customer(said, label) != question
    assert of_a_customer(said, label, "VIP Access", VISITOR) != question


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("can all our contracts end on the same day?", "maintenance-term/common-end-date"),
        ("peut-on mettre tous nos contrats à la même date ?", "maintenance-term/common-end-date"),
        ("how do I turn on automatic renewal for VIP Access or the proxy?", "auto-renewal/turn-on"),
        ("should we take premium or essential?", "offerings-overview/essential-or-premium"),
        ("our reseller has closed, who is our reseller now?", "find-partner/closed"),
        ("how many renewals next month, and the next end?", "contract-list/all"),
        ("the console still shows the old date after the renewal", "activate-renewal/still-counting-down"),
        ("la console affiche toujours l'ancienne date après le renouvellement", "activate-renewal/still-counting-down"),
    ],
)
def test_what_asks_for_something_else_stays(said: str, label: str) -> None:
    assert of_a_customer(said, label) == label


@pytest.mark.parametrize("said", ["and the last one?", "et le dernier ?", "what about the last one?"])
def test_the_last_one_is_the_contract_that_ends_last(said: str) -> None:
    told = replace(follows("contract-coverage/quantity"), contract="C-1")
    decision = decide(replace(labelled(said, "out-of-scope", told), speaker=CUSTOMER))
    assert (decision.by, decision.question) == (LAST_CONTRACT, "contract-coverage/quantity")
    for speaker in (VISITOR, REPRESENTATIVE):
        assert decide(replace(labelled(said, "out-of-scope", told), speaker=speaker)).by != LAST_CONTRACT


@pytest.mark.parametrize("said", ["and the remaining one?", "et celui qui reste ?"])
def test_the_remaining_one_is_the_other(said: str) -> None:
    told = replace(follows("contract-coverage/quantity"), contract="C-1")
    assert decide(replace(labelled(said, "out-of-scope", told), speaker=CUSTOMER)).by == OTHER_CONTRACT


@pytest.mark.parametrize(
    "said", ["Foo & Sons, are they still covered or not?", "Foo et Fils, ils sont encore couverts ou plus ?"]
)
def test_whether_an_account_is_covered_wants_no_list(said: str) -> None:
    asked = labelled(said, "account-overview")
    asked = replace(asked, speaker=REPRESENTATIVE, contracts=SURELY_ASKS)
    assert decide(asked).question == "contract-expiry/still-covered"
    listed = labelled("who is still covered?", "account-overview")
    assert decide(replace(listed, speaker=REPRESENTATIVE, contracts=SURELY_ASKS)).topic == "contract-list"


@pytest.mark.parametrize("said", ["who supplies them and when do they end?", "qui les fournit et ça expire quand ?"])
def test_who_sells_to_them_and_when_they_end_stands_on_the_account(said: str) -> None:
    told = follows("account-overview/overview")
    asked = replace(labelled(said, "find-partner/closed", told), speaker=REPRESENTATIVE)
    assert decide(asked).question == "account-overview/overview"
    assert decide(replace(asked, speaker=CUSTOMER)).question != "account-overview/overview"


@pytest.mark.parametrize("said", ["do we have essential or premium?", "on a quoi, essential ou premium ?"])
def test_which_level_is_ours_is_no_comparison_of_offerings(said: str) -> None:
    assert of_a_customer(said, "offerings-overview/essential-or-premium") == LEVEL
    general = "essential or premium, what is the difference?"
    assert of_a_customer(general, "offerings-overview/essential-or-premium") != LEVEL


@pytest.mark.parametrize("said", ["what do we have to do to renew VIP Access?", "que doit-on faire pour VIP Access ?"])
def test_what_there_is_to_do_is_not_whether(said: str) -> None:
    assert of_a_customer(said, "how-to-renew/first-step", "VIP Access") == "how-to-renew/first-step"


@pytest.mark.parametrize("said", ["ok, and what does that mean for us?", "et ça veut dire quoi pour nous ?"])
def test_what_an_answer_means_for_somebody_is_told_from_their_contract(said: str) -> None:
    asked = replace(labelled(said, "why-renew", follows("late-renewal/fee")), speaker=CUSTOMER)
    assert decide(asked).question == "contract-expiry/end-date"
    assert decide(replace(asked, previous=follows("regional-contact"))).question != "contract-expiry/end-date"


@pytest.mark.parametrize("said", ["I lost ours, can you send it again?", "on a perdu le nôtre"])
def test_a_lost_code_after_activation_is_the_activation_code(said: str) -> None:
    decision = decide(labelled(said, "contract-expiry/code-not-received", follows("activate-renewal/how")))
    assert decision.question == "activate-renewal/code-missing"


@pytest.mark.parametrize(
    "said", ["will it still be under contract on 5 May?", "il sera encore sous contrat le 5 mai ?"]
)
def test_whether_it_still_covers_on_a_day_is_told_from_the_contract(said: str) -> None:
    label, covered = "late-renewal/software-keeps-running", "contract-expiry/still-covered"
    assert of_a_customer(said, label) == covered
    assert of_a_customer(said, label, speaker=VISITOR) == label
