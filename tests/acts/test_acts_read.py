"""Sentences as acts: what is done, to what, when; and every word that is none of these in the note."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ROOT
from renewals import query
from renewals.acts import completion, from_json, may_act, read, to_json
from renewals.acts.kinds import Acts
from renewals.query import Named
from tests.examples import times

MONDAY = date(2026, 11, 23)
NAMES = {
    "contoso": ("account", ("A-1",)),
    "orion": ("account", ("A-2", "A-3")),
    "c-100234": ("number", ("C-100234",)),
    "sam": ("owner", ("sam@x",)),
}


def named(text: str) -> list[Named]:
    lowered = text.lower()
    return [
        Named(field, values, lowered.index(name), lowered.index(name) + len(name))
        for name, (field, values) in NAMES.items()
        if name in lowered
    ]


def told(acts: Acts | None) -> list[str]:
    """Acts as a line for each wish."""
    if acts is None:
        return []
    lines = []
    for part in acts.parts:
        about = ",".join([*part.numbers, *("/".join(group) for group in part.accounts)]) or "it"
        for wish in part.wishes:
            when = f" {wish.day}" if wish.day else f" ?{wish.unsure.reason}" if wish.unsure else ""
            at = "" if wish.minute is None else f" {wish.minute // 60}:{wish.minute % 60:02d}"
            value, text = f" {wish.value}" if wish.value else "", f": {wish.text}" if wish.text else ""
            lines.append(f"{about} {wish.what}{value}{when}{at}{text}")
    return lines


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("called Contoso, PO next week, remind me Thursday 9", ["A-1 contacted", "A-1 note: PO next week",
        ("A-1 remind 2026-11-26 " "9:00")]),
        ("Called Contoso\nPO next week\nremind me Thursday 9am", ["A-1 contacted", "A-1 note: PO next week",
        ("A-1 remind 2026-11-26 " "9:00")]),
        (("just spoke with Contoso - they sign in January - remind me on " "15/01"), ["A-1 contacted",
        ("A-1 note: they " "sign " "in " "January"), "A-1 remind 2027-01-15"]),
        ("mark it as contacted", ["it contacted"]),
        ("mark Contoso as not contacted", ["A-1 clear contacted"]),
        ("remind me Monday at 9:30 about Contoso", ["A-1 remind 2026-11-30 9:30"]),
        ("remind me at noon tomorrow about Contoso", ["A-1 remind 2026-11-24 12:00"]),
        ("can you remind me tomorrow at 3pm about Contoso?", ["A-1 remind 2026-11-24 15:00"]),
        ("remind me tomorrow morning", ["it remind 2026-11-24 9:00"]),
        ("remind me in 2 weeks", ["it remind 2026-12-07"]),
        ("remind me next week", ["it remind 2026-11-30"]),
        ("remind me to send the quote to Contoso on Friday", ["A-1 note: send the quote to Contoso",
        "A-1 remind 2026-11-27"]),
        ("snooze it until January", ["it snooze 2027-01-01"]),
        ("snooze Contoso for two weeks", ["A-1 snooze 2026-12-07"]),
        ("snooze Contoso for a week", ["A-1 snooze 2026-11-30"]),
        ("snooze it until a week before the end", ["it note: end", "it snooze ?unread"]),
        ("don't remind me about Contoso before March", ["A-1 snooze 2027-03-01"]),
        ("put Contoso on hold until 5 January", ["A-1 snooze 2027-01-05"]),
        ("snooze it until after the holidays", ["it snooze ?unread"]),
        ("add a note to C-100234: waiting for the PO, budget frozen",
        [("C-100234 note: waiting for the PO, " "budget frozen")]),
        ("note that Contoso wants 40 seats", ["A-1 note: Contoso wants 40 seats"]),
        ("Contoso: PO next week, remind me Thursday", ["A-1 note: PO next week", "A-1 remind 2026-11-26"]),
        ("emailed Contoso yesterday", ["A-1 contacted", "A-1 note: yesterday"]),
        ("I called Jane at Contoso and they'll send the PO", ["A-1 contacted",
        "A-1 note: I called Jane at Contoso and they'll send the PO"]),
        ("called Orion and Contoso, waiting for signature", ["A-2/A-3,A-1 contacted",
        ("A-2/A-3,A-1 note: waiting for " "signature")]),
        ("spoke to Orion; snooze Contoso until 15 January", ["A-2/A-3 contacted", "A-1 snooze 2027-01-15"]),
        ("called them, note for Contoso: budget frozen", ["A-1 contacted", "A-1 note: budget frozen"]),
        ("clear the snooze on Contoso", ["A-1 clear snooze"]),
        ("cancel my reminder for C-100234", ["C-100234 clear reminders"]),
        ("Contoso is at risk because the budget was cut", ["A-1 forecast at-risk: the budget was cut"]),
        ("they are likely to renew", ["it forecast likely"]),
        ("snoooze Contoso until Friday", ["A-1 snooze 2026-11-27"]),
        ("reminder Thursday 9: call Contoso", ["A-1 note: call Contoso", "A-1 remind 2026-11-26 9:00"]),
        ("I already called", ["it contacted"]),
        ("mark Contoso as contacted, reached them at last", ["A-1 contacted", "A-1 note: reached them at last"]),
        ("called Contoso this afternoon", ["A-1 contacted", "A-1 note: this afternoon"]),
        ("called Contoso about their budget", ["A-1 contacted", "A-1 note: about their budget"]),
        ("C-100234: called, line busy", ["C-100234 contacted", "C-100234 note: line busy"]),
        ("just called Contoso", ["A-1 contacted"]),
    ],
)  # fmt: skip
def test_english_sentences_are_acts(text: str, acts: list[str]) -> None:
    assert told(read(text, "en", MONDAY, named(text))) == acts


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("appelé Contoso, bon de commande la semaine prochaine, rappelle-moi jeudi à 9h", ["A-1 contacted",
        ("A-1 note: bon de commande " "la " "semaine " "prochaine"), ("A-1 remind 2026-11-26 " "9:00")]),
        ("j'ai appelé Contoso, c'est fait", ["A-1 contacted"]),
        ("je viens d'appeler Contoso", ["A-1 contacted"]),
        ("j'ai eu Contoso au téléphone, ils signent lundi", ["A-1 contacted", "A-1 note: ils signent lundi"]),
        ("marque C-100234 comme contacté", ["C-100234 contacted"]),
        ("marque Contoso comme non contacté", ["A-1 clear contacted"]),
        ("rappelle-moi demain à 14h30 pour Contoso", ["A-1 remind 2026-11-24 14:30"]),
        ("peux-tu me rappeler Contoso vendredi ?", ["A-1 remind 2026-11-27"]),
        ("rappelle-moi dans deux semaines", ["it remind 2026-12-07"]),
        ("mets Contoso en pause jusqu'en janvier", ["A-1 snooze 2027-01-01"]),
        ("pas de rappel pour Contoso avant mars", ["A-1 snooze 2027-03-01"]),
        ("réveille Contoso", ["A-1 clear snooze"]),
        ("note pour Contoso : budget bloqué, on attend la DSI", ["A-1 note: budget bloqué, on attend la DSI"]),
        ("note que Contoso veut 40 postes", ["A-1 note: Contoso veut 40 postes"]),
        ("ajoute une note à C-100234 : il paie tard", ["C-100234 note: il paie tard"]),
        ("j'ai relancé Contoso par courrier", ["A-1 contacted", "A-1 note: par courrier"]),
        ("j'ai relancé Contoso hier, rappelle-moi jeudi", ["A-1 contacted", "A-1 note: hier", "A-1 remind 2026-11-26"]),
        ("annule le rappel de Contoso", ["A-1 clear reminders"]),
        ("Contoso ne renouvellera pas parce qu'ils partent", ["A-1 forecast will-not-renew: ils partent"]),
        ("marque Contoso à risque, budget coupé", ["A-1 forecast at-risk: budget coupé"]),
        ("Contoso va renouveler", ["A-1 forecast likely"]),
    ],
)  # fmt: skip
def test_french_sentences_are_acts(text: str, acts: list[str]) -> None:
    assert told(read(text, "fr", MONDAY, named(text))) == acts


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("did we call Contoso", "en"), ("I didn't call Contoso", "en"), ("is Contoso at risk", "en"),
        (("which contracts did I " "mark " "as " "contacted"), "en"),
        ("contacted", "en"), ("contacted in January", "en"), ("contracts I called last week", "en"),
        ("Sam called Contoso", "en"), ("at risk in Germany", "en"),
        ("Contoso is not at risk", "en"), ("Contoso will renew if we cut the price", "en"), ("reminders", "en"),
        ("my notes on Contoso", "en"), ("a note", "en"),
        ("remind me what essential support includes", "en"), ("already contacted ones", "en"), ("no reminder set yet",
        "en"), ("snoozed ones please", "en"), ("reminder set, mine", "en"),
        ("it does not renew by itself", "en"), ("comment je renouvelle ?", "en"),
        (("rappelle-moi ce que comprend " "l'offre"), "fr"), (("aucun rappel, à " "moi"), "fr"),
        ("j'ai vu passer une annonce", "fr"), ("the price is lost on them", "en"),
        ("contacte Contoso", "fr"), ("qui a appelé Contoso", "fr"), ("on n'a pas appelé Contoso", "fr"),
        (("je dois appeler " "Contoso"), "fr"),
        ("Contoso est-il à risque ?", "fr"), ("mes rappels", "fr"), ("les contrats à risque", "fr"),
    ],
)  # fmt: skip
def test_questions_negations_and_intentions_are_none(text: str, language: str) -> None:
    assert read(text, language, MONDAY, named(text)) is None


def questions() -> list[str]:
    """What people ask, of the labelled sets and of the questions for contracts."""
    files = [
        ROOT / "nlu" / "evaluation" / f"{name}.{language}.jsonl"
        for name in ("blind", "dialogues", "tickets")
        for language in ("en", "fr")
    ]
    files += [ROOT / "nlu" / "evaluation" / f"{language}.jsonl" for language in ("en", "fr")]
    files += [ROOT / "tests" / "renewals" / f"questions.{language}.jsonl" for language in ("en", "fr")]
    rows = [
        json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    return [text for row in rows for text in texts_of(row)]


def texts_of(value: Any) -> Iterator[str]:
    """The texts of a row, however deep they stand."""
    if isinstance(value, list):
        for one in value:
            yield from texts_of(one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if isinstance(one, str):
                yield from [one] if name == "text" else []
            else:
                yield from texts_of(one)


# The heading of a ticket; what takes an act back where there is one, and else means what it always did.
TAKEN_FOR_ACTS = {"Note pour le conseil", "annule", "annuler"}


def test_none_of_the_questions_that_people_ask_is_taken_for_an_act() -> None:
    asked = questions()
    assert len(asked) > 2000
    found = {text for text in asked for language in ("en", "fr") if read(text, language, MONDAY)}
    assert {text for text in found if text.split("\n")[0] not in TAKEN_FOR_ACTS} == set()


@pytest.mark.parametrize(("text", "number"), [("undo", 0), ("Undo that please", 0), ("undo #12", 12)])
def test_undo_names_an_act_or_means_the_last(text: str, number: int) -> None:
    found = read(text, "en", MONDAY)
    assert found is not None
    assert found.undo == number


@pytest.mark.parametrize(
    ("text", "language", "day", "minute"),
    [("Thursday 26 November 2026, 10:00", "en", "2026-11-26", 600), ("jeudi 26 novembre 2026 à 10:00", "fr",
    "2026-11-26", 600), ("tomorrow", "en", "2026-11-24", None)],
)  # fmt: skip
def test_a_day_that_is_offered_reads_as_that_day(text: str, language: str, day: str, minute: int | None) -> None:
    found = completion(text, language, MONDAY)
    assert found is not None
    assert (str(found.day), found.minute) == (day, minute)


WORDS = (
    "called spoke contacted remind me snooze note mark as likely at risk won't renew Contoso Orion C-100234 "
    "Sam Thursday 9 tomorrow until January 10:30 , . ? \n : - and it all undo"
    " the clear reminder if not every rappelle-moi appelé mets en pause jusqu'en janvier PO 4711 budget frozen"
).split(" ")


@times(6)
@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=25), st.sampled_from(["en", "fr"]))
def test_whatever_is_said_each_word_is_an_act_s_a_name_s_a_day_s_or_stands_in_the_note(
    words: list[str], language: str
) -> None:
    text = " ".join(words)
    acts = read(text, language, MONDAY, named(text))
    if acts is None:
        return
    # Nothing is made up: a note or reason is written as it was said.
    for part in acts.parts:
        assert part.wishes
        for wish in part.wishes:
            assert all(piece in text for piece in wish.text.split("; "))
    assert acts.undo is not None or acts.parts
    assert may_act(text, language)
    # What waits for an answer is the same when it comes back.
    kept = from_json(to_json(acts))
    assert [
        part.wishes and [(wish.what, wish.day, wish.minute, wish.text, wish.value) for wish in part.wishes]
        for part in kept.parts
    ] == [[(wish.what, wish.day, wish.minute, wish.text, wish.value) for wish in part.wishes] for part in acts.parts]


@times(3)
@given(
    st.sampled_from(["budget", "zebra", "PO", "4711", "quarterly"]),
    st.sampled_from(["called Contoso", "remind me Thursday about Contoso", "snooze Contoso until Friday"]),
)
def test_a_word_that_nobody_understands_is_kept_in_the_note(word: str, act: str) -> None:
    acts = read(f"{act}, {word} pending", "en", MONDAY, named(act))
    assert acts is not None
    assert f"{word} pending" in [wish.text for wish in acts.parts[0].wishes]


@pytest.mark.parametrize(
    ("text", "language", "field", "value"),
    [
        ("at risk this quarter", "en", "forecast", "at-risk"),
        ("which contracts are likely to renew in March", "en", "forecast", "likely"),
        ("what won't renew in January", "en", "forecast", "will-not-renew"),
        ("contracts without a forecast", "en", "forecast", "none"),
        ("where do word and facts disagree", "en", "disagrees", "yes"),
        ("à risque ce trimestre", "fr", "forecast", "at-risk"),
        ("les contrats qui ne renouvelleront pas", "fr", "forecast", "will-not-renew"),
        ("les contrats où l'avis et les faits se contredisent", "fr", "disagrees", "yes"),
    ],
)
def test_contracts_are_asked_for_by_the_word_on_them(text: str, language: str, field: str, value: str) -> None:
    found = query.read(text, language, MONDAY)
    assert (found.query.values(field), found.unread) == ((value,), ())
    assert read(text, language, MONDAY) is None


NUMBERS = {"910228": "H-910228", "910182": "H-910182", "910199": "H-910199"}


@pytest.mark.parametrize(
    ("text", "language", "acts"),
    [
        ("snooze 910228, 910182 and 910199 for two weeks", "en", ["snooze 2026-12-07"]),
        ("910228, 910182 & 910199: snooze til thurs", "en", ["snooze 2026-11-26"]),
        ("remind me tues about 910228, 910182 and 910199", "en", ["remind 2026-11-24"]),
        ("mark 910228, 910182, 910199 as contacted", "en", ["contacted"]),
        ("mets 910228, 910182 et 910199 en pause jusqu'à jeudi", "fr", ["snooze 2026-11-26"]),
    ],
)
def test_several_bare_numbers_are_so_many_contracts_and_no_note(text: str, language: str, acts: list[str]) -> None:
    names = [
        Named("number", (number,), text.index(bare), text.index(bare) + len(bare)) for bare, number in NUMBERS.items()
    ]
    about = ",".join(NUMBERS.values())
    assert told(read(text, language, MONDAY, names)) == [f"{about} {act}" for act in acts]
