"""An answer's first line and the rest, as clients get them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.messages import as_reply, as_said, from_assistant, from_customer, plain_reply

NOW = datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("Yes, you can.\nAsk your reseller.\nSoon.", "answer", ("Yes, you can.", "Ask your reseller.\nSoon.")),
        ("Yes, you can.", "answer", (None, None)),
        ("Your contracts:\n• C-1", "contract", (None, None)),
        ("Hello!\nAsk me.", "smalltalk", (None, None)),
    ],
)
def test_an_answer_of_several_lines_is_told_in_two_parts_everywhere(
    text: str, kind: str, parts: tuple[str | None, str | None]
) -> None:
    question = from_customer("c1", "may I?", None, "en", NOW)
    reply = from_assistant(question, plain_reply(text, kind), "en", NOW)
    for shown in (as_reply(reply), as_said(reply)["reply"]):
        assert (shown.get("lead"), shown.get("more")) == parts
    assert as_reply(reply)["text"] == text
    assert as_said(question)["reply"] is None
