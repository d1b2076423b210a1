"""The conversation in the terminal."""

from __future__ import annotations

import uuid

import httpx
from rich.console import Console


def talk(address: str, language: str, console: Console) -> int:
    """Talks until an empty line's end of input (Ctrl-D) or Ctrl-C; the exit status."""
    with httpx.Client(base_url=f"{address}/api/v1", timeout=60, headers={"Accept-Language": language}) as client:
        try:
            started = client.post("/conversations", json={"language": language}).raise_for_status().json()
        except httpx.HTTPError:
            console.print(f"The assistant does not answer at {address}. Start it with: make up", markup=False)
            return 1
        client.headers["Authorization"] = f"Bearer {started['token']}"
        console.print("Ask in English or French; a number presses a button; Ctrl-D ends.", style="dim")
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
        console.print(answer.json().get("detail", "That did not work."), style="red", markup=False)
        return []
    buttons: list[str] = []
    for reply in answer.json()["replies"]:
        console.print(reply["text"], markup=False, highlight=False)
        for source in reply["sources"]:
            where = " › ".join(source[part] for part in ("title", "section", "name", "url") if source.get(part))
            console.print(f"    {where}", style="dim", markup=False, highlight=False)
        for button in reply["buttons"]:
            buttons.append(button["say"])
            console.print(f"  {len(buttons)}  {button['label']}", style="cyan", markup=False)
    return buttons
