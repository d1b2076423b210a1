"""Codes by mail, through a real SMTP server in a process of its own."""

from __future__ import annotations

import re
import time

from tests.api.observed import Observed


def test_a_code_comes_by_smtp_and_opens_the_contract(observed: Observed) -> None:
    chat = observed.stack.chat(language="fr")
    assert chat.reply("quand se termine le contrat C-700810 ?")["kind"] == "verify"
    until = time.monotonic() + 10
    while (
        not (found := re.search(r"^\s*(\d{6})\s*$", observed.mails.read_text(), re.MULTILINE))
        and time.monotonic() < until
    ):
        time.sleep(0.1)
    assert found, observed.mails.read_text()
    assert "luc.peeters@ste-anne.example" in observed.mails.read_text()
    assert chat.reply(found[1])["data"]["end_date"] == "2027-11-30"
