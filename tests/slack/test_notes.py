"""What a member writes for their colleagues alone, however it is marked up."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.notes import is_like_note, is_note, note_words

MARKS = ["*", "_", "~", "`", "*_", "```"]
BEGINNINGS = [
    "",
    "  ",
    "> ",
    "&gt; ",
    "&gt;&gt;&gt; ",
    "• ",
    "- ",
    "– ",
    "1. ",
    "2) ",
    "a) ",
    "* ",
    "# ",
    ":memo: ",
    ":lock: :wave::skin-tone-3: ",
    "🔒 ",
    "1️⃣ ",
    "\n",
    "\u200b",
    "« ",
    '"',
]
COLONS = [":", " :", "\u00a0:", "\u202f:", "：", "﹕", " ："]
BRACKETS = ["()", "[]", "{}", "（）", "【】"]
TEXTS = ["he pays late", "il paie tard", "first line\nsecond line: with a colon", "*bold*", ""]


@pytest.mark.parametrize(
    "text",
    [
        "note: he pays late", "*note:* bold internal", "*note*: bold colon after", "_Note:_ x", "~note:~ x",
        "`note:` x", "```note: x```", "> note: quoted", "&gt; note: quoted",
        "• note: x", ":memo: note: x", "note: first\nsecond line\nthird", "Note\u00a0: français",
        "Note\u202f: français", "note：full width", "(note) x", "[note] x", "(Note) : x",
        "note interne : x", "Note interne, ne pas envoyer: il paie tard", "(interne) on lui fait 10 %", "internal: x",
        "interne: x", "*Internal note* – for us: x", ("(note: he pays " "late)"),
        "<@U01PAUL> note: for you", "NOTES: x", "privé : x", "note (internal): x", "entre nous : 10 %",
    ],
)  # fmt: skip
def test_a_note_stays_a_note_however_it_is_written(text: str) -> None:
    assert is_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "Please note: the quote follows", "Noted: forty licences", "Notebook: 3 pieces", "Your note: thank you",
        ("Note that the contract ends " "soon"), ("Internally we look " "into " "it: " "tomorrow"),
        "International: see the page", "", ":memo:", "*Important* : the quote follows",
        "Bonjour, note : le devis suit", ("The answer\nnote: " "is " "below"), "annotation : x", "denote: x",
        ("Note-taking tools: " "two"),
    ],
)  # fmt: skip
def test_an_answer_is_no_note(text: str) -> None:
    assert not is_note(text)


@given(
    st.sampled_from(BEGINNINGS), st.sampled_from(BEGINNINGS), st.sampled_from(["", *MARKS]),
    st.sampled_from(note_words()), st.sampled_from([str.lower, str.title, str.upper]),
    st.sampled_from(COLONS), st.booleans(), st.sampled_from(TEXTS),
)  # fmt: skip
@example("> ", "", "*", "note", str.lower, ":", True, "bold internal")
def test_no_markup_lets_a_note_out(
    first: str, second: str, mark: str, word: str, case: object, colon: str, colon_within: bool, text: str
) -> None:
    said = case(word)  # type: ignore[operator]
    marked = f"{mark}{said}{colon}{mark[::-1]} {text}" if colon_within else f"{mark}{said}{mark[::-1]}{colon} {text}"
    assert is_note(f"{first}{second}{marked}")


@given(
    st.sampled_from(BEGINNINGS),
    st.sampled_from(["", *MARKS]),
    st.sampled_from(note_words()),
    st.sampled_from(BRACKETS),
    st.sampled_from(TEXTS),
)
def test_a_note_word_in_brackets_makes_a_note(first: str, mark: str, word: str, brackets: str, text: str) -> None:
    assert is_note(f"{first}{mark}{brackets[0]}{word}{brackets[1]}{mark[::-1]} {text}")


@pytest.mark.parametrize(
    "text",
    [
        "note he pays late", "Note that he pays late", "*note* he pays late", "interne, on lui fait 10 %",
        "Interne on lui fait 10 %", "FYI they are slow", "fyi", ("pour info il paie " "tard"),
        "(he pays late)", "[for us] x", "> (x)", "&gt; FYI x", "1. (x", "<@U01PAUL> can you look?",
        "*<@U01PAUL>* look", (":wave: <@U01PAUL> " "look"), "@paul look", "<!here> who knows?",
        "<!subteam^S01|@emea> look", "Entre nous il paie tard", "« interne » x", "private he pays late",
        "ne pas envoyer !", "À ne pas transmettre : x",
    ],
)  # fmt: skip
def test_what_may_be_a_note_is_asked_about(text: str) -> None:
    assert is_like_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "Good morning (I am Paul)", "Please note that it ends soon", "Noted, thank you", "Notebook prices follow",
        "Internationally it is so", "Bonjour <@U01PAUL>", "write to a@b.example", "", ":tada:",
        "Renewal note follows", "The FYI is attached", "12 licences (as agreed)", "*Important* : x", "teamwork pays",
    ],
)  # fmt: skip
def test_what_plainly_goes_to_the_customer_is_not_asked_about(text: str) -> None:
    assert not is_like_note(text)


@given(
    st.sampled_from(BEGINNINGS), st.sampled_from(["", *MARKS]), st.sampled_from(note_words()),
    st.sampled_from([str.lower, str.title, str.upper]),
    st.sampled_from([" ", ", ", " - ", "\n", ". "]), st.sampled_from(TEXTS),
)  # fmt: skip
def test_no_markup_lets_a_note_without_its_colon_out_unasked(
    first: str, mark: str, word: str, case: object, after: str, text: str
) -> None:
    said = f"{first}{mark}{case(word)}{mark[::-1]}{after}{text}"  # type: ignore[operator]
    assert is_note(said) or is_like_note(said)


@given(st.text(alphabet=":a+_*>( )[]-'1.\n", max_size=200))
def test_any_text_is_judged_soon(text: str) -> None:
    assert is_note(text) in (True, False)
    assert is_note(":a+" * 2000 + text) in (True, False)
    assert is_like_note(":a+" * 2000 + text) in (True, False)
