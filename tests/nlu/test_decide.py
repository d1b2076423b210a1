"""Every resolver through the one place that decides; the classifier's ranking is given, so that the rules alone are
seen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Dict

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlu.dialogue import choices
from nlu.dialogue.decide import decide
from nlu.dialogue.lexicon import FOLDER, Lexicon, LexiconError
from nlu.dialogue.split import Splitter, separate_questions
from nlu.dialogue.turn import BUTTON, OUT_OF_SCOPE, Interpretation, Turn
from protocol.turn import CUSTOMER, VISITOR, Names, PreviousTurn
from tests.nlu.turns import after, asked_which, interpretation, named, rules, turn

UNSURE = (("greet", 0.2), ("goodbye", 0.15))


def test_a_message_that_says_enough_is_decided_by_the_classifier() -> None:
    decision = decide(turn("how do I cancel automatic renewal?", ("cancel-auto-renewal", 0.9), ("auto-renewal", 0.05)))
    assert (decision.topic, decision.by, decision.rule) == ("cancel-auto-renewal", "classifier", False)
    assert decision.confidence == decision.probability == 0.9
    assert [stage.stage for stage in decision.trace] == ["classifier"]


def test_a_topic_that_is_not_likely_enough_is_refused() -> None:
    decision = decide(turn("purple elephants", *UNSURE))
    assert (decision.topic, decision.by) == (OUT_OF_SCOPE, "low_confidence")
    assert decision.confidence == pytest.approx(0.8)
    assert [stage.stage for stage in decision.trace] == ["classifier", "low_confidence"]


def test_of_two_topics_that_are_close_the_likelier_is_answered_and_the_next_two_are_offered() -> None:
    close = [("how-to-renew", 0.45), ("late-renewal", 0.3), ("compliance", 0.15), ("find-partner", 0.1)]
    decision = decide(turn("renew or cover?", *close))
    assert (decision.topic, decision.by, decision.close_call) == ("how-to-renew", "best_with_offers", False)
    assert decision.offers == ("late-renewal", "compliance")


def test_what_is_hardly_likely_is_not_offered() -> None:
    assert decide(turn("renew?", ("how-to-renew", 0.35), ("late-renewal", 0.09))).offers == ()


def test_nothing_is_offered_beside_an_answer_that_is_sure() -> None:
    assert decide(turn("renew?", ("how-to-renew", 0.6), ("late-renewal", 0.2))).offers == ()


@pytest.mark.parametrize("harmful", ["handoff", "contract-list"])
def test_which_is_meant_is_asked_where_a_wrong_answer_would_do_harm(harmful: str) -> None:
    decision = decide(turn("get me ours", (harmful, 0.45), ("late-renewal", 0.4)))
    assert (decision.topic, decision.by, decision.close_call) == (harmful, "disambiguation", True)
    assert decision.offers == ()


def test_an_offer_that_is_pressed_answers_the_message_before_it() -> None:
    before = replace(after("how-to-renew", ("late-renewal", 0.3)), offers=("late-renewal",))
    pressed = Interpretation("What happens if I renew late?", (), (("late-renewal", 1.0),), BUTTON)
    decision = decide(Turn(pressed, rules(), before))
    assert (decision.topic, decision.by, decision.text) == ("late-renewal", "choice", "the message before")
    assert decide(Turn(pressed, rules(), after("how-to-renew"))).by == BUTTON


UNCLEAR = (("support-hours", 0.22), ("compliance", 0.2), ("premium-support", 0.15))


def test_a_message_of_which_nothing_is_sure_goes_on_with_the_topic_before_and_offers_the_likelier() -> None:
    decision = decide(turn("and is that extra", *UNCLEAR, previous=after("premium-support")))
    assert (decision.topic, decision.by) == ("premium-support", "continuation")
    assert decision.offers == ("support-hours", "compliance")


@pytest.mark.parametrize(
    ("ranking", "previous"),
    [
        (UNCLEAR, after("thanks")),
        (UNCLEAR, after("education-services")),
        ((("support-hours", 0.6), ("premium-support", 0.2)), after("premium-support")),
        ((("support-hours", 0.25), (OUT_OF_SCOPE, 0.26), ("premium-support", 0.2)), after("premium-support")),
    ],
)
def test_it_does_not_where_something_else_is_likelier_by_far(ranking: Any, previous: PreviousTurn) -> None:
    assert decide(turn("and is that extra", *ranking, previous=previous)).by != "continuation"


@pytest.mark.parametrize(
    "said", ["no forget it", "actually never mind, I'll see my reseller", ("non laisse, je vois avec lui")]
)
def test_what_lets_go_of_a_matter_ends_it(said: str) -> None:
    assert decide(turn(said, ("deny", 0.6), ("cancel", 0.3))).by == "dropping"


@pytest.mark.parametrize("said", ["forget it. Just give me the mail", "laisse tomber ?", "never say never"])
def test_what_goes_on_lets_go_of_nothing(said: str) -> None:
    assert decide(turn(said, ("deny", 0.6), ("cancel", 0.3))).by != "dropping"


def test_one_thing_that_is_named_carries_a_message_over_that_would_be_refused() -> None:
    text = "Greenland? got a funny one"
    refused = [(OUT_OF_SCOPE, 0.7), ("regional-contact", 0.2)]
    decision = decide(
        turn(text, *refused, entities=[named(text, "country", "GL", "Greenland")], previous=after("regional-contact"))
    )
    assert (decision.topic, decision.by) == ("regional-contact", "carry_over")


def test_what_is_refused_by_its_name_stays_refused() -> None:
    text = "any commission on hardware"
    price = Interpretation(
        text,
        (named(text, "product_kind", "hardware"),),
        ((OUT_OF_SCOPE, 0.9),),
        "classifier",
        (("out-of-scope/price", 0.8),),
    )
    assert decide(Turn(price, rules(), after("renew-software"))).topic == OUT_OF_SCOPE


@pytest.mark.parametrize(
    ("said", "previous", "topic"),
    [
        ("coverage?", "contract-expiry", "contract-coverage"),
        ("contact?", "contract-coverage", "renewal-owner"),
        ("échéance ?", "contract-coverage", "contract-expiry"),
        ("and suppose it has", "contract-expiry", "late-renewal"),
        ("transmets à l'équipe alors", "renewal-quote", "handoff"),
        ("remise ?", "renewal-quote", "renewal-quote"),
    ],
)
def test_a_word_or_two_ask_for_what_follows_the_answer_before(said: str, previous: str, topic: str) -> None:
    decision = decide(turn(said, *UNCLEAR, previous=after(previous)))
    assert (decision.topic, decision.by) == (topic, "phrase")


@pytest.mark.parametrize("beside", ["thanks", OUT_OF_SCOPE])
def test_beside_small_talk_or_refusal_nothing_is_asked_back(beside: str) -> None:
    assert not decide(turn("renew", ("how-to-renew", 0.45), (beside, 0.4))).close_call


def test_a_trace_begins_with_the_classifier() -> None:
    decision = decide(
        turn("how long?", ("support-hours", 0.7), ("maintenance-term", 0.2), previous=after("maintenance-term"))
    )
    assert (decision.topic, decision.by) == ("support-hours", "classifier")
    assert [stage.stage for stage in decision.trace] == ["classifier"]


def test_an_entity_with_little_beside_it_asks_again_what_was_asked() -> None:
    text = "and for hardware?"
    decision = decide(
        turn(text, *UNSURE, entities=[named(text, "product_kind", "hardware")], previous=after("software-benefits"))
    )
    assert (decision.topic, decision.by, decision.rule) == ("hardware-benefits", "carry_over", True)


def test_a_kind_of_product_in_words_that_mean_it_alone() -> None:
    assert decide(turn("the boxes", *UNSURE, previous=after("how-to-renew"))).topic == "renew-hardware"


@pytest.mark.parametrize(
    "said",
    [
        "jusqu'à quand puis-je résilier ?",
        "Jusqu’à quand puis-je résilier mon contrat ?",
        "avant quelle date dois-je résilier ?",
        "date limite de résiliation ?",
        "quelle est la date de préavis ?",
        "until when can I cancel?",
        "what is the cancellation deadline?",
        "by when do I have to cancel",
        "notice date?",
    ],
)
def test_until_when_one_can_cancel_is_asked_of_the_last_day_to_stop(said: str) -> None:
    decision = decide(turn(said, ("out-of-scope", 0.7), ("cancel-auto-renewal", 0.2)))
    assert (decision.topic, decision.question, decision.by) == (
        "cancel-auto-renewal",
        "cancel-auto-renewal/deadline",
        "phrase",
    )


def test_an_entity_that_stands_by_itself_has_a_topic_of_its_own() -> None:
    decision = decide(turn("Japan", *UNSURE, entities=[named("Japan", "country", "JP", "Japan")]))
    assert (decision.topic, decision.by) == ("regional-contact", "standalone")


def test_two_offerings_are_compared() -> None:
    text = "essential or premium?"
    offerings = [
        named(text, "offering", "essential-support", "essential"),
        named(text, "offering", "premium-support", "premium"),
    ]
    assert decide(turn(text, *UNSURE, entities=offerings)).by == "comparison"


def test_a_country_that_was_asked_for_belongs_to_the_topic_that_asked() -> None:
    country = [named("in Japan", "country", "JP", "Japan")]
    pending = decide(turn("in Japan", *UNSURE, entities=country, previous=after("handoff"), pending_topic="handoff"))
    assert (pending.topic, pending.by) == ("handoff", "pending_topic")
    other = decide(
        turn(
            "in Japan",
            ("support-hours", 0.9),
            entities=country,
            previous=after("handoff"),
            pending_topic="contract-list",
        )
    )
    assert other.topic == "regional-contact"


@pytest.mark.parametrize(
    ("previous", "topic"), [("auto-renewal", "customer-care"), ("late-renewal", "regional-contact")]
)
def test_a_short_question_means_what_the_previous_topic_makes_of_it(previous: str, topic: str) -> None:
    decision = decide(turn("who do I write to then?", *UNSURE, previous=after(previous)))
    assert (decision.topic, decision.by) == (topic, "phrase")


def test_a_name_after_and_for_asks_the_previous_question() -> None:
    decision = decide(turn("and for Acme?", *UNSURE, previous=after("contract-expiry")))
    assert (decision.topic, decision.by) == ("contract-expiry", "elliptic_name")
    assert [(one.entity, one.value) for one in decision.entities] == [("name", "Acme")]


def test_a_name_that_is_no_place_is_no_question_for_a_region() -> None:
    decision = decide(
        turn(
            "and for Contoso?", ("regional-contact", 0.61), ("contract-expiry", 0.04), previous=after("contract-expiry")
        )
    )
    assert (decision.topic, decision.by) == ("contract-expiry", "elliptic_name")


def test_a_question_of_its_own_after_and_is_no_name() -> None:
    assert (
        decide(turn("and the price?", ("renewal-quote", 0.95), previous=after("contract-expiry"))).topic
        == "renewal-quote"
    )


def test_it_is_the_contract_that_was_told() -> None:
    decision = decide(
        turn("what level does it have?", ("entitlement-levels", 0.9), previous=after("contract-expiry", contract="C-1"))
    )
    assert (decision.topic, decision.by) == ("contract-coverage", "anaphora")
    assert decision.entities[-1].value == "C-1"


def test_it_means_nothing_where_the_message_names_something() -> None:
    text = "does it cover ProxySG?"
    asked = turn(
        text,
        ("contract-coverage", 0.9),
        entities=[named(text, "product", "ProxySG")],
        previous=after("contract-expiry", contract="C-1"),
    )
    assert [one.value for one in decide(asked).entities] == ["ProxySG"]


@pytest.mark.parametrize("said", ["no, that's not it", "ce n'est pas ça"])
def test_a_refusal_gets_the_next_best_topic_of_the_previous_message(said: str) -> None:
    previous = after("late-renewal", ("thanks", 0.05), ("renewal-notice", 0.04))
    decision = decide(turn(said, ("deny", 0.9), previous=previous))
    assert (decision.topic, decision.by, decision.text) == ("renewal-notice", "correction", "the message before")
    assert decision.refuses
    assert decision.corrected
    assert decision.typed is not None
    assert decision.typed.topic == "deny"


def test_a_second_refusal_is_not_answered_by_a_third_guess() -> None:
    previous = after("late-renewal", ("renewal-notice", 0.04), corrected=True)
    decision = decide(turn("no, that's not it", ("deny", 0.9), previous=previous))
    assert (decision.topic, decision.refuses) == ("deny", True)


def test_a_bare_no_refuses_nothing() -> None:
    decision = decide(turn("no", ("deny", 0.9), previous=after("late-renewal", ("renewal-notice", 0.04))))
    assert (decision.topic, decision.refuses) == ("deny", False)


def test_refusing_both_of_two_topics_gets_the_third() -> None:
    assert (
        decide(turn("no", ("deny", 0.9), previous=asked_which("how-to-renew", "renewal-notice"))).topic
        == "late-renewal"
    )


@pytest.mark.parametrize(
    ("said", "place"),
    [("the second one", 1), ("le deuxième svp", 1), ("first", 0), ("the third", None), ("hello", None)],
)
def test_a_button_is_picked_by_its_place(said: str, place: int | None) -> None:
    previous = asked_which("how-to-renew", "renewal-notice")
    expected = None if place is None else previous.buttons[place].say
    assert choices.chosen_text(said, previous, rules().lexicon) == expected


@pytest.mark.parametrize("said", ["say renewal-notice", "Other", "other."])
def test_one_of_the_two_that_were_asked_back_pressed_or_typed_is_the_previous_message_once_more(said: str) -> None:
    decision = decide(turn(said, previous=asked_which("how-to-renew", "renewal-notice")))
    assert (decision.topic, decision.by, decision.text) == ("renewal-notice", "choice", "the message before")
    assert [one.value for one in decision.entities] == ["C-100234"]


@pytest.mark.parametrize("said", ["?", "other contracts of mine"])
def test_signs_alone_and_more_words_than_a_button_s_choose_none_of_the_two(said: str) -> None:
    assert (
        decide(turn(said, ("contract-list", 0.9), previous=asked_which("how-to-renew", "renewal-notice"))).by
        != "choice"
    )


@pytest.mark.parametrize("pending", ["handoff", "renewal-quote", "regional-contact"])
@pytest.mark.parametrize("said", ["I don't know", "je ne sais pas", "idk"])
def test_not_knowing_the_country_answers_the_topic_that_asked(pending: str, said: str) -> None:
    decision = decide(
        turn(said, ("support-hours", 0.9), previous=after(pending, question="clarify"), pending_topic=pending)
    )
    assert (decision.topic, decision.by) == (pending, "country_unknown")


def test_not_knowing_says_nothing_where_no_country_was_asked_for() -> None:
    assert decide(turn("I don't know", (OUT_OF_SCOPE, 0.9), previous=after("handoff"))).topic == OUT_OF_SCOPE


def test_words_that_are_no_country_belong_to_the_question_for_one() -> None:
    asked: Dict[str, Any] = {"previous": after("handoff", question="clarify"), "pending_topic": "handoff"}
    assert decide(turn("the land of cheese", (OUT_OF_SCOPE, 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("can I get a refund?", (OUT_OF_SCOPE, 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("yes", ("affirm", 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("yes", ("affirm", 0.9), asked="hand-off", **asked)).by == "accepted_offer"


def test_a_question_of_its_own_is_no_answer_to_the_question_for_a_country_where_no_person_was_asked_for() -> None:
    asked: Dict[str, Any] = {"previous": after("renewal-quote", question="clarify"), "pending_topic": "renewal-quote"}
    assert decide(turn("the land of cheese", (OUT_OF_SCOPE, 0.9), **asked)).by == "country_not_understood"
    assert decide(turn("can I get a refund?", (OUT_OF_SCOPE, 0.9), **asked)).topic == OUT_OF_SCOPE


def test_a_region_answers_the_question_for_a_country() -> None:
    region = [named("Europe", "region", "EMEA", "Europe")]
    decision = decide(turn("Europe", *UNSURE, entities=region, previous=after("handoff"), pending_topic="handoff"))
    assert (decision.topic, decision.by) == ("handoff", "pending_topic")


def test_a_yes_to_the_question_whether_to_pass_on_is_a_wish_that_was_asked_for() -> None:
    decision = decide(turn("yes", ("affirm", 0.9), previous=after(OUT_OF_SCOPE), asked="hand-off"))
    assert (decision.topic, decision.by) == ("handoff", "accepted_offer")
    assert decision.typed is not None
    assert decision.typed.topic == "affirm"


@pytest.mark.parametrize(("before", "topic"), [("late-renewal", "handoff"), ("premium-support", "affirm")])
def test_a_yes_accepts_the_person_who_was_offered(before: str, topic: str) -> None:
    assert decide(turn("yes", ("affirm", 0.9), previous=after(before))).topic == topic


def test_a_yes_to_a_question_is_left_to_the_action_that_asks_again() -> None:
    assert decide(turn("yes", ("affirm", 0.9), previous=after("renewal-quote", question="clarify"))).topic == "affirm"


def test_names_in_sight_ask_about_themselves() -> None:
    known: Dict[str, Any] = {"speaker": CUSTOMER, "names": Names(accounts=("A-1",))}
    assert decide(turn("Contoso", (OUT_OF_SCOPE, 0.9), **known)).by == "own_account"
    assert (
        decide(turn("Contoso", (OUT_OF_SCOPE, 0.9), previous=after("contract-coverage"), **known)).topic
        == "contract-coverage"
    )
    product: Dict[str, Any] = {"speaker": CUSTOMER, "names": Names(products=("ProxySG",))}
    assert decide(turn("ProxySG", (OUT_OF_SCOPE, 0.9), **product)).topic == "contract-expiry"


def test_a_visitor_has_no_names_in_sight() -> None:
    asked = turn("Contoso", (OUT_OF_SCOPE, 0.9), speaker=VISITOR, names=Names(accounts=("A-1",)))
    assert decide(asked).topic == OUT_OF_SCOPE


def test_a_foreign_message_is_out_of_scope_whatever_was_said_before() -> None:
    text = "wo ist Japan"
    asked = turn(
        text,
        (OUT_OF_SCOPE, 1.0),
        entities=[named(text, "country", "JP", "Japan")],
        previous=after("handoff"),
        foreign=True,
    )
    assert decide(asked).topic == OUT_OF_SCOPE


def test_several_questions_are_separated_where_each_is_sure_and_no_two_are_the_same() -> None:
    whole = turn("what is Premium? when is support open?", ("premium-support", 0.9))
    parts = [
        interpretation("what is Premium?", ("premium-support", 0.9)),
        interpretation("when is support open?", ("support-hours", 0.9)),
    ]
    assert separate_questions(whole, parts) == parts
    unsure = interpretation("when is support open?", ("support-hours", 0.4), (OUT_OF_SCOPE, 0.35), ("greet", 0.25))
    assert separate_questions(whole, [parts[0], unsure]) == [whole.interpretation]
    assert separate_questions(whole, [parts[0], parts[0]]) == [whole.interpretation]
    assert separate_questions(whole, [interpretation("hello"), parts[0]]) == [whole.interpretation]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("When does it end and who handles it?", ["When does it end", "and who handles it?"]),
        ("What is Premium Support? When is support open?", ["What is Premium Support?", "When is support open?"]),
        ("We moved. When does it end?", ["We moved. When does it end?"]),
        ("C'est quand et qui s'en occupe ?", ["C'est quand", "et qui s'en occupe ?"]),
        ("write to a.b@c.example and d", ["write to a.b@c.example and d"]),
    ],
)
def test_a_message_is_cut_where_a_question_ends(text: str, parts: list[str]) -> None:
    assert Splitter(rules().lexicon).parts(text) == parts


def test_a_phrase_of_stop_words_alone_is_refused() -> None:
    lexicon = yaml.safe_load((FOLDER / "en.yml").read_text(encoding="utf-8"))
    lexicon["phrases"]["agree"] = ["yes please"]
    with pytest.raises(LexiconError, match="agree: 'yes please' holds stop words alone"):
        Lexicon.merged([lexicon])


@given(st.text(max_size=200))
def test_cutting_loses_no_word(text: str) -> None:
    joined = "".join(Splitter(rules().lexicon).parts(text))
    assert "".join(joined.split()) in {"".join(text.replace("\u2019", "'").split()), "".join(text.split())}


@given(
    text=st.text(max_size=60),
    ranking=st.lists(
        st.sampled_from(["greet", "affirm", "deny", OUT_OF_SCOPE, "handoff", "late-renewal"]), min_size=2, unique=True
    ),
    previous=st.sampled_from([PreviousTurn(), after("handoff"), asked_which("how-to-renew", "renewal-notice")]),
)
def test_every_message_gets_one_decision_with_its_trace(text: str, ranking: list[str], previous: PreviousTurn) -> None:
    share = 1.0 / len(ranking)
    decision = decide(turn(text, *((topic, share) for topic in ranking), previous=previous))
    assert decision.topic
    assert 0.0 <= decision.confidence <= 1.0
    assert decision.trace[-1].stage == decision.by


AWAITED = PreviousTurn(text="when does C-100234 end?", topic="contract-expiry", contract="C-100234", question="verify")
NAME = (("account-overview", 0.8), ("greet", 0.1))


@pytest.mark.parametrize("ranking", [NAME, (("goodbye", 0.2), ("affirm", 0.1))])
def test_a_name_in_the_place_of_a_proof_is_told_to_be_none(ranking: Any) -> None:
    decision = decide(turn("Contoso Ltd", *ranking, previous=AWAITED))
    assert (decision.topic, decision.by) == ("affirm", "name_as_proof")


@pytest.mark.parametrize(
    "text",
    [
        "will it renew",
        "Contoso?",
        "who are you",
        "Contoso 2026",
        "the firm is called Contoso and wants to know",
        "can I",
    ],
)
def test_a_question_in_its_place_is_answered_as_any_other(text: str) -> None:
    assert decide(turn(text, *NAME, previous=AWAITED)).by != "name_as_proof"


def test_who_has_shown_who_they_are_may_name_a_firm() -> None:
    assert decide(turn("Contoso Ltd", *NAME, previous=AWAITED, speaker=CUSTOMER)).by != "name_as_proof"
    assert decide(turn("Contoso Ltd", *NAME)).by != "name_as_proof"


def test_whether_it_renews_is_asked_of_the_contract_that_was_told() -> None:
    decision = decide(turn("will it renew", *UNSURE, previous=after("contract-expiry")))
    assert (decision.topic, decision.question) == ("auto-renewal", "auto-renewal/is-it-on")
