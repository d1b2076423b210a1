"""The review of what was not understood: what is listed, what a person decides, and what becomes of the examples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.gaps import grouped
from bot.training_data import own_examples
from renewals import answers
from renewals.store.conversations import give_feedback
from renewals.store.database import Sessions
from renewals.store.reviews import Doubtful
from tests.commands.reviewed import NOW, listed, said, unchanged


def test_what_was_not_understood_refused_voted_down_or_close_is_listed_with_the_reason(database: Sessions) -> None:
    said(database, "blorb the widget")
    said(database, "how do I renew?", "how-to-renew", "clarify")
    said(database, "when is support open", "support-hours", "answer", conversation="other")
    said(database, "that's not it", "deny", "answer", conversation="other", refuses=True)
    down = said(database, "what is premium", "premium-support", "answer")
    up = said(database, "what is essential", "essential-support", "answer")
    said(database, "renew or quote", "renewal-quote", "clarify", close_call=True)
    with database.begin() as session:
        give_feedback(session, "talk", down, False, None, NOW)
        give_feedback(session, "talk", up, True, None, NOW)
    assert listed(database) == {
        "blorb the widget": ("not understood",),
        "when is support open": ("refused",),
        "what is premium": ("not helpful",),
        "renew or quote": ("close call",),
    }


def test_a_message_is_shown_with_what_was_said_before_it_and_what_was_answered(
    database: Sessions, answering: Callable[..., str]
) -> None:
    said(database, "will it charge my card", "automatic-renewal", "answer")
    said(database, "someone else's words", "automatic-renewal", "answer", conversation="other")
    said(database, "on which day exactly", "late-renewal")
    seen = answering("q")
    assert "1 messages" in seen
    lines = [line.strip() for line in seen.splitlines()]
    assert lines[lines.index("on which day exactly") + 1] == "after: will it charge my card"
    title = answers.topics("en")["late-renewal"].title
    assert f"taken for: late-renewal “{title}” (not understood)" in lines
    assert "answered: …" in lines
    assert f"1  late-renewal “{title}”" in lines


def test_numbers_and_addresses_of_people_are_not_shown(database: Sessions, answering: Callable[..., str]) -> None:
    said(database, "blorb, call +33 6 12 34 56 78 or zoe@acme.example about K-88213")
    seen = answering("q")
    assert "blorb, call +00 0 00 00 00 00 or name@example.com about K-00000" in " ".join(seen.split())


def test_messages_that_are_alike_are_looked_at_together() -> None:
    texts = [
        "can I pay by cheque",
        "what is the weather",
        "can i pay by check?",
        "puis-je payer par chèque",
        "Can I pay by cheque??",
    ]
    messages = [
        Doubtful(str(number), text, "fr" if "puis" in text else "en", "out-of-scope", (), (), NOW)
        for number, text in enumerate(texts)
    ]
    assert [[one.text for one in group] for group in grouped(messages)] == [
        ["can I pay by cheque", "can i pay by check?", "Can I pay by cheque??"],
        ["what is the weather"],
        ["puis-je payer par chèque"],
    ]


def test_an_assigned_topic_writes_the_example_to_its_file_and_the_message_is_not_listed_again(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "blorb the fees when tardy")
    before = own_examples("en", "late-renewal", root)
    seen = answering("late-renewal", "")
    assert own_examples("en", "late-renewal", root) == [*before, "blorb the fees when tardy"]
    assert "1 examples written" in seen
    assert listed(database) == {}
    assert "Nothing to look at" in answering()


def test_a_number_picks_a_suggested_topic(database: Sessions, answering: Callable[..., str], root: Path) -> None:
    said(database, "blorb the fees when tardy")
    answering("1", "")
    assert own_examples("en", "late-renewal", root)[-1] == "blorb the fees when tardy"


def test_out_of_scope_is_an_example_too_and_french_goes_to_french(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "vous vendez aussi des grille-pain roses", language="fr")
    answering("o", "")
    assert own_examples("fr", "out-of-scope", root)[-1] == "vous vendez aussi des grille-pain roses"


def test_what_is_set_aside_is_not_listed_again_and_writes_nothing(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "asdf qwer")
    answering("s")
    assert listed(database) == {}
    assert unchanged(root)


@pytest.mark.parametrize("lines", [(), ("",), ("q",)])
def test_what_is_left_for_later_is_listed_again(
    database: Sessions, answering: Callable[..., str], root: Path, lines: tuple[str, ...]
) -> None:
    said(database, "asdf qwer")
    answering(*lines)
    assert list(listed(database)) == ["asdf qwer"]
    assert unchanged(root)
