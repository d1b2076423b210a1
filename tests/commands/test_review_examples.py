"""What `renewals review` writes as an example, and what it never writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import Personal, impersonal
from bot.settings import ROOT
from bot.training_data import add, judged_by, own_examples
from renewals import answers
from renewals.names import folded
from renewals.store.database import Sessions, migrate, open_database
from tests.builders import load
from tests.commands.reviewed import said, unchanged
from tests.commands.test_commands import renewals
from tests.stack import Stack


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
