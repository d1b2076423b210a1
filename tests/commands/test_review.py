"""The review of what was not understood: what is listed, what a person decides, and what becomes of the examples."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.conversation.messages import from_assistant, from_customer, plain_reply
from bot.gaps import grouped
from bot.redaction import Personal, impersonal
from bot.review import review
from bot.settings import ROOT
from bot.training_data import EXAMPLES, add, judged_by, own_examples
from protocol.turn import Understanding
from renewals import answers
from renewals.names import folded
from renewals.store.conversations import give_feedback, record_understanding
from renewals.store.database import Sessions, migrate, open_database
from renewals.store.reviews import Doubtful, doubtful
from renewals.store.tables import Conversation
from tests.builders import load
from tests.commands.test_commands import renewals
from tests.stack import Stack

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the examples, to be written to."""
    return Path(shutil.copytree(EXAMPLES, tmp_path / "nlu"))


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch, database: Sessions, root: Path) -> Callable[..., str]:
    """A person who types these lines at the review; gives what they saw."""

    def typed(*lines: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        seen = io.StringIO()
        review(database, Console(file=seen, width=200), root, lambda: NOW)
        return seen.getvalue()

    return typed


def said(
    database: Sessions,
    text: str,
    topic: str = "out-of-scope",
    kind: str = "fallback",
    conversation: str = "talk",
    language: str = "en",
    **more: bool,
) -> str:
    """Keeps a message with its understanding and its reply; the reply's id."""
    with database.begin() as session:
        if session.get(Conversation, conversation) is None:
            session.add(
                Conversation(
                    id=conversation, token_hash=conversation, language=language, created_at=NOW, expires_at=NOW
                )
            )
            session.flush()
        question = from_customer(conversation, text, None, language, NOW)
        session.add(question)
        session.flush()
        reply = from_assistant(question, plain_reply("…", kind, topic), language, NOW)
        session.add(reply)
        values: dict[str, Any] = {"close_call": False, "refuses": False, **more}
        ranking = ((topic, 0.5), ("late-renewal", 0.2))
        understood = Understanding(topic, 0.5, ranking, entities=(), decided_by="classifier", trace=(), **values)
        record_understanding(session, question, understood)
        return reply.id


def listed(database: Sessions) -> dict[str, Sequence[str]]:
    with database() as session:
        return {one.text: one.reasons for one in doubtful(session, 100)}


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
        Doubtful(str(number), text, "fr" if "puis" in text else "en", "out-of-scope", (), ())
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


def test_no_word_is_written_that_the_person_has_not_seen_and_agreed_to(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "blorb the fees when tardy")
    answering("late-renewal", "n")
    assert unchanged(root)


def test_other_words_take_the_place_of_the_customers(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "blorb the fees when tardy")
    answering("late-renewal", "blorb a surcharge for being tardy", "")
    assert own_examples("en", "late-renewal", root)[-1] == "blorb a surcharge for being tardy"


def test_a_topic_that_is_none_is_asked_again(database: Sessions, answering: Callable[..., str], root: Path) -> None:
    said(database, "blorb the fees when tardy")
    assert "Perhaps: late-renewal" in answering("late", "late-renewal", "")
    assert not unchanged(root)


def test_a_contracts_number_and_an_address_are_not_written(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "blorb K-88213 tardy, tell zoe@acme.example")
    answering("late-renewal", "")
    assert own_examples("en", "late-renewal", root)[-1] == "blorb K-00000 tardy, tell name@example.com"


@pytest.mark.parametrize(
    "text", ["blorb fees for Contoso tardy", "claire martin says fees blorb", ("blorb, call 06 12 34 56 78 about fees")]
)
def test_what_names_a_firm_or_a_person_is_refused_until_it_is_put_in_other_words(
    database: Sessions, answering: Callable[..., str], root: Path, text: str
) -> None:
    load(database, {})
    said(database, text)
    seen = answering("late-renewal", "")
    assert "Not as it is" in seen
    assert unchanged(root)


def test_a_sentence_by_which_the_assistant_is_judged_and_one_that_is_there_are_refused(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "boss thinks the maintenance line is money for nothing, what do i tell him is the reason to renew")
    said(database, own_examples("en", "late-renewal", root)[3].upper())
    seen = answering("why-renew", "", "late-renewal", "")
    assert "judged by this very sentence" in seen
    assert "has it already" in seen
    assert unchanged(root)


def test_marks_of_the_terminal_in_a_customers_text_are_not_obeyed(
    database: Sessions, answering: Callable[..., str], root: Path
) -> None:
    said(database, "blorb \x1b[31m[bold]fees[/bold]")
    seen = answering("late-renewal", "")
    assert "\x1b" not in seen
    assert "[bold]fees" in seen
    assert own_examples("en", "late-renewal", root)[-1] == "blorb 31m bold fees /bold"


def unchanged(root: Path) -> bool:
    return all(
        (root / file.relative_to(EXAMPLES)).read_bytes() == file.read_bytes() for file in EXAMPLES.glob("*/*.yml")
    )


@given(text=st.text(max_size=80))
def test_whatever_is_added_is_read_back_or_refused_with_the_file_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    root = tmp_path_factory.mktemp("nlu")
    (root / "en").mkdir()
    file = root / "en" / "thanks.yml"
    file.write_text('version: "3.1"\nnlu:\n- intent: thanks\n  examples: |\n    - thanks\n', encoding="utf-8")
    before = file.read_bytes()
    try:
        add("en", "thanks", text, root)
    except ValueError:
        assert file.read_bytes() == before
    else:
        assert yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"][0]["examples"].splitlines()[-1] == f"- {text}"


@given(
    number=st.from_regex(r"[A-Z]{1,4}[-/][0-9]{4,7}", fullmatch=True),
    words=st.sampled_from(["when does {} end", "{} ?", "fin de {}, merci"]),
)
def test_no_digit_of_a_contracts_number_is_kept(database_of_the_module: Sessions, number: str, words: str) -> None:
    with database_of_the_module() as session:
        try:
            kept = impersonal(session, words.format(number))
        except Personal:
            return
        assert not any(digit in kept for digit in "123456789")


@pytest.fixture(scope="module")
def database_of_the_module(tmp_path_factory: pytest.TempPathFactory) -> Sessions:
    url = f"sqlite:///{tmp_path_factory.mktemp('review') / 'review.db'}"
    migrate(url)
    return open_database(url)


def test_from_a_conversation_to_an_example(stack: Stack, root: Path) -> None:
    chat = stack.chat(language="en")
    chat.say("how do I cancel automatic renewal?")
    chat.say("no, that's not it")
    down = chat.reply("what is Premium Support?")
    chat.client.post(
        f"/api/v1/conversations/{chat.id}/feedback",
        json={"reply_id": down["id"], "helpful": False},
        headers=chat.headers,
    )
    done = renewals(stack.folder, "review", "--examples", root, text="q\n")
    assert done.returncode == 0, done.stderr
    assert "to look at" in done.stdout
    shown = renewals(stack.folder, "review", "--examples", root, text="\n" * 200)
    for text in ("how do I cancel automatic renewal?", "what is Premium Support?"):
        assert text in shown.stdout
    # It stands beside the next message as what was said before it, and is none to decide on.
    assert "\n  no, that's not it" not in shown.stdout
    assert unchanged(root)
    assert {file.stem for file in root.glob("en/*.yml")} <= set(answers.topics("en"))


def test_sentences_of_labelled_tickets_are_no_examples_either() -> None:
    tickets = [
        json.loads(line)
        for line in (ROOT / "nlu" / "evaluation" / "tickets.en.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert {folded(ticket["subject"]) for ticket in tickets} <= judged_by()
    assert {folded(ticket["body"]) for ticket in tickets} <= judged_by()
