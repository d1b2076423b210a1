import pytest
from hypothesis import given
from hypothesis import strategies as st

from renewals.languages import is_foreign, language_named, spoken


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


@pytest.mark.parametrize("text", ["C-100234", "ProxySG", "👍", "12/2026", "...", "Contoso"])
@pytest.mark.parametrize("before", ["fr", "en"])
def test_words_that_tell_nothing_keep_the_language(text: str, before: str) -> None:
    assert spoken(text, before) == before


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
    [("in English please", "en"), ("en français svp", "fr"), ("tu parles anglais ?", "en"), ("auf Deutsch bitte", None)],
)
def test_a_language_asked_for_by_name_is_found(text: str, language: str | None) -> None:
    assert language_named(text) == language


@given(st.text(), st.sampled_from(["fr", "en"]))
def test_any_text_has_a_language(text: str, before: str) -> None:
    assert spoken(text, before) in ("fr", "en")
    assert is_foreign(text) in (True, False)
