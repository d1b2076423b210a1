"""The page's sections in each language, and the addresses that replies may lead to."""

import json
import re
from pathlib import Path

import pytest

from renewals import answers, sections
from renewals.regions import all_regions
from renewals.sections import Link, LinksError

PAGE = json.loads((Path(__file__).parent.parent / "source_page.json").read_text(encoding="utf-8"))
LANGUAGES = answers.languages()
# Addresses that the page itself holds.
ON_THE_PAGE = {
    "customercare@symantec.com",
    "status.symantec.com",
    *(region.mailbox.lower() for region in all_regions()),
}
ADDRESS = re.compile(r"https?://[^\s\"'<>)»]+|[\w.-]+@[\w.-]*\w|\b(?:[\w-]+\.)+(?:com|net|org|fr)\b")


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_section_of_the_page_has_a_name_and_a_place_for_its_address(language: str) -> None:
    assert set(answers.topics(language)["sections"].phrases) == set(PAGE["headings"])
    assert (answers.DOMAIN / language / "links.yml").read_text(encoding="utf-8").count(": null") >= len(
        PAGE["headings"]
    )
    for heading in PAGE["headings"]:
        assert sections.name(language, heading).strip()
        # The page is in French: its own headings are the names there.
        assert language != "fr" or sections.name(language, heading) == heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_in_what_is_said_is_set_or_stands_on_the_page(language: str) -> None:
    known = sections.addresses(language)
    allowed = ON_THE_PAGE | {
        one.lower() for one in (*known.pages.values(), *known.sections.values(), known.page or "") if one
    }
    for name, topic in answers.topics(language).items():
        told = [topic.answer or "", *topic.phrases.values(), *(said.text for said in topic.questions.values())]
        # How the API is used is told to programmers, not to customers.
        for text in told if name not in ("problems", "language") else ():
            assert {found.lower() for found in ADDRESS.findall(text)} <= allowed, (name, text)


def test_mailboxes_and_named_pages_are_links_in_their_order() -> None:
    text = (
        "Write to EMEA_renewals@symantec.com, not to x@symantec.com; see Status.Symantec.com. "
        "EMEA_renewals@symantec.com answers."
    )
    assert sections.links("en", text, ["Rétablissement"]) == [
        Link("EMEA_renewals@symantec.com", "mailto:EMEA_renewals@symantec.com", "mail"),
        Link("Status.Symantec.com", "https://status.symantec.com", "page"),
    ]


def settings(folder: Path, page: str, section: str = "null", manual: str = "null") -> None:
    (folder / "en").mkdir()
    text = (
        f"page: {page}\nsections: {{Rétablissement: {section}}}\npages: {{m: {{names: [policy manual], "
        f"address: {manual}}}}}\nmailboxes: []\n"
    )
    (folder / "en" / "links.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("section", "href"), [("null", "https://v.example/r"), ('"https://v.example/r#late"', "https://v.example/r#late")]
)
def test_a_section_leads_to_itself_else_to_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, section: str, href: str
) -> None:
    settings(tmp_path, '"https://v.example/r"', section, '"https://v.example/m"')
    given = sections.addresses("en", tmp_path)
    monkeypatch.setattr(sections, "addresses", lambda language: given)
    assert sections.links("en", "See the policy manual.", ["Rétablissement"]) == [
        Link("policy manual", "https://v.example/m", "page"),
        Link("Reinstatement", href, "section"),
    ]


def test_an_address_that_is_not_set_is_no_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings(tmp_path, "null")
    given = sections.addresses("en", tmp_path)
    monkeypatch.setattr(sections, "addresses", lambda language: given)
    assert sections.links("en", "See the policy manual.", ["Rétablissement"]) == []


@pytest.mark.parametrize("address", ["http://v.example", "javascript:alert(1)", "v.example"])
def test_only_https_addresses_are_taken(tmp_path: Path, address: str) -> None:
    settings(tmp_path, f'"{address}"')
    with pytest.raises(LinksError, match="does not begin with https"):
        sections.addresses("en", tmp_path)
