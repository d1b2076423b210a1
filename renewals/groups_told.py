"""Contracts by owner, reseller, month …: a line for each, with what was asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from babel.dates import format_date

from renewals import answers
from renewals.languages import written_number
from renewals.query import GROUPS_SHOWN, ContractQuery
from renewals.query.kinds import AVERAGES, FEW
from renewals.query_told import chips_of
from renewals.regions import country_name
from renewals.store.sums import Sums


def groups_told(language: str, query: ContractQuery, groups: Sequence[Sums], names: Mapping[str, str]) -> str:
    """The groups that a query asks for, each with its contracts, seats or accounts; above them the conditions that they
    meet.

    `names`: of accounts by their numbers, of representatives by their addresses.
    """
    said = {name: answers.topics(language)["query"].phrases[name] for name in ("only", "group-more")}
    conditions = [chip.label for chip in chips_of(query, language, names)]
    head = [answers.phrase(language, "query", f"by-{query.by}", count=_in_groups(language, query, groups))]
    if conditions:
        head.append(said["only"].format(conditions=" · ".join(conditions)))
    if query.most and len(groups) > query.most:
        head.append(answers.phrase(language, "query", "as-many", count=len(groups) - query.most))
    lines = [_line(language, query, one, names) for one in groups[query.skip : query.skip + GROUPS_SHOWN]]
    left = max(0, len(groups) - query.skip - len(lines))
    if not lines:
        lines = [answers.phrase(language, "contract-list", "no-more" if groups else "none-such")]
    return "\n".join([*head, *lines, *([said["group-more"].format(count=left)] if left else [])])


def _in_groups(language: str, query: ContractQuery, groups: Sequence[Sums]) -> str:
    """How many contracts there are, and in how many groups where these were chosen by what they hold."""
    counted = _counted(language, sum(one.contracts for one in groups))
    if not query.each:
        return counted
    name = "in-groups-one" if len(groups) == 1 else "in-groups-other"
    return answers.phrase(language, "query", name, contracts=counted, count=len(groups))


def _counted(language: str, total: int) -> str:
    return answers.phrase(language, "contract-list", "contracts-one" if total == 1 else "contracts-other", count=total)


def _line(language: str, query: ContractQuery, one: Sums, names: Mapping[str, str]) -> str:
    asked = query.ask if query.ask in ("seats", "accounts", *AVERAGES) else "contracts"
    name = name_of_group(language, query.by or "", one.key, names)
    contracts = _counted(language, one.contracts)
    return answers.phrase(
        language,
        "query",
        f"group-{asked}",
        name=name,
        contracts=contracts,
        seats=one.seats,
        accounts=one.accounts,
        average=written_number(round(one.of(asked), 1), language),
    )


def name_of_group(language: str, by: str, key: str, names: Mapping[str, str]) -> str:
    """What a group is called; "(none)" where its contracts have nothing there."""
    return _name(language, by, key, names) or answers.phrase(language, "query", "none")


def _name(language: str, by: str, key: str, names: Mapping[str, str]) -> str:
    if not key:
        return ""
    if by == "country":
        return country_name(key, language)
    if by == "region":
        teams = answers.topics(language)["regional-contact"].phrases
        return teams.get(key, key)
    if by == "month":
        return str(format_date(date.fromisoformat(f"{key}-01"), "LLLL yyyy", locale=language))
    if by == "quarter":
        year, _, quarter = key.partition("-Q")
        return answers.phrase(language, "query", "quarter", quarter=quarter, year=year)
    if by == "offering":
        return answers.topics(language)[key].title if key in answers.topics(language) else key
    known = answers.topics(language)["query"].phrases
    return known.get(f"{by}-{key}", key) if by in FEW else names.get(key, key)
