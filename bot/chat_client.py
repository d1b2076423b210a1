"""The conversation in the terminal, with contracts as tables."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from rich.text import Text

from renewals import answers
from renewals.languages import short_date
from renewals.own_contracts import WORDS

BULLET = "•"
# As the widget's cards have them.
_COLOURS = {"active": "green", "due": "yellow", "check": "yellow", "expired": "red"}


def talk(address: str, language: str, console: Console) -> int:
    """Talks until an empty line's end of input (Ctrl-D) or Ctrl-C; the exit status."""
    if language not in answers.languages():
        console.print(
            (f"The assistant does not speak {language!r}. Choose one of: {', '.join(answers.languages())}"),
            markup=False,
        )
        return 2
    if not address.startswith(("http://", "https://")):
        console.print(f"{address!r} is no address. Write it as in http://127.0.0.1:8000", markup=False)
        return 2
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60, headers={"Accept-Language": language}) as client:
        try:
            answer = client.post("/conversations", json={"language": language})
        except httpx.TransportError:
            console.print(f"The assistant does not answer at {address}. Start it with: make up", markup=False)
            return 1
        if answer.is_error:
            console.print(_problem(answer), style="red", markup=False)
            return 1
        started = answer.json()
        client.headers["Authorization"] = f"Bearer {started['token']}"
        console.print("Ask; a number presses a button; Ctrl-D ends.", style="dim")
        buttons: list[str] = []
        while True:
            try:
                text = console.input("[bold]> [/bold]").strip()
            except (EOFError, KeyboardInterrupt):
                console.print()
                return 0
            if not text:
                continue
            if text.isdigit() and 0 < int(text) <= len(buttons):
                text = buttons[int(text) - 1]
                console.print(text, style="bold", markup=False)
            buttons = _say(client, started["conversation_id"], text, console) or buttons


def _say(client: httpx.Client, conversation_id: str, text: str, console: Console) -> list[str]:
    """Sends one message and shows the answer; what its buttons say."""
    message = {"text": text, "message_id": uuid.uuid4().hex}
    for _ in range(3):
        try:
            answer = client.post(f"/conversations/{conversation_id}/messages", json=message)
            break
        except httpx.TransportError:
            console.print("No connection; trying again …", style="dim")
    else:
        console.print("The assistant does not answer. What you wrote was not lost if it had arrived; try again.")
        return []
    if answer.is_error:
        console.print(_problem(answer), style="red", markup=False)
        return []
    buttons: list[str] = []
    for reply in answer.json()["replies"]:
        show(reply, answer.json()["language"], console)
        for button in reply["buttons"]:
            buttons.append(button["say"])
            console.print(f"  {len(buttons)}  {button['label']}", style="cyan", markup=False)
    return buttons


def _problem(answer: httpx.Response) -> str:
    """What the assistant says is wrong; another server may stand there, which says something else."""
    try:
        return str(answer.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"What answers at {answer.url.host} is not the assistant (status {answer.status_code})."


def show(reply: dict[str, Any], language: str, console: Console) -> None:
    """Shows a reply: its text, what of it is a table, and its sources. What a table shows is left out of the text."""
    data = reply["data"] or {}
    contracts = [] if data.get("timeline") else data.get("contracts") or []
    tables = [_of_contracts(contracts, language)] if contracts else []
    if table := data.get("table"):
        tables.append(_table(table["columns"], table["rows"]))
    drawn = _drawn(contracts, bool(table))
    for line in reply["text"].split("\n"):
        if not drawn(line):
            console.print(line, markup=False, highlight=False)
    for one in tables:
        console.print(one)
    for source in reply["sources"]:
        where = " › ".join(source[part] for part in ("title", "section", "name", "url") if source.get(part))
        console.print(f"    {where}", style="dim", markup=False, highlight=False)


def _drawn(contracts: list[dict[str, Any]], is_table: bool) -> Callable[[str], bool]:
    """Whether a line of the text stands in a table as well."""
    numbers = [contract["contract_number"] for contract in contracts]
    only = contracts[0] if len(contracts) == 1 else None

    def drawn(line: str) -> bool:
        if only and (line == only.get("next_step") or line.startswith(f"{only['account']} · ")):
            return True
        return line.startswith(BULLET) and (is_table or any(number in line for number in numbers))

    return drawn


def _of_contracts(contracts: list[dict[str, Any]], language: str) -> Table:
    """Several contracts, a row each; one with all that is on file, a line each."""

    def said(name: str) -> str:
        return answers.phrase(language, WORDS, name)

    def day(iso: str | None) -> str:
        return short_date(date.fromisoformat(iso), language) if iso else ""

    columns: dict[str, Callable[[dict[str, Any]], str | Text]] = {
        "contract-number": lambda one: one["contract_number"],
        "product": lambda one: one["product"],
        "account": lambda one: one["account"],
        "end": lambda one: day(one["end_date"]),
        "days-left": lambda one: str(one["days_left"]),
        "status": lambda one: Text(said(f"status-{one['status']}"), style=_COLOURS[one["status"]]),
    }
    if len(contracts) > 1:
        return _table(
            [said(name) for name in columns], [[value(one) for value in columns.values()] for one in contracts]
        )
    more: dict[str, Callable[[dict[str, Any]], str | Text]] = {
        **columns,
        "notice": lambda one: day(one["notice_date"]),
        "quantity": lambda one: str(one["quantity"]),
        "offering": lambda one: one.get("offering_name") or one["offering"],
        "automatic": lambda one: said("yes" if one["auto_renew"] else "no"),
        "reseller": lambda one: one["reseller"],
        "contact": lambda one: one.get("contact") or "",
        "next-step": lambda one: one.get("next_step") or "",
    }
    lines = {said(name): value(contracts[0]) for name, value in more.items()}
    return _table([], [[name, value] for name, value in lines.items() if value])


def _table(columns: list[str], rows: list[list[str | Text]]) -> Table:
    table = Table(show_header=bool(columns))
    for column in columns or ("", ""):
        table.add_column(Text(column))
    for row in rows:
        # No markup: what stands in a cell is data.
        table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in row))
    return table
