"""Contracts by owner, country, month …, instead of a list of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from actions.base import Question, Reply
from actions.listing_words import age, check_told, to_check_button
from actions.query import remembered
from renewals.answers import Button
from renewals.groups_told import groups_told
from renewals.query import GROUPS_SHOWN, ContractQuery, to_json
from renewals.store.asked import names_of
from renewals.store.beside import check_beside
from renewals.store.sums import sums_of


def grouped(question: Question, query: ContractQuery, unread: Sequence[str], apart: Sequence[ContractQuery]) -> Reply:
    """The groups that are asked for, instead of the contracts.

    `unread`: what is said of words that did not narrow them; `apart`: the query of each side of a comparison, whose
    groups are told one after the other.
    """
    groups = sums_of(question.session, question.subject, query, question.today)
    owners = [one.key for one in groups] if query.by == "owner" else []
    names = names_of(question.session, question.subject, query, question.known, owners)
    sides = [(one, sums_of(question.session, question.subject, one, question.today)) for one in apart]
    told = "\n\n".join(groups_told(question.language, one, summed, names) for one, summed in sides or [(query, groups)])
    _, to_check = check_beside(question.session, question.subject, query, question.today)
    heading = "\n".join([*unread, told, *check_told(question, to_check)])
    facts = {
        "contracts": [],
        "total": sum(one.contracts for one in groups),
        "heading": heading,
        "listing": to_json(query),
        "groups": [asdict(one) for one in groups[query.skip : query.skip + GROUPS_SHOWN]],
    }
    further = question.phrase("show-more", "contract-list")
    more = len(groups) > query.skip + GROUPS_SHOWN
    return Reply(
        heading + age(question),
        kind="contract",
        buttons=[*([Button(further, further)] if more else []), *to_check_button(question, to_check)],
        data=facts,
        events=[remembered(query)],
    )
