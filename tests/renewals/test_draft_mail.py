"""A drafted mail is in the customer's language, holds the contract's facts and no price,
and opens as it was written.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.answers import languages
from renewals.contracts import Terms
from renewals.draft_mail import LONGEST_LINK, draft, language_of_country
from tests.builders import terms

TODAY = date(2026, 11, 23)
MONEY = re.compile(r"[€$£]|\b(?:eur|usd|price|prices|prix|tarif|tarifs|cost|costs|coût|coûts)\b", re.IGNORECASE)
WRITTEN = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=60)


def contract(**differences: object) -> Terms:
    return terms(**{"contact_name": "Åsa Lindqvist", "contact_email": "asa@contoso.example", **differences})


@pytest.mark.parametrize(
    ("differences", "subject", "text"),
    [
        (
            {"end_on": date(2026, 12, 15)},
            ("Your contract C-1 for Endpoint Protection ends on 15 December 2026"),
            "in 22 days",
        ),
        ({"end_on": TODAY}, "Your contract C-1 for Endpoint Protection ends today", "ends today, 23 November 2026"),
        (
            {"end_on": date(2026, 11, 1)},
            ("Your contract C-1 for Endpoint Protection ended on 1 November 2026"),
            "22 days ago",
        ),
        (
            {"end_on": date(2026, 12, 15), "auto_renew": True},
            "Your contract C-1 for Endpoint Protection renews on 15 December 2026",
            "by itself",
        ),
        (
            {"end_on": date(2026, 11, 1), "auto_renew": True},
            "Your contract C-1 for Endpoint Protection: the renewal of 1 November 2026",
            "check",
        ),
    ],
)
def test_a_draft_says_how_the_contract_stands_to_its_contact(
    differences: dict[str, object], subject: str, text: str
) -> None:
    drafted = draft(contract(**differences), TODAY, "en", "Léa Marchand")
    assert drafted.subject == subject
    assert text in drafted.text
    assert drafted.text.startswith("Hello Åsa Lindqvist,")
    assert drafted.text.endswith("Léa Marchand")
    assert "quantity: 10" in drafted.text


@given(
    st.sampled_from(languages()),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    st.booleans(),
    st.sampled_from(["software", "online-service", "hardware"]),
)
def test_no_draft_speaks_of_prices(language: str, end: date, automatic: bool, kind: str) -> None:
    drafted = draft(contract(end_on=end, auto_renew=automatic, product_type=kind), TODAY, language, "Léa")
    assert not MONEY.search(drafted.subject + drafted.text)


@given(st.sampled_from(languages()), WRITTEN, WRITTEN, WRITTEN)
def test_the_link_opens_the_draft_as_it_was_written_whatever_stands_in_names(
    language: str, name: str, product: str, sender: str
) -> None:
    drafted = draft(contract(contact_name=name, product=product), TODAY, language, sender)
    link = drafted.link
    assert link is not None
    opened = urlsplit(link)
    values = parse_qs(opened.query, strict_parsing=True)
    assert (opened.scheme, opened.path) == ("mailto", "asa@contoso.example")
    assert values["subject"] == [drafted.subject]
    assert set(values) <= {"subject", "body"}
    assert len(link) <= LONGEST_LINK or "body" not in values
    if "body" in values:
        assert values["body"] == [drafted.text.replace("\n", "\r\n")]


def test_a_draft_without_an_address_on_file_has_no_link() -> None:
    assert draft(contract(contact_email=""), TODAY, "en", "Léa").link is None


def test_a_country_is_written_to_in_the_first_of_its_official_languages_that_is_spoken_here() -> None:
    assert {country: language_of_country(country) for country in ("FR", "BE", "MA", "CA", "US", "DE", "JP")} == {
        "FR": "fr", "BE": "fr", "MA": "fr", "CA": "en", "US": "en", "DE": "en", "JP": "en",
    }  # fmt: skip
