"""Every resolver through the one place that decides; the classifier's ranking is given, so that the rules alone are
seen.
"""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nlu.dialogue.decide import decide
from nlu.dialogue.lexicon import FOLDER, Lexicon
from nlu.dialogue.lexicon_entries import LexiconError
from nlu.dialogue.split import Splitter, separate_questions
from nlu.dialogue.turn import OUT_OF_SCOPE, Interpretation, Turn
from protocol.turn import PreviousTurn
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


UNCLEAR = (("support-hours", 0.22), ("compliance", 0.2), ("premium-support", 0.15))


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
