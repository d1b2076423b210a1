"""A query's conditions in words: each as a label that stands on a button and reads as the same condition again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from renewals import answers
from renewals.period_in_words import told
from renewals.query import Condition, ContractQuery
from renewals.query.kinds import AVERAGES, FEW
from renewals.query.words import areas
from renewals.regions import country_name

WORDS = "query"
MOST_NAMED = 3


@dataclass(frozen=True)
class Chip:
    """A condition: its label, the query without it, and whether words can take it away ("remove hardware")."""

    label: str
    without: ContractQuery
    by_words: bool


def unread_told(unread: Sequence[str], language: str, missing: Sequence[str] = ()) -> list[str]:
    """The words that did not narrow, in a sentence; nothing where there are none.

    `missing`: those of them that ask for what the contract file does not hold.
    """
    absent = [word for word in unread if word in missing]
    if absent:
        others = unread_told([word for word in unread if word not in absent], language)
        return [*others, _phrase(language, "not-on-file", words=_quoted(absent, language))]
    if not unread:
        return []
    return [_phrase(language, "unread", words=_quoted(unread, language))]


def _quoted(words: Sequence[str], language: str) -> str:
    quoted = [_phrase(language, "quoted", word=word) for word in words]
    return _phrase(language, "and").join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def chips_of(query: ContractQuery, language: str, names: Mapping[str, str]) -> list[Chip]:
    """Each condition of a query. `names`: of accounts by their numbers, of representatives by their addresses."""
    rest = query.whole()
    found = [
        Chip(label_of(one, language, names), _without(rest, one), one.field in FEW or one.field == "country")
        for one in query.where
    ]
    periods = (
        ("starting", query.starting, replace(rest, starting=None)),
        ("contact", query.contact, replace(rest, contact=None)),
        ("ending", query.ending, replace(rest, ending=None)),
        ("notice", query.notice, replace(rest, notice=None)),
        ("deadline", query.deadline, replace(rest, deadline=None)),
    )
    for name, period, without in periods:
        if period:
            # When contracts end is told with more than the period.
            ends = name == "ending"
            label = _ending(query, language) if ends else _phrase(language, name, period=told(period, language))
            found.append(Chip(label, without, False))
    if query.seats:
        found.append(Chip(seats_told(query, language), replace(rest, seats=None), False))
    if query.each:
        found.append(Chip(each_told(query, language), replace(rest, each=None), False))
    if query.most:
        found.append(Chip(_phrase(language, "most", count=query.most), replace(rest, most=None), False))
    return found


def _without(query: ContractQuery, condition: Condition) -> ContractQuery:
    """A query without a condition; the days of the contact go with it."""
    left = query.without(condition)
    return replace(left, contact=None) if condition.field == "contacted" else left


def label_of(condition: Condition, language: str, names: Mapping[str, str]) -> str:
    """A condition in a few words."""
    labels = list(_labels(condition, language, names))
    shown = labels if len(labels) <= MOST_NAMED else [*labels[:MOST_NAMED], f"+{len(labels) - MOST_NAMED}"]
    label = _phrase(language, "or").join(shown)
    return _phrase(language, "not", label=label) if condition.negated else label


def _labels(condition: Condition, language: str, names: Mapping[str, str]) -> Iterator[str]:
    field = condition.field
    if field == "country":
        area = next((name for name, countries in areas().items() if set(countries) == set(condition.values)), None)
        yield from (
            [_phrase(language, f"area-{area}")] if area else (country_name(code, language) for code in condition.values)
        )
        return
    for value in condition.values:
        if field in FEW:
            yield _phrase(language, f"{field}-{value}")
        elif field == "region":
            yield answers.phrase(language, "regional-contact", value)
        elif field == "offering":
            yield answers.topics(language)[value].title if value in answers.topics(language) else value
        elif field == "reseller":
            yield value or _phrase(language, "reseller-none")
        else:
            yield names.get(value, value)


def _ending(query: ContractQuery, language: str) -> str:
    assert query.ending is not None
    return _phrase(language, "ending", period=told(query.ending, language))


def seats_told(query: ContractQuery, language: str) -> str:
    """How many seats the contracts are to have."""
    least, most = query.seats or (None, None)
    return _phrase(language, f"seats-{_bounded(least, most)}", least=least, most=most)


def each_told(query: ContractQuery, language: str) -> str:
    """How much of what is counted each group is to have."""
    least, most = query.each or (None, None)
    counted = _phrase(language, f"counted-{query.ask if query.ask in ('seats', 'accounts', *AVERAGES) else 'count'}")
    if most == 0:
        return _phrase(language, "each-none", counted=counted)
    return _phrase(language, f"each-{_bounded(least, most)}", least=least, most=most, counted=counted)


def _bounded(least: int | None, most: int | None) -> str:
    return "from" if most is None else "to" if least is None else "exactly" if least == most else "between"


def _phrase(language: str, name: str, **values: object) -> str:
    return answers.phrase(language, WORDS, name, **values)
