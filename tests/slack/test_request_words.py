"""Which messages take up, give back, hand over or share something, and which are anything else."""

import pytest

from bot.slack.request_words import CLAIM, GIVE, RELEASE, SHARE, names_here, said_of, wished, with_whom

CLAIMED = [
    ("claim Contoso's request", "Contoso's"),
    ("please claim H-ABCDEFG", "H-ABCDEFG"),
    ("I'll take the request from Northwind Traders", "Northwind Traders"),
    ("take over the Contoso conversation", "Contoso"),
    ("claim it", ""),
    ("can you claim Contoso's request?", "Contoso's"),
    ("je prends la demande de Contoso", "Contoso"),
    ("prends en charge H-ABCDEFG", "H-ABCDEFG"),
    ("Je m’occupe de la demande de Société Générale", "Société Générale"),
]
GIVEN = [
    ("hand this over to Dana", "", "Dana"),
    ("hand Contoso's request over to Dana King", "Contoso's", "Dana King"),
    ("give H-ABCDEFG to sam.ortiz@v.example", "H-ABCDEFG", "sam.ortiz@v.example"),
    ("can you pass the Contoso ticket on to <@U02GRACE>", "Contoso", "<@U02GRACE>"),
    ("passe la demande de Contoso à Léa", "Contoso", "Léa"),
    ("confie H-ABCDEFG à lea@v.example", "H-ABCDEFG", "lea@v.example"),
    ("transfère cette demande à Sam", "", "Sam"),
]
RELEASED = [
    ("release H-ABCDEFG", "H-ABCDEFG"),
    ("give back Contoso's request", "Contoso's"),
    (("libère la demande de Contoso"), "Contoso"),
]
SHARED_HERE = [
    "share this with the channel",
    "please share it here",
    "share the list with everybody",
    "partage ça avec le canal",
    "partage la liste ici",
]
NONE = [
    "take Contoso",
    "give me Contoso",
    "give me the contracts that end this quarter",
    "take it back",
    "undo",
    "move it to January",
    "pass to the next page",
    "passe à la page suivante",
    "transfer this contract to Dana",
    "who claimed Contoso's request?",
    "claim Contoso's request?",
    "share of hardware by region",
    "which requests are open",
    "called Contoso, hand over to Dana next week",
    "note for Contoso: they pass the request to their boss",
    "",
]


@pytest.mark.parametrize(("text", "named"), CLAIMED)
def test_a_request_is_taken_up_in_words(text: str, named: str) -> None:
    wish = wished(text)
    assert wish is not None
    assert (wish.what, said_of(wish), wish.bare) == (CLAIM, named, not named or bool(wish.references))


@pytest.mark.parametrize(("text", "named", "to"), GIVEN)
def test_a_request_is_handed_over_in_words(text: str, named: str, to: str) -> None:
    wish = wished(text)
    assert wish is not None
    assert (wish.what, said_of(wish), wish.to) == (GIVE, named, to)


@pytest.mark.parametrize(("text", "named"), RELEASED)
def test_a_request_is_given_back_in_words(text: str, named: str) -> None:
    wish = wished(text)
    assert wish is not None
    assert (wish.what, said_of(wish)) == (RELEASE, named)


@pytest.mark.parametrize("text", SHARED_HERE)
def test_an_answer_is_shared_in_words(text: str) -> None:
    wish = wished(text)
    assert wish is not None
    assert (wish.what, names_here(wish)) == (SHARE, True)


def test_an_answer_is_shared_with_a_channel_that_is_named() -> None:
    wish = wished("share this in <#C09ABC|renewals>")
    assert wish is not None
    assert (wish.what, names_here(wish)) == (SHARE, False)


@pytest.mark.parametrize("text", NONE)
def test_anything_else_is_no_such_wish(text: str) -> None:
    assert wished(text) is None


@pytest.mark.parametrize("text", ["share it with Dana", "partage ça avec Dana", "share this list with sam and dana"])
def test_what_is_shared_with_somebody_goes_to_a_channel_that_is_asked_for(text: str) -> None:
    wish = wished(text)
    assert wish is not None
    assert (wish.what, names_here(wish)) == (SHARE, False)


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("share this list with Dana King", "Dana King"), ("share it with her", ""), ("partage-lui la liste", ""),
        ("partage ça avec Léa", "Léa"), ("share this in #renewals", None), ("share it with the team", None),
    ],
)  # fmt: skip
def test_an_answer_is_shared_with_a_colleague_or_in_a_channel(text: str, whom: str | None) -> None:
    wish = wished(text)
    assert wish is not None
    assert (wish.what, with_whom(wish)) == (SHARE, whom)
