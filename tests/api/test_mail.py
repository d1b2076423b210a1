"""Codes by mail, through a real SMTP server in a process of its own."""

from __future__ import annotations

import re
import time

from tests.api.observed import Observed

# Other tests of the same product have mails of their own.
MAIL_WITH_CODE = re.compile(
    r"^To: luc\.peeters@ste-anne\.example$(?:(?!END MESSAGE).)*?^\s*(\d{6})\s*$", re.MULTILINE | re.DOTALL
)


def test_a_code_comes_by_smtp_and_opens_the_contract(observed: Observed) -> None:
    chat = observed.stack.chat(language="fr")
    assert chat.reply("quand se termine le contrat C-700810 ?")["kind"] == "verify"
    until = time.monotonic() + 10
    while not (found := re.search(MAIL_WITH_CODE, observed.mails.read_text())) and time.monotonic() < until:
        time.sleep(0.1)
    assert found, observed.mails.read_text()
    assert chat.reply(found[1])["data"]["end_date"] == "2027-11-30"
