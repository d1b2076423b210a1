"""Which colleagues a text means, however their names are typed; and which names mean nobody on file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.people import PersonName, people_meant

NAMES = [
    "Léa Marchand",
    "Sam Ortiz",
    "Yuki Tanaka",
    "Wei Ling",
    "Dana Boss",
    "Jean-Pierre Dupont",
    "Sébastien Le Goff",
    "Siobhan O'Brien",
    "Mark Twain",
    "May Chen",
    "Will Grant",
    "Sam Whitfield",
]
PEOPLE = [PersonName(f"{number}@vendor.example", name) for number, name in enumerate(NAMES)]
FIRMS = ["Contoso SARL", "Marchand SARL", "Ortiz Industries GmbH", "May & Sons"]
PRODUCTS = ["Endpoint Protection", "ProxySG"]
SAMS = ["Sam Ortiz", "Sam Whitfield"]


def meant(text: str) -> list[tuple[str, list[str]]]:
    return [
        (one.said, sorted(person.name for person in one.people))
        for one in people_meant(text, PEOPLE, [*FIRMS, *PRODUCTS])
    ]


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("which contracts does Léa look after", "Léa Marchand"),
        ("which contracts does lea look after?", "Léa Marchand"),
        ("what does LEA MARCHAND have overdue", "Léa Marchand"),
        ("marchand léa", "Léa Marchand"),
        ("contracts of léa m.", "Léa Marchand"),
        ("contracts of L. Marchand", "Léa Marchand"),
        ("what ends for lea.marchand in March", "Léa Marchand"),
        ("LeaMarchand", "Léa Marchand"),
        ("Dana's", "Dana Boss"),
        ("dana’s overdue ones", "Dana Boss"),
        ("danas contracts", "Dana Boss"),
        ("what about Danna?", "Dana Boss"),
        ("show me Yuki Tanak's renewals", "Yuki Tanaka"),
        ("TANAKA Yuki", "Yuki Tanaka"),
        ("yukitanaka", "Yuki Tanaka"),
        ("DB's contracts", "Dana Boss"),
        ("what does DB look after", "Dana Boss"),
        ("jean pierre", "Jean-Pierre Dupont"),
        ("jeanpierre's contracts", "Jean-Pierre Dupont"),
        ("JP Dupont", "Jean-Pierre Dupont"),
        ("Jean Dupont", "Jean-Pierre Dupont"),
        ("les contrats de Sebastien", "Sébastien Le Goff"),
        ("les contrats de Seb", "Sébastien Le Goff"),
        ("que suit le goff", "Sébastien Le Goff"),
        ("siobhan obrien", "Siobhan O'Brien"),
        ("O’Brien's contracts", "Siobhan O'Brien"),
        ("what does Mark have next quarter", "Mark Twain"),
        ("what does mark have overdue", "Mark Twain"),
        ("contracts that Mark owns", "Mark Twain"),
        ("May's contracts", "May Chen"),
        ("what does May have overdue", "May Chen"),
        ("contracts of May Chen in May", "May Chen"),
        ("Will's contracts", "Will Grant"),
        ("les contrats dont s'occupe Léa", "Léa Marchand"),
        ("qu'a Léa en retard ?", "Léa Marchand"),
        ("only Dana", "Dana Boss"),
        ("Mme Marchand", "Léa Marchand"),
        ("Dana Endpoint Protection", "Dana Boss"),
        ("Dana's EMEA hardware", "Dana Boss"),
    ],
)
def test_a_colleague_is_found_by_every_usual_way_to_name_them(said: str, person: str) -> None:
    assert [people for _, people in meant(said)] == [[person]]


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("what does Sam have overdue", [SAMS]),
        ("Sam O", [["Sam Ortiz"]]),
        ("Sam W's", [["Sam Whitfield"]]),
        ("compare Dana and Léa", [["Dana Boss"], ["Léa Marchand"]]),
        ("Dana, Yuki et Léa", [["Dana Boss"], ["Yuki Tanaka"], ["Léa Marchand"]]),
    ],
)
def test_several_who_are_called_alike_are_one_mention_and_several_who_are_named_are_several(
    said: str, people: list[list[str]]
) -> None:
    assert [found for _, found in meant(said)] == people


@pytest.mark.parametrize(
    "said",
    [
        "what ends in May",
        "what may end next month",
        "May I see the overdue ones?",
        "mark C-100234 as contacted",
        "contracts in May's first week",
        "will it renew by itself?",
        "which contracts will end this month",
        "we grant a discount",
        "contracts of Marchand SARL",
        "contracts of Ortiz Industries",
        "when does Ortiz Industries end",
        "what does Contoso have",
        "Endpoint Protection contracts",
        "les contrats du marchand",
        "show my data",
        "what is overdue?",
        "who looks after this contract",
        "which contracts do I look after",
        "dont je m'occupe",
        "qui s'occupe de Contoso",
        "",
    ],
)
def test_words_of_every_day_firms_and_months_are_no_colleagues(said: str) -> None:
    assert meant(said) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("which contracts does Zoé look after", "Zoé"),
        ("which contracts does zoe look after?", "zoe"),
        ("contracts owned by Peter Falk", "Peter Falk"),
        ("les contrats dont s'occupe Zoé", "Zoé"),
        ("les contrats suivis par zoé", "zoé"),
        ("what does Sam Smith have overdue", "Sam Smith"),
        ("the contracts of Peter Ortiz", "Peter Ortiz"),
        ("what does sam smith look after", "sam smith"),
        ("Mme Durand", "Durand"),
    ],
)
def test_a_colleague_who_is_meant_and_not_on_file_is_told_as_unknown(said: str, name: str) -> None:
    assert meant(said) == [(name, [])]


def test_a_slip_of_the_finger_or_a_shortened_name_is_found_and_not_sure() -> None:
    def sure(text: str) -> list[bool]:
        return [one.sure for one in people_meant(text, PEOPLE)]

    assert sure("Léa's") == sure("sam ortiz") == sure("L. Marchand") == [True]
    assert sure("Sebast's") == sure("Seb's") == sure("Danna's") == sure("DB's") == [False]


def test_somebody_known_by_an_address_alone_is_named_by_its_words() -> None:
    people = [PersonName("paul.durand@vendor.example", ""), PersonName("l.petit2@vendor.example", "")]
    assert [one.people for one in people_meant("what does Paul have", people)] == [(people[0],)]
    assert [one.people for one in people_meant("contracts of paul.durand@vendor.example", people)] == [(people[0],)]
    assert [one.people for one in people_meant("Petit's contracts", people)] == [(people[1],)]


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=4))
def test_a_mention_says_where_it_stands_in_any_text(text: str, names: list[str]) -> None:
    people = [*PEOPLE, *(PersonName(f"x{number}@vendor.example", name) for number, name in enumerate(names))]
    end = 0
    for one in people_meant(text, people):
        assert text[one.start : one.end] == one.said
        assert one.start >= end
        end = one.end


@given(
    st.sampled_from(PEOPLE),
    st.sampled_from(["{} has what overdue", "what does {} look after", "{}'s contracts", "les contrats de {}"]),
)
def test_a_whole_name_is_always_found_alone(person: PersonName, frame: str) -> None:
    for name in (person.name, person.name.lower(), person.name.upper()):
        found = people_meant(frame.format(name), PEOPLE)
        assert [one.people for one in found] == [(person,)]
