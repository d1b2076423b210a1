"""What the terminal shows of a reply: contracts as tables, and no fact twice."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console

from bot.chat_client import show, talk

ENDS = {
    "contract_number": "C-1", "product": "Endpoint Protection [red]", "account": "Contoso", "end_date": "2026-12-31",
    "days_left": 38, "status": "due",
    "notice_date": None, "quantity": 450, "offering": "essential-support", "offering_name": "Essential Support",
    "auto_renew": False,
    "reseller": "Distrilog", "contact": "Claire Martin", "next_step": "Next step: write to the reseller.",
}  # fmt: skip
EXPIRED = {**ENDS, "contract_number": "C-2", "end_date": "2026-11-01", "days_left": -22, "status": "expired"}


def shown(text: str, data: dict[str, Any] | None, language: str = "en") -> str:
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as told:
        show({"text": text, "data": data, "sources": [], "buttons": []}, language, console)
    return told.get()


def test_several_contracts_are_a_table_and_stand_in_no_list_as_well() -> None:
    text = (
        "You have 2 contracts.\n• C-1 — Endpoint Protection: 31 December 2026\n• C-2 — Endpoint "
        "Protection: 1 November 2026\nWhich one?"
    )
    told = shown(text, {"contracts": [ENDS, EXPIRED], "total": 2})
    assert "•" not in told
    for words in (
        "You have 2 contracts.",
        "Which one?",
        "Days left",
        "31 Dec 2026",
        "38",
        "Due within 90 days",
        "Expired",
    ):
        assert words in told
    # What is written in square brackets is no markup.
    assert told.count("Endpoint Protection [red]") == 2
    assert told.count("C-1") == 1


def test_one_contract_is_told_line_by_line_in_the_reader_s_language() -> None:
    told = shown(
        "Il se termine le 31 décembre 2026.\nNext step: write to the reseller.\nContoso · quantité : 450",
        {"contracts": [ENDS], "total": 1},
        "fr",
    )
    for words in ("31 déc. 2026", "Quantité", "450", "Distrilog", "Claire Martin", "À renouveler sous 90 jours"):
        assert words in told
    assert told.count("Next step: write to the reseller.") == 1
    assert "Contoso · quantité" not in told


def test_offerings_are_rows_and_a_timeline_stays_text() -> None:
    table = {
        "columns": ["Offering", "For"],
        "rows": [["Essential Support", "Software"], ["Cloud Support", "Online services"]],
    }
    told = shown("There are two:\n• Essential Support: software", {"table": table})
    assert "•" not in told
    assert "Online services" in told
    timeline = shown("• 31 December 2026: C-1 ends", {"contracts": [ENDS], "total": 1, "timeline": True})
    assert "• 31 December 2026: C-1 ends" in timeline
    assert "Distrilog" not in timeline


def test_a_language_that_is_not_spoken_is_told_with_those_that_are() -> None:
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as told:
        assert talk("http://127.0.0.1:9", "de", console) == 2
    assert "'de'" in told.get()
    assert "en, fr" in told.get()


def test_an_address_that_is_none_is_told_so() -> None:
    console = Console(file=io.StringIO(), width=200)
    with console.capture() as told:
        assert talk("assistant.example", "en", console) == 2
    assert "'assistant.example' is no address" in told.get()
