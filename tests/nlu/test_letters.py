"""How a letter is taken apart, and what its pieces are read behind."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.dialogue.letters import LONGEST_PIECE, MOST_QUESTIONS, MOST_STATEMENTS, Letters
from nlu.dialogue.turn import Interpretation
from protocol.letters import GIST, QUESTION, STATEMENT, SUBJECT, WHOLE
from tests.nlu.turns import interpretation, rules


def pieces(body: str, subject: str = "A ticket") -> list[tuple[str, str]]:
    """The role and text of a letter's sentences, without the whole, the gist and the subject."""
    return [(one.role, one.text) for one in Letters(rules()).pieces(subject, body)[3:]]


def asked(body: str) -> list[str]:
    return [text for role, text in pieces(body) if role == QUESTION]


def test_a_letter_is_its_whole_its_gist_its_subject_and_its_sentences() -> None:
    said = Letters(rules()).pieces("Renewal", "We have nine offices. How do we renew?")
    assert [one.role for one in said] == [WHOLE, GIST, SUBJECT, STATEMENT, QUESTION]
    assert said[0].text == "Renewal. We have nine offices. How do we renew?"
    assert said[1].text == "Renewal. How do we renew?"


def test_a_letter_without_a_subject_has_no_piece_for_it() -> None:
    assert [one.role for one in Letters(rules()).pieces(" ", "How do we renew?")] == [WHOLE, GIST, QUESTION]


def test_the_last_sentences_are_the_gist_where_nothing_is_a_question() -> None:
    gist = Letters(rules()).pieces("", "One thing first. Our offer is late. The board meets soon. It waits for it.")[1]
    assert gist.text == "Our offer is late. The board meets soon. It waits for it"


@pytest.mark.parametrize(
    ("body", "questions"),
    [
        ("1) How do we renew?\n2) Is there a fee?", ["How do we renew?", "Is there a fee?"]),
        ("Questions: a) what is in it, b) can we pay once", ["what is in it,", "can we pay once"]),
        ("\u2022 how do we renew\n\u2022 is anyone there at night", ["how do we renew", "is anyone there at night"]),
        ("We would like: 1) help at night; 2) a course.", ["We would like:", "help at night;", "a course."]),
        (
            "Please explain the options, and whether the portal is open to us.",
            ["Please explain the options", "and whether the portal is open to us."],
        ),
        ("Do you send the offer, is there any reminder?", ["Do you send the offer", "is there any reminder?"]),
        (
            "Merci d'expliquer les options, et si c'est ouvert.",
            ["Merci d'expliquer les options", "et si c'est ouvert."],
        ),
        ("Once it is renewed, is there something to install?", ["Once it is renewed, is there something to install?"]),
        ("I run approx. 4,500 clients, how do I renew?", ["I run approx. 4,500 clients, how do I renew?"]),
    ],
)
def test_each_thing_that_is_asked_is_a_question(body: str, questions: list[str]) -> None:
    assert asked(body) == questions


def test_a_line_that_a_mail_program_wrapped_is_one_sentence_with_the_next() -> None:
    first, second = "Could you tell me whether the maintenance that we bought", "for our servers covers new versions?"
    assert pieces(f"{first}\n{second}\nThanks a lot")[0] == (QUESTION, f"{first} {second}")


@given(st.text(max_size=6000), st.text(max_size=600))
def test_no_letter_has_many_or_long_pieces(body: str, subject: str) -> None:
    said = Letters(rules()).pieces(subject, body)
    assert [one.role for one in said[:2]] == [WHOLE, GIST]
    assert len(said) <= 3 + MOST_QUESTIONS + MOST_STATEMENTS
    assert all(len(one.text) <= LONGEST_PIECE for one in said[2:])


def test_a_sentence_is_read_alone_and_behind_what_stands_before_it() -> None:
    read: list[tuple[str, str]] = []

    async def interpret(text: str, context: str) -> Interpretation:
        read.append((text, context))
        return interpretation(text, ("software-upgrades", 0.9))

    parts = asyncio.run(Letters(rules()).read("Upgrades", "Are new versions in it? And is that free?", interpret))
    assert [one.role for one in parts] == [WHOLE, GIST, SUBJECT, QUESTION, QUESTION]
    assert ("And is that free?", "") in read
    assert ("And is that free?", "software upgrades: Are new versions in it?") in read
    assert [one.in_place is not None for one in parts] == [False, False, False, True, True]
