import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals import answers
from renewals.languages import is_foreign, language_named, spoken, spoken_after


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("when does my contract end", "en"),
        ("quand finit mon contrat", "fr"),
        ("renouvelement auto cmt ca marche", "fr"),
        ("cant find my reseller", "en"),
        ("devis svp", "fr"),
        ("thx", "en"),
        ("J'AI BESOIN D'AIDE", "fr"),
    ],
)
def test_the_language_is_that_of_the_message(text: str, language: str) -> None:
    other = "fr" if language == "en" else "en"
    assert spoken(text, other) == language


@pytest.mark.parametrize(
    "text", ["C-100234", "claire@contoso.example", "www.contoso.example", "ProxySG", "👍", "12/2026", "...", "Contoso"]
)
@pytest.mark.parametrize("before", ["fr", "en"])
def test_words_that_tell_nothing_keep_the_language(text: str, before: str) -> None:
    assert spoken(text, before) == before


FRENCH = "comment renouveler mon logiciel ?"


@pytest.mark.parametrize(
    "text", ["what about hardware", "end of support", "thank you very much", "the other one please"]
)
def test_a_few_words_of_another_language_do_not_change_that_of_a_person(text: str) -> None:
    assert spoken_after(text, "fr", ["ok", FRENCH]) == "fr"


def test_the_second_message_in_another_language_changes_it() -> None:
    assert spoken_after("what about hardware", "fr", ["thank you very much", FRENCH]) == "en"
    assert spoken_after("what about hardware", "fr", ["C-100234", "thank you very much", FRENCH]) == "en"


@pytest.mark.parametrize("text", ["how do I renew my antivirus?", "so when does my contract end then"])
def test_a_message_that_is_clearly_in_another_language_changes_it_at_once(text: str) -> None:
    assert spoken_after(text, "fr", [FRENCH]) == "en"


def test_who_has_not_told_their_language_yet_may_tell_it_in_a_few_words() -> None:
    assert spoken_after("devis svp", "en", []) == "fr"
    assert spoken_after("devis svp", "en", ["C-100234", "ok"]) == "fr"


@given(st.text(), st.sampled_from(["fr", "en"]), st.lists(st.text(), max_size=3))
def test_a_message_is_in_the_language_that_was_held_or_in_its_own(text: str, held: str, earlier: list[str]) -> None:
    assert spoken_after(text, held, earlier) in {held, spoken(text, held)}


@pytest.mark.parametrize(
    "text",
    [
        "¿Cuándo termina mi contrato de mantenimiento?",
        "Wann läuft mein Wartungsvertrag aus?",
        "Quando scade il mio contratto di manutenzione?",
        "متى ينتهي عقدي؟",
        "我的合同什么时候到期",
    ],
)
def test_another_language_is_noticed(text: str) -> None:
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "kan fini mon contra stp",
        "whn does teh contrct end plz",
        "ok",
        "hola",
        "SEP ProxySG DLP ATP",
        "asdf qwer zxcv uiop",
        "renouv auto service cloud prix",
    ],
)
def test_bad_typing_is_no_other_language(text: str) -> None:
    assert not is_foreign(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("in English please", "en"),
        ("en français svp", "fr"),
        ("tu parles anglais ?", "en"),
        ("auf Deutsch bitte", None),
    ],
)
def test_a_language_asked_for_by_name_is_found(text: str, language: str | None) -> None:
    assert language_named(text) == language


@given(st.text(), st.sampled_from(["fr", "en"]))
def test_any_text_has_a_language(text: str, before: str) -> None:
    assert spoken(text, before) in ("fr", "en")
    assert is_foreign(text) in (True, False)


# The code by which Rasa's own base class declares the method.
NAMES_A_LANGUAGE = {"nlu/engine/importer.py"}


def test_one_language_is_that_of_people_of_whom_none_is_known() -> None:
    assert answers.default_language() in answers.languages()
    told = [answers.DOMAIN / language / "language.yml" for language in answers.languages()]
    assert sum("default: true" in file.read_text(encoding="utf-8") for file in told) == 1


def test_no_code_names_a_language() -> None:
    root = answers.DOMAIN.parent
    files = [
        file for folder in ("actions", "bot", "nlu", "protocol", "renewals") for file in (root / folder).rglob("*.py")
    ]
    naming = {
        str(file.relative_to(root))
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in answers.languages()
    }
    assert naming == NAMES_A_LANGUAGE


@pytest.mark.parametrize(
    "text",
    [
        "Taiwan (R.O.C.)",
        "(R.O.C.)",
        "Web Security Service",
        "Hong Kong (SAR)",
        "Blue Lakes Steel Works",
        ("Électricité Service Lyon"),
    ],
)
@pytest.mark.parametrize("before", ["fr", "en"])
def test_a_name_alone_keeps_the_language(text: str, before: str) -> None:
    assert spoken(text, before) == before


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what contracts does Straßer have?", "en"),
        ("quand finit le contrat de Łódź Metal ?", "fr"),
        ("Quels contrats a Web Security Service Company ?", "fr"),
        ("when does Société Générale de Banque end", "en"),
    ],
)
def test_a_name_within_a_message_does_not_decide_its_language(text: str, language: str) -> None:
    other = "fr" if language == "en" else "en"
    assert spoken(text, other) == language
    assert not is_foreign(text)
