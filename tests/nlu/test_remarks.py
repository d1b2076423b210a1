"""What is said of the conversation itself, and signs in the place of words."""

from __future__ import annotations

from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.dialogue import choices
from nlu.dialogue.decide import decide
from nlu.dialogue.lexicon import FOLDER, Lexicon
from nlu.dialogue.lexicon_entries import LexiconError
from nlu.text.tokens import tokenize
from protocol.remarks import REMARKS
from protocol.turn import Button, PreviousTurn
from tests.nlu.turns import after, asked_which, named, rules, turn

ANSWERED = after("late-renewal", topic_question="late-renewal/fee", reply="Yes, it can.", contract="C-1")
SURELY_GOODBYE = ("goodbye", 0.9)


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("You already said that!", "said_already"),
        ("ok, but you said that already", "said_already"),
        ("vous vous répétez", "said_already"),
        ("Sorry, I don’t understand", "not_understood"),
        ("je n'ai pas compris", "not_understood"),
        ("can you make it simpler please", "simpler"),
        ("plus simplement s'il vous plaît", "simpler"),
        ("in short?", "in_short"),
        ("répondez par oui ou non", "in_short"),
        ("That's too long. One sentence?", "in_short"),
        ("C'est trop long ! L'essentiel, svp", "in_short"),
        ("Where is that written?", "where_written"),
        ("C'est écrit où ?", "where_written"),
        ("could you send me the link", "link"),
        ("où est ce manuel ?", "link"),
        ("please repeat that", "again"),
        ("vous pouvez répéter ?", "again"),
        ("Next", "next"),
        ("suivant", "next"),
        ("so who would know?", "who_knows"),
        ("who decides that", "who_knows"),
        ("qui peut me le confirmer ?", "who_knows"),
        ("donc je demande à qui exactement ?", "who_knows"),
    ],
)
def test_a_remark_stays_with_the_answer_it_is_about(said: str, remark: str) -> None:
    decision = decide(turn(said, SURELY_GOODBYE, previous=ANSWERED))
    assert (decision.topic, decision.question, decision.by) == ("late-renewal", "late-renewal/fee", remark)
    assert [one.value for one in decision.entities] == ["C-1"]
    assert decision.typed is not None
    assert decision.typed.topic == "repeat"


@pytest.mark.parametrize(
    "said",
    [
        "what does in short supply mean",
        "You already said that, but is there a fee?",
        "what is it",
        ("the link to my contract is gone"),
    ],
)
def test_what_says_more_than_a_remark_is_none(said: str) -> None:
    assert decide(turn(said, ("late-renewal", 0.9), previous=ANSWERED)).by not in REMARKS


@pytest.mark.parametrize(
    ("said", "topic"),
    [("start over", "cancel"), ("on recommence", "cancel"), ("go back", "repeat"), ("retour", "repeat")],
)
def test_the_way_through_the_conversation_is_no_answer_of_the_last_topic(said: str, topic: str) -> None:
    assert decide(turn(said, SURELY_GOODBYE, previous=ANSWERED)).topic == topic


def test_a_remark_on_small_talk_or_on_a_question_back_is_the_conversations_own() -> None:
    assert decide(turn("I don't understand", SURELY_GOODBYE, previous=after("greet"))).topic == "repeat"
    assert (
        decide(turn("I don't understand", SURELY_GOODBYE, previous=asked_which("how-to-renew", "renewal-notice"))).topic
        == "repeat"
    )


def test_who_knows_what_nobody_asked_is_left_to_the_classifier() -> None:
    assert decide(turn("who would know?", ("renewal-owner", 0.9))).topic == "renewal-owner"


def test_next_goes_on_with_a_list_and_is_never_goodbye() -> None:
    listed = decide(turn("next", SURELY_GOODBYE, previous=after("expiring-contracts")))
    assert (listed.topic, [one.value for one in listed.entities]) == ("contract-list", ["more"])
    assert decide(turn("next", SURELY_GOODBYE)).topic == "affirm"


@pytest.mark.parametrize("sign", ["👍", "👍🏽", "👌", "✔️", "👍👍", ":+1:", "+1"])
def test_a_thumb_up_says_yes_where_something_was_asked_and_thanks_elsewhere(sign: str) -> None:
    assert decide(turn(sign, SURELY_GOODBYE, previous=after("out-of-scope"), asked="hand-off")).by == "accepted_offer"
    assert decide(turn(sign, SURELY_GOODBYE, previous=after("renewal-quote", question="clarify"))).topic == "affirm"
    assert decide(turn(sign, SURELY_GOODBYE, previous=after("late-renewal", reply="It can."))).topic == "thanks"


@pytest.mark.parametrize("sign", ["🙏", "🙏🏽", "❤️", "🎉🎉", "😊", ":pray:", "👏🙌"])
def test_folded_hands_a_heart_or_a_smile_say_thanks(sign: str) -> None:
    assert decide(turn(sign, SURELY_GOODBYE, previous=ANSWERED)).topic == "thanks"
    assert decide(turn(sign, SURELY_GOODBYE)).topic == "thanks"


