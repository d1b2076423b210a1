"""The vendor's names stand in one file a language, and everywhere else the texts name them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from renewals import answers, sections, vendor

LANGUAGES = answers.languages()
# Headings of the vendor's page keep the words that they have there.
HEADING = re.compile(r"^\s*(sections: \[.*\]|Services Symantec: .*)$")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_has_a_name_of_the_vendor_written_into_it(language: str) -> None:
    known = vendor.names(answers.DOMAIN / language)
    assert {"vendor", "portal", "status-page", "customer-care"} <= set(known)
    for file in (answers.DOMAIN / language).glob("*.yml"):
        if file.name == vendor.FILE:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            assert HEADING.match(line) or not any(name in line for name in known.values()), (file.name, line)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_place_of_a_name_is_left_in_what_is_said(language: str) -> None:
    every = {name for one in LANGUAGES for name in vendor.names(answers.DOMAIN / one)}
    left = re.compile("|".join(re.escape("{" + name + "}") for name in every))
    for topic in answers.topics(language).values():
        assert not left.search(repr(topic))
    assert not left.search(repr(sections.addresses(language)))


def test_with_other_names_the_answers_speak_of_another_vendor(tmp_path: Path) -> None:
    for language in LANGUAGES:
        folder = tmp_path / language
        shutil.copytree(answers.DOMAIN / language, folder)
        names = {
            **vendor.names(folder),
            "vendor": "Acme",
            "of-vendor": "d'Acme",
            "portal": "My: Acme's",
            "customer-care": "care@acme.example",
        }
        (folder / vendor.FILE).write_text(yaml.safe_dump({"names": names}), encoding="utf-8")
        said = "\n".join(
            repr(answers.read_file(file))
            for file in folder.glob("*.yml")
            if file.name not in (vendor.FILE, "sections.yml")
        )
        assert "Acme" in said
        assert "care@acme.example" in said
        assert "MySymantec" not in said
        # What stays: headings of the page, an address, and ids that nobody reads.
        kept = (
            r"'sections': \[[^\]]*\]|'Services "
            r"Symantec'|status\.symantec\.com|Status\.Symantec\.com|self-help/mysymantec|'my-symantec'"
        )
        rest = re.sub(kept, "", said)
        assert "ymantec" not in rest
    assert "d'Acme" in said


def test_braces_of_other_values_stay_as_they_are() -> None:
    content = {"text": "{vendor} writes {contracts}", "list": ["{vendor}", 1, None], "{vendor}": "key"}
    assert vendor.with_names(content, {"vendor": "Acme"}) == {
        "text": "Acme writes {contracts}",
        "list": ["Acme", 1, None],
        "{vendor}": "key",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_the_vendor_takes_the_place_of_a_value(language: str) -> None:
    """A name called as a value is ("owner") would stand where a representative's address should."""
    values = {
        "account": "A",
        "owner": "lea@vendor.example",
        "reseller": "R",
        "region": "E",
        "mailbox": "m@vendor.example",
    }
    said = answers.phrase(language, "renewal-owner", "card", **values)
    assert all(value in said for value in values.values())
    assert "lea@vendor.example" in answers.phrase(language, "own-facts", "owner", owner="lea@vendor.example")
    contract = {
        "product",
        "contract",
        "contracts",
        "number",
        "account",
        "quantity",
        "reseller",
        "owner",
        "country",
        "region",
        "contact",
        "wanted",
    }
    assert not contract & set(vendor.names(answers.DOMAIN / language))
