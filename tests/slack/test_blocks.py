"""Whatever customers, files and colleagues have written, what we build is what Slack takes, and says only what it
should.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
import slackblocks as sb
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackObjectFormationError

from bot.slack import filter_form, forms
from bot.slack.account import choice
from bot.slack.account import drawn as account_drawn
from bot.slack.blocks import as_blocks, overview, paragraphs, suggestions
from bot.slack.contract_card import contract_card, contract_facts
from bot.slack.drafts import contact_line, drawn
from bot.slack.list_blocks import contract_list, in_words, line
from bot.slack.query import Query, of_mine
from bot.slack.rows import rows, taken_back, undo_button
from bot.slack.text import as_typed, escaped, said
from bot.slack.users import Person
from renewals.access import SalesRep
from renewals.contracts import Terms
from renewals.draft_mail import draft
from renewals.matching import AccountName
from renewals.query import EVERYTHING, from_json
from renewals.store.account_page import AccountPage, CustomerRequest, Note
from renewals.store.renewing import Digest, Forecast, Progress
from tests.builders import terms
from tests.slack.validators import check_message, check_view, words

pytestmark = pytest.mark.usefixtures("npm_packages")

TODAY = date(2026, 11, 23)
LANGUAGES = st.sampled_from(["en", "fr"])
# What stands in files: whatever people type, mentions and mark-up of Slack's among it.
NAMES = st.one_of(
    st.sampled_from(
        ["<!channel>", "<@U123>", "<https://evil.example|Contoso>", "*Bold* & Söhne", "🚀🚀", "=1+1", "A" * 200]
    ),
    st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=200).filter(str.strip),
)


@st.composite
def contracts(draw: st.DrawFn) -> Terms:
    return terms(
        contract_number=draw(
            st.text(
                st.characters(min_codepoint=33, max_codepoint=1000, blacklist_categories=["Cs", "Cc"]),
                min_size=1,
                max_size=60,
            )
        ),
        account=draw(NAMES),
        product=draw(NAMES),
        reseller=draw(st.just("") | NAMES),
        contact_name=draw(st.just("") | NAMES),
        contact_email=draw(st.sampled_from(["", "claire@contoso.example", "o'neil+<a>&b@contoso.example"])),
        end_on=draw(st.dates(date(2020, 1, 1), date(2035, 1, 1))),
        product_type=draw(st.sampled_from(["software", "online-service", "hardware"])),
        quantity=draw(st.integers(0, 10**9)),
    )


def unique(found: list[Terms]) -> list[Terms]:
    return list({contract.contract_number: contract for contract in found}.values())


@given(LANGUAGES, st.lists(contracts(), max_size=10).map(unique), st.integers(0, 10**6), st.integers(0, 40))
def test_a_list_of_any_contracts_is_one_that_slack_takes(
    language: str, found: list[Terms], more: int, page: int
) -> None:
    total = len(found) + more if found else 0
    query = Query(EVERYTHING.having("owner", ["paul@vendor.example"]), "U1").on_page(page)
    text = in_words(language, "Heading", found, total, TODAY)
    check_message(
        text, contract_list(language, "Heading", query, found, total, TODAY, [c.contract_number for c in found[:1]])
    )
    assert "<!channel>" not in text
    assert "<@" not in text
    assert "<http" not in text


@given(LANGUAGES, contracts())
def test_any_contract_has_a_card_and_a_form_that_slack_takes(language: str, contract: Terms) -> None:
    drafted = draft(contract, TODAY, language, contract.account)
    contact = contact_line(language, drafted)
    text = "\n".join(
        contract_facts(language, contract, TODAY, contract.account, ("grace@vendor.example", contract.product, TODAY))
    )
    notes, forecast = (("paul@vendor.example", "frozen", TODAY),), Forecast("at-risk", "price", "p", TODAY)
    for kept in (Progress(), Progress("paul@vendor.example", TODAY, TODAY, notes, ((TODAY, 540),), forecast)):
        taken = taken_back(language, contract.contract_number, kept, "paul@vendor.example")
        check_message(escaped(text), contract_card(language, text, contract.contract_number, contact, "A-1", taken))
        check_view(forms.contract(language, contract, kept, TODAY, contract.account, contact).to_dict())
    check_message("act", as_blocks([*rows(language, [(text[:3000], contract.contract_number)] * 20)]))
    check_message("act", as_blocks([undo_button(language, 12)]))
    page = drawn(language, drafted)
    check_message(page.text, page.blocks)
    for block in page.blocks + as_blocks(contact):
        assert not any(
            re.search(r"<(?!mailto:)", one["text"]) for one in block.get("elements", []) if one["type"] == "mrkdwn"
        )


@given(
    LANGUAGES,
    contracts(),
    st.lists(st.tuples(st.just("paul@vendor.example"), st.text(min_size=1, max_size=2000), st.just(TODAY)), max_size=5),
)
def test_a_form_with_long_notes_is_one_that_slack_takes(
    language: str, contract: Terms, notes: list[tuple[str, str, date]]
) -> None:
    progress = Progress("grace@vendor.example", TODAY, date(2026, 12, 24), tuple(notes))
    check_view(forms.contract(language, contract, progress, TODAY).to_dict())


@given(
    LANGUAGES,
    st.sampled_from(
        [
            Query(),
            Query(
                from_json(
                    {
                        "only": {
                            "region": ["EMEA"],
                            "kind": ["hardware"],
                            "status": ["due"],
                            "forecast": ["at-risk"],
                            "owner": ["a@b.example"],
                        }
                    }
                )
            ),
        ]
    ),
)
def test_the_filters_and_the_digests_settings_are_forms_that_slack_takes(language: str, query: Query) -> None:
    check_view(filter_form.filters(language, query, {"channel_id": "D1", "message_ts": "1.2"}).to_dict())
    check_view(forms.digest(language, Digest(23, (0, 1, 2, 3, 4, 5, 6)), "America/Argentina/ComodRivadavia").to_dict())
    check_view(forms.digest(language, Digest(0, ()), "UTC").to_dict())


@pytest.mark.parametrize(("count", "offered", "others"), [(5, 5, ""), (6, 6, ""), (120, 100, "20 others")])
def test_all_accounts_that_match_are_offered_or_counted(count: int, offered: int, others: str) -> None:
    page = choice("en", [AccountName(f"A-{number}", f"Acme {number}") for number in range(count)])
    check_message(page.text, page.blocks)
    drawn = [element for block in page.blocks for element in block.get("elements", [])]
    assert sum(len(element.get("options", [None])) for element in drawn) == offered
    assert others in page.text


@given(
    LANGUAGES,
    st.lists(contracts(), min_size=1, max_size=40).map(unique),
    st.lists(NAMES, max_size=8),
    st.integers(0, 500),
)
def test_the_page_of_any_account_is_one_that_slack_takes(
    language: str, found: list[Terms], texts: list[str], more: int
) -> None:
    asked_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    states = [("claimed", None), ("resolved", "quoted"), ("waiting", None)]
    page = AccountPage(
        number="A-1", name=found[0].account, country="FR", contracts=found, total=len(found) + more,
        contacts=[(contract.contact_name, contract.contact_email) for contract in found], resellers=texts,
        owners=["Paul", *texts],
        kept={contract.contract_number: Progress("paul@vendor.example", TODAY, date(2026, 12,
        24)) for contract in found[:3]},
        notes=[Note(found[0].contract_number, "paul@vendor.example", text * 20, TODAY) for text in texts],
        requests=[CustomerRequest("H-2345678", asked_at, "quote", state, outcome, "Paul", "C1", "1.2") for state,
        outcome in states],
    )  # fmt: skip
    shown = account_drawn(
        Person("U1", SalesRep("paul@vendor.example"), language, "Europe/Paris", "Paul"),
        page,
        TODAY,
        "https://x.slack.com/",
    )
    check_message(shown.text, shown.blocks)
    assert not re.search(r"<[@!#]", shown.text)


@given(LANGUAGES, st.lists(contracts(), min_size=1, max_size=8).map(unique))
def test_the_overview_and_the_choice_of_accounts_are_ones_that_slack_takes(language: str, found: list[Terms]) -> None:
    counts = {"overdue": len(found), "30": 0, "60": 2, "90": 10**6}
    check_view(
        {
            "type": "home",
            "blocks": as_blocks(
                [
                    *overview(language, counts),
                    *rows(language, [(line(language, one, TODAY)[:3000], one.contract_number) for one in found]),
                ]
            ),
        }
    )
    page = choice(language, [AccountName(contract.contract_number, contract.account) for contract in found])
    check_message(page.text, page.blocks)


@given(st.text(max_size=30_000), st.lists(st.text(min_size=1, max_size=200), max_size=9))
def test_an_answer_of_any_length_with_its_suggestions_is_one_that_slack_takes(text: str, labels: list[str]) -> None:
    blocks = as_blocks(
        [*paragraphs(text), *suggestions([{"label": label.strip() or "…", "say": label} for label in labels])]
    )
    if blocks:
        check_message("text", blocks)
    assert len("".join(words(as_blocks(paragraphs(text))))) <= 9000


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_phrase_that_stands_alone_is_a_message_that_slack_takes(language: str) -> None:
    for name in ("help", "not-known", "gone", "only-you", "too-long", "nothing", "bad-days", "digest-nothing"):
        check_message(said(language, name), as_blocks(paragraphs(said(language, name))))


@pytest.mark.parametrize(
    ("typed", "words_said"),
    [
        ("<@U0BOT> when does <https://acme.example|acme.example> end?", "when does acme.example end?"),
        ("<@U0BOT|renewals>", ""),
        ("AT&amp;T &lt;3", "AT&T <3"),
        ("in <#C1|sales> by <!date^1|tomorrow>", "in sales by tomorrow"),
        ("mail <mailto:a@b.example|a@b.example>", "mail a@b.example"),
    ],
)
def test_what_a_person_typed_is_read_without_slacks_marks(typed: str, words_said: str) -> None:
    assert as_typed(typed) == words_said


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "nope"}],
        [{"type": "section", "text": {"type": "plain_text", "text": "x" * 3001}}],
        [{"type": "section", "text": {"type": "plain_text", "text": ""}}],
        [{"type": "section", "text": {"type": "plain_text", "text": "x"}, "colour": "red"}],
        [{"type": "divider"}] * 51,
        [{"type": "section", "text": {"type": "plain_text", "text": "x" * 3000}}] * 4,
        [
            {
                "type": "actions",
                "elements": [{"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x" * 76}}],
            }
        ],
        [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}],
    ],
)
def test_the_validators_refuse_what_slack_refuses(blocks: list[dict[str, Any]]) -> None:
    with pytest.raises((AssertionError, SlackObjectFormationError, sb.InvalidUsageError)):
        check_message("text", blocks)


def test_a_list_of_ones_own_renewals_says_whose_they_are() -> None:
    drawn = contract_list("en", "Yours", Query(of_mine("paul@vendor.example", TODAY)), [terms()], 1, TODAY)
    assert "Contoso" in "\n".join(words(drawn))
    assert "1 contract" in "\n".join(words(drawn))
