"""What a member wrote in Slack, as a customer reads it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.member_words import BLOCKS, EMPTY, GROUP, INSIDE, NOBODY, CustomerText, read
from bot.slack.text import parts


class Directory:
    """Two people and a channel."""

    async def person(self, user: str) -> str | None:
        return {"U01PAUL": "Paul Durand", "U02GRACE": "Grace & Co"}.get(user)

    async def channel(self, channel: str) -> str | None:
        return {"C01GEN": "general"}.get(channel)


def customer_reads(text: str = "", **message: Any) -> CustomerText:
    return asyncio.run(read({"text": text, **message}, Directory()))


def rich(*elements: dict[str, Any], kind: str = "rich_text_section") -> list[dict[str, Any]]:
    return [{"type": "rich_text", "elements": [{"type": kind, "elements": list(elements)}]}]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("<https://support.example/renew|la procédure>", "la procédure (https://support.example/renew)"),
        ("<https://support.example/renew>", "https://support.example/renew"),
        ("<https://support.example/?a=1&amp;b=2|this page>", "this page (https://support.example/?a=1&b=2)"),
        ("see <http://support.example|support.example>", "see http://support.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<mailto:a@b.example|write to Anna>", "write to Anna (a@b.example)"),
        ("<tel:+33123456789|+33123456789>", "+33123456789"),
        ("<tel:+33123456789|call us>", "call us (tel:+33123456789)"),
        ("<https://evil.example|https://good.example>", "https://good.example (https://evil.example)"),
        ("ask <@U01PAUL> or <@U02GRACE|grace>", "ask @Paul Durand or @Grace & Co"),
        ("with <@U02GRACE>", "with @Grace & Co"),
        ("in <#C01GEN|> and <#C02|sales>", "in #general and #sales"),
        ("<!here> <!channel> <!subteam^S01|@renewals-emea>", "@here @channel @renewals-emea"),
        ("on <!date^1795000000^{date}|18 November 2026>", "on 18 November 2026"),
        (":tada: done :+1::skin-tone-3:", "🎉 done 👍🏼"),
        (":flag-fr: :thumbsup::skin-tone-6: :heart:", "🇫🇷 👍🏿 ❤️"),
        (":slightly_smiling_face: :simple_smile: :man-shrugging: :e-mail:", "🙂 🙂 🤷‍♂️ 📧"),
        ("Voir <https://example.com/a?x=1&amp;y=2|la page>", "Voir la page (https://example.com/a?x=1&y=2)"),
        ("+1 <@U0SAM|sam> can you take it?", "+1 @sam can you take it?"),
        ("our :acme-logo: and :not_an_emoji:", "our :acme-logo: and :not_an_emoji:"),
        ("at 10:30:45, ratio 1:2:3", "at 10:30:45, ratio 1:2:3"),
        ("`:tada:` and ```:heart: &lt;b&gt;```", "`:tada:` and ```:heart: <b>```"),
        ("```open <https://a.example|a>", "```open a (https://a.example)"),
        ("*Important* : _voir_ le ~vieux~ contrat", "Important : voir le v̶i̶e̶u̶x̶ contrat"),
        ("~100~ 120 seats, *_both_* and _*both*_", "1̶0̶0̶ 120 seats, both and both"),
        ("*see <https://a.example/_x_*y*|the page> :tada:*", "see the page (https://a.example/_x_*y*) 🎉"),
        ("2*3*4, a_b_c, 5 * 6 * 7, ~100 seats or ~200, * star", "2*3*4, a_b_c, 5 * 6 * 7, ~100 seats or ~200, * star"),
        ("`*code*` and ```~all~ :heart: *of* it", "`*code*` and ```~all~ :heart: *of* it"),
        ("• one\n    ◦ two\n1. three", "• one\n    ◦ two\n1. three"),
        ("a &lt; b &amp;amp; c", "a < b &amp; c"),
    ],
)
def test_text_is_written_out(written: str, text: str) -> None:
    words = customer_reads(written)
    assert (words.text, words.lost) == (text, [])


def test_addresses_are_given_as_links_the_longest_first_and_only_those_that_a_front_may_lead_to() -> None:
    words = customer_reads("<https://a.example> <https://a.example/b|b> <http://c.example> <mailto:x@y.example|x>")
    assert words.links == [
        {"label": "https://a.example/b", "href": "https://a.example/b", "kind": "page"},
        {"label": "https://a.example", "href": "https://a.example", "kind": "page"},
        {"label": "x@y.example", "href": "mailto:x@y.example", "kind": "mail"},
    ]


def test_an_address_cannot_break_out_of_a_link() -> None:
    words = customer_reads('<https://a.example/&gt;x"y z|there>')
    assert words.links[0]["href"] == "https://a.example/%3Ex%22y%20z"


def test_an_emoji_of_rich_text_is_told_by_its_code_points_and_a_workspaces_own_by_its_name() -> None:
    blocks = rich(
        {"type": "emoji", "name": "male-technologist", "unicode": "1f468-200d-1f4bb"},
        {"type": "emoji", "name": "wave", "skin_tone": 2, "unicode": "1f44b-1f3fb"},
        {"type": "emoji", "name": "acme"},
        {"type": "text", "text": "x", "style": {"bold": True}},
    )
    words = customer_reads(":male-technologist: :wave::skin-tone-2: :acme: *x*", blocks=blocks)
    assert (words.text, words.lost) == ("👨‍💻 👋🏻 :acme: x", [])


def test_rich_text_tells_which_signs_are_a_style() -> None:
    blocks = rich({"type": "text", "text": "_id_ or "}, {"type": "text", "text": "name", "style": {"bold": True}})
    assert customer_reads("_id_ or *name*", blocks=blocks).text == "_id_ or name"


def test_rich_text_tells_what_is_an_emoji_and_what_only_looks_like_one() -> None:
    assert customer_reads("1:100:2", blocks=rich({"type": "text", "text": "1:100:2"})).text == "1:100:2"


@pytest.mark.parametrize(
    ("message", "lost"),
    [
        ({"text": "ask <@U404>"}, [NOBODY]),
        ({"text": "in <#C404>"}, [NOBODY]),
        ({"text": "<!subteam^S01> look"}, [GROUP]),
        ({"text": "<https://renewalco.slack.com/archives/C1/p1|there>"}, [INSIDE]),
        ({"text": "x", "blocks": [{"type": "video"}]}, [BLOCKS]),
        ({"text": "x", "blocks": rich({"type": "canvas"})}, [BLOCKS]),
        ({"text": "x", "attachments": [{"fallback": "a card of another app"}]}, [BLOCKS]),
        ({"text": "", "attachments": [{"is_share": True, "from_url": "https://x.slack.com/archives/C1/p1"}]}, [EMPTY]),
    ],
)
def test_what_cannot_go_to_a_customer_is_named(message: dict[str, Any], lost: list[str]) -> None:
    assert customer_reads(**message).lost == lost


def test_a_preview_of_an_address_is_no_part_of_the_message() -> None:
    preview = {"from_url": "https://a.example", "title": "A page", "text": "Words of the page"}
    assert customer_reads("<https://a.example>", attachments=[preview]).text == "https://a.example"


def test_a_forwarded_message_goes_with_its_text_its_author_and_its_files() -> None:
    shared = {
        "is_share": True, "is_msg_unfurl": True, "author_name": "Grace Lee",
        "from_url": "https://x.slack.com/archives/C1/p1",
        "text": ("The quote is *ready*: <https://quotes.example/7|here> " ":tada:"), "files": [{"id": "F1",
        "name": "quote.pdf"}],
    }  # fmt: skip
    words = customer_reads("As promised:", attachments=[shared])
    assert words.text == "As promised:\n\n↪ Grace Lee: The quote is ready: here (https://quotes.example/7) 🎉"
    assert ([file["id"] for file in words.files], words.lost) == (["F1"], [])


@given(st.text(alphabet="ab :\n", max_size=300), st.integers(5, 60))
def test_a_long_text_is_cut_into_parts_in_order_and_loses_nothing_but_spaces(text: str, longest: int) -> None:
    cut = parts(text, longest)
    assert all(len(part) <= longest for part in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


@given(st.text(alphabet="<>|@#!:`&;*_~aU1 \n", max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert isinstance(customer_reads(text).text, str)