@pytest.mark.parametrize("sign", ["👎", "❌", ":-1:"])
def test_a_thumb_down_says_no(sign: str) -> None:
    assert decide(turn(sign, SURELY_GOODBYE, previous=ANSWERED)).topic == "deny"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("the 3rd button", 2),
        ("button 3", 2),
        ("3", 2),
        ("option 1 please", 0),
        ("n° 2", 1),
        ("le premier bouton", 0),
        ("the last one", 3),
        ("le dernier", 3),
        ("the 5th", None),
        ("the other one", None),
        ("for 2", None),
    ],
)
def test_a_button_is_picked_by_its_place_however_that_is_said(said: str, place: Optional[int]) -> None:
    previous = PreviousTurn(topic="handoff", buttons=tuple(Button(f"label {n}", f"say {n}") for n in range(4)))
    assert choices.chosen_text(said, previous, rules().lexicon) == (None if place is None else f"say {place}")


@pytest.mark.parametrize("said", ["the other one", "l'autre"])
def test_the_other_is_the_second_of_two_or_what_else_was_meant(said: str) -> None:
    assert (
        choices.chosen_text(said, asked_which("how-to-renew", "renewal-notice"), rules().lexicon)
        == "say renewal-notice"
    )
    assert (
        decide(turn(said, SURELY_GOODBYE, previous=after("late-renewal", ("renewal-notice", 0.1)))).topic
        == "renewal-notice"
    )


@pytest.mark.parametrize("said", ["c'est où ?", "où est-ce ?", "or?", "ou ?"])
def test_a_small_word_is_not_what_is_left_of_a_remark(said: str) -> None:
    assert rules().lexicon.remark(tokenize(said)) is None
    assert (
        rules().lexicon.remark(tokenize("oui ou non ?"))
        == rules().lexicon.remark(tokenize("yes or no please"))
        == "in_short"
    )


@given(
    st.sampled_from(sorted(set(rules().lexicon.remarks) - set(rules().lexicon.whole_remarks))),
    st.lists(st.sampled_from(sorted(rules().lexicon.remark_fillers)), max_size=6),
)
def test_fillers_around_a_remark_change_nothing(words: tuple[str, ...], fillers: list[str]) -> None:
    assert rules().lexicon.remark((*fillers, *words, *fillers)) == rules().lexicon.remarks[words]


def test_a_remark_that_nobody_answers_is_refused() -> None:
    import yaml

    languages = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.yml"))]
    languages[0]["remarks"]["sing_it"] = ["sing it"]
    with pytest.raises(LexiconError, match="sing it"):
        Lexicon.merged(languages)


@pytest.mark.parametrize(
    ("said", "remark"),
    [
        ("simpler please, I'm the caretaker", "simpler"),
        ("I only answer the phone here, in plain words please", "simpler"),
        ("plus simple svp, je suis à l'accueil", "simpler"),
        ("je débute, je ne comprends pas", "not_understood"),
        ("shorter please - I'm driving", "in_short"),
        ("en bref, je suis en réunion", "in_short"),
        ("where is that written? my auditor asks", "where_written"),
        ("le lien svp, c'est pour mon chef", "link"),
        ("you said so already. In short, please?", "in_short"),
        ("Je ne comprends pas ! Plus simplement ?", "simpler"),
    ],
)
def test_a_remark_may_have_its_reason_beside_it(said: str, remark: str) -> None:
    for guessed in (SURELY_GOODBYE, ("renew-small-business", 0.4), ("late-renewal", 0.9)):
        decision = decide(turn(said, guessed, ("greet", 0.1), previous=ANSWERED))
        assert (decision.by, decision.question) == (remark, "late-renewal/fee")


@pytest.mark.parametrize(
    "said",
    [
        "I don't understand, my reseller quoted the wrong product",
        "in short, is support included?",
        "explain, what is a reseller?",
        "bref, on a oublié de renouveler",
    ],
)
def test_what_asks_or_tells_of_something_else_is_no_reason(said: str) -> None:
    decision = decide(turn(said, ("renewal-quote", 0.8), ("greet", 0.1), previous=ANSWERED))
    assert decision.topic == "renewal-quote"


@pytest.mark.parametrize(
    "said",
    [
        "you said that already! is it more like 10 or like 1000?",
        "you told me that already but is it a week or a month",
        "vous me l'avez déjà dit, mais c'est une semaine ou un mois ?",
        "vous l'avez déjà dit et je veux savoir si c'est peu ou beaucoup",
    ],
)
def test_who_asks_on_behind_what_was_said_asks_the_same_question(said: str) -> None:
    unsure = decide(turn(said, ("renewal-notice", 0.3), ("greet", 0.1), previous=ANSWERED))
    assert (unsure.topic, unsure.question) == ("late-renewal", "late-renewal/fee")
    # Another topic that is sure is what is asked now.
    assert decide(turn(said, ("renewal-notice", 0.9), ("greet", 0.1), previous=ANSWERED)).topic == "renewal-notice"
    assert decide(turn(said, ("renewal-notice", 0.9), ("greet", 0.1))).topic == "renewal-notice"


def test_who_asks_something_else_behind_what_was_said_asks_that() -> None:
    said = "vous l'avez déjà dit, moi je demande si le téléphone est dedans"
    assert decide(turn(said, ("essential-support", 0.4), ("greet", 0.1), previous=ANSWERED)).by != "asked_again"


@given(st.text(alphabet="ab ,.!?;:-(é'", max_size=400))
def test_any_text_is_cut_without_an_error(text: str) -> None:
    decide(turn(text, ("renewal-notice", 0.9), ("greet", 0.1), previous=ANSWERED))


def test_more_beside_simple_is_no_further_page() -> None:
    said = "more simple please"
    more = [named(said, "filter", "more")]
    assert decide(turn(said, ("repeat", 0.6), ("greet", 0.1), entities=more, previous=ANSWERED)).by == "simpler"
