"""The vendor's page: its sections in the reader's language, and the addresses that the content gives for it
(domain/<language>/links.yml).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from renewals import answers
from renewals.regions import all_regions

WORDS = "sections"
MAIL, PAGE, SECTION = "mail", "page", "section"
_ADDRESS = re.compile(r"https://[^\s<>\"']+")


class LinksError(ValueError):
    """The file of links is not of the form that it must have; the message names the entry."""


@dataclass(frozen=True)
class Link:
    """Something to follow: the words that it stands for, its address (`https:` or `mailto:`), and what it leads to
    (`mail`, `page`, `section`).
    """

    label: str
    href: str
    kind: str


@dataclass(frozen=True)
class Addresses:
    """The addresses that are set: of the page, of its sections by heading, of other pages by each name under which an
    answer speaks of them.
    """

    page: str | None
    sections: dict[str, str]
    pages: dict[str, str]
    mailboxes: tuple[str, ...]


@cache
def addresses(language: str, folder: Path = answers.DOMAIN) -> Addresses:
    """The addresses for readers of a language; raises LinksError for one that is no https address."""
    file = folder / language / "links.yml"
    content = answers.read_file(file)
    pages = {name: page["address"] for page in content["pages"].values() for name in page["names"]}
    given = {"page": content["page"], **content["sections"], **pages}
    for name, address in given.items():
        if address is not None and not _ADDRESS.fullmatch(address):
            raise LinksError(f"{language}/{file.name}: the address of {name!r} does not begin with https://")
    teams = [region.mailbox for region in all_regions()]
    return Addresses(content["page"], _set(content["sections"]), _set(pages), (*content["mailboxes"], *teams))


def _set(found: dict[str, str | None]) -> dict[str, str]:
    return {name: address for name, address in found.items() if address is not None}


def name(language: str, heading: str) -> str:
    """A section's name in a language; the page's own heading where it has none there."""
    return answers.topics(language)[WORDS].phrases.get(heading, heading)


def address_of(language: str, heading: str) -> str | None:
    """Where a section is, else where the page is; None where neither is set."""
    known = addresses(language)
    return known.sections.get(heading) or known.page


def links(language: str, text: str, headings: Iterable[str]) -> list[Link]:
    """What can be followed of a reply: the mailboxes and pages that its text names, in their order there, then its
    sections.
    """
    return list(dict.fromkeys([*_named(text, addresses(language)), *_sections(language, headings)]))


def _named(text: str, known: Addresses) -> Iterator[Link]:
    targets = {box: Link(box, f"mailto:{box}", MAIL) for box in known.mailboxes}
    targets |= {page: Link(page, address, PAGE) for page, address in known.pages.items()}
    longest_first = sorted(targets, key=len, reverse=True)
    for said in re.findall(rf"(?<![\w.@])(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", text):
        yield targets[said]


def _sections(language: str, headings: Iterable[str]) -> Iterator[Link]:
    for heading in headings:
        address = address_of(language, heading)
        if address:
            yield Link(name(language, heading), address, SECTION)
