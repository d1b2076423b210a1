"""A message in its clauses, and what each does."""

from __future__ import annotations

from collections.abc import Iterator

from renewals.acts.clause import (
    BEFORE,
    FORECASTS,
    INTRODUCES,
    OBJECTS,
    OPENERS,
    PEOPLE,
    SAID,
    SEPARATORS,
    TIMES,
    Clause,
)
from renewals.periods.words import words_of
from renewals.query.items import Item, ItemizedText


def clauses_of(said: ItemizedText) -> list[Clause]:
    """The clauses of a text: at signs that end one, at new lines, and at an "and" before something that is done."""
    found: list[Clause] = []
    first = 0
    for place, item in enumerate(said.items):
        separates = _separates(said, place)
        if separates or (place > first and _begins_anew(said, place)):
            _close(said, found, first, place, place + 1 if separates else place)
            first = place + 1 if separates else place
            if found and item.text == "?":
                found[-1].asks = True
    _close(said, found, first, len(said.items), len(said.items))
    if found:
        found[-1].end = len(said.text)
    return found


def _close(said: ItemizedText, found: list[Clause], first: int, last: int, following: int) -> None:
    items = said.items[first:last]
    if items:
        end = said.items[following].start if following < len(said.items) else len(said.text)
        found.append(Clause(items, items[0].start, max(items[-1].end, min(end, items[-1].end + 1))))


def _separates(said: ItemizedText, place: int) -> bool:
    item = said.items[place]
    if item.text == "," and _is_number(said.at(place - 1)) and _is_number(said.at(place + 1)):
        # "910228, 910182 and 910199"
        return False
    if item.text in (*SEPARATORS, "."):
        spaced = item.end >= len(said.text) or said.text[item.end].isspace()
        return item.text not in (".", ",") or spaced
    return (
        item.text == "-"
        and said.text[item.start - 1 : item.start].isspace()
        and said.text[item.end : item.end + 1].isspace()
    )


def _begins_anew(said: ItemizedText, place: int) -> bool:
    """Whether a new line begins, or an "and" with something that is done behind it."""
    item, before = said.items[place], said.items[place - 1]
    if "\n" in said.text[before.end : item.start]:
        return True
    if "and" not in item.meanings:
        return False
    following = next(
        (
            at
            for at in range(place + 1, len(said.items))
            if not said.items[at].meanings.keys() & {"and", "polite", "subject"}
        ),
        None,
    )
    return following is not None and any(kind in said.items[following].meanings for kind in OPENERS)


def first_words(clause: Clause) -> Iterator[tuple[int, Item]]:
    """The items of a clause in which it may be said what is done: up to the first that says something."""
    for place, item in enumerate(clause.items):
        yield place, item
        if _is_number_before_an_act(clause, place):
            continue
        if not any(kind in item.meanings for kind in BEFORE) or any(
            kind in item.meanings for kind in (*OPENERS, "asks", "not")
        ):
            return


def _is_number(item: Item | None) -> bool:
    return item is not None and "named" in item.meanings and item.meanings["named"].field == "number"


def _is_number_before_an_act(clause: Clause, place: int) -> bool:
    """ "C-100 mark as contacted", "C-100 and C-200: snooze until Monday": numbers may stand before what is done."""
    following = next((at for at, item in enumerate(clause.items) if not _is_of_numbers(item)), None)
    if following is None or place >= following or not any(map(_is_number, clause.items[:following])):
        return False
    said = clause.items[following].meanings.keys()
    return bool(said & {"mark", "snooze", "remind", "note"}) or (
        "contacted" in said and _behind_numbers(clause, following)
    )


def _behind_numbers(clause: Clause, place: int) -> bool:
    """ "C-100: called": numbers and a colon stand before a place, and nothing else."""
    before = clause.items[:place]
    return len(before) > 1 and before[-1].text == ":" and all(map(_is_of_numbers, before))


def _is_of_numbers(item: Item) -> bool:
    """Whether an item is a contract's number, or stands between several and behind them."""
    joins = "and" in item.meanings and not item.meanings.keys() & {*OPENERS}
    return _is_number(item) or item.text in (":", ",") or joins


def classify(clause: Clause, said: ItemizedText, alone: bool) -> None:
    """Sets what a clause does, and whether it asks. `alone`: the text has no other."""
    openers = list(first_words(clause))
    place, item = openers[-1]
    subject = any("subject" in one.meanings for _, one in openers[:-1])
    if (
        "asks" in item.meanings
        and "polite" not in item.meanings
        and not (set(OPENERS) - {"contacted"}) & item.meanings.keys()
    ):
        clause.asks = True
        return
    clause.verb = place
    clause.act = next(_acts(clause, place, subject, said), None)
    if clause.act is None and "contacted" in item.meanings and not alone:
        clause.act = _to_somebody_unknown(clause, place)
    if clause.act is None:
        _forecast(clause)
    if clause.asks and clause.act in SAID:
        clause.act = None
    clause.asks = clause.asks and clause.act is None


def _to_somebody_unknown(clause: Clause, place: int) -> str | None:
    """ "called fabrikam, PO next week": a word that nobody knows behind the verb, among other things said."""
    following = clause.items[place + 1 : place + 2]
    return "contacted" if following and not following[0].meanings and following[0].text.isalpha() else None


def _acts(clause: Clause, place: int, subject: bool, said: ItemizedText) -> Iterator[str]:
    kinds = clause.items[place].meanings
    rest = clause.items[place + 1 :]
    if kinds.get("snooze") == "weak" and not any("until" in one.meanings for one in rest):
        # "No reminder yet" asks for contracts.
        return
    if "remind" in kinds and (
        any("asks" in one.meanings for one in rest[:1]) or (kinds["remind"] == "weak" and not _times(rest, said))
    ):
        # "Remind me what it includes" asks.
        return
    if "mark" in kinds and any(one.meanings.keys() & FORECASTS for one in rest):
        yield "forecast"
    if "mark" in kinds and any("as_contacted" in one.meanings for one in rest):
        yield "uncontacted" if any("not" in one.meanings for one in rest) else "contacted"
    if "unmark" in kinds and not subject:
        # "J'ai décoché l'automatique" tells.
        yield "uncontacted"
    if "snooze" in kinds or ("mark" in kinds and any("as_snoozed" in one.meanings for one in rest)):
        yield "snooze"
    if "remind" in kinds:
        yield "remind"
    if "undo" in kinds and (_says_no_name(rest) or _says_why(rest)):
        yield "undo"
    if "wake" in kinds:
        yield "wake"
    if "clear" in kinds and any("what" in one.meanings for one in rest):
        yield "clear"
    if "put" in kinds and _is_put_on(clause, place):
        yield "note"
    if "note" in kinds and not _is_about_notes(clause, place):
        yield "note"
    if "had" in kinds and (any("on_phone" in one.meanings for one in rest) or (subject and _is_object(rest[:1]))):
        yield "contacted"
    if kinds.get("contacted") == "infinitive":
        # "Je viens d'appeler"; what one will do is said in the same form.
        if any(one.meanings.get("subject") == "just" for one in clause.items[:place]):
            yield "contacted"
        return
    if "contacted" in kinds and (
        _has_an_object(clause, place, said.text)
        or (subject and _says_no_more(rest, said))
        or _behind_numbers(clause, place)
    ):
        yield "contacted"


def _is_object(items: list[Item]) -> bool:
    """Whether a contract's, an account's or a contact's name stands there: "j'ai eu Contoso ce matin"."""
    return any("named" in one.meanings and one.meanings["named"].field in OBJECTS for one in items)


def _says_no_name(rest: list[Item]) -> bool:
    return all("little" in one.meanings or one.text == "#" or one.text.isdigit() for one in rest)


def _says_why(rest: list[Item]) -> bool:
    """ "Clear that, he just rang back": who did something stands right behind."""
    return bool(rest) and rest[0].text in PEOPLE and not any("named" in one.meanings for one in rest)


def _is_about_notes(clause: Clause, place: int) -> bool:
    """ "A note" alone, without anything that is noted, is none."""
    return all("little" in one.meanings or not one.text.isalnum() for one in clause.items[place + 1 :])


def _is_put_on(clause: Clause, place: int) -> bool:
    """ "Put on C-100 that …", « ajoute sur Contoso : … »: on what, and that something follows."""
    at = place + 1
    while at < len(clause.items) and clause.items[at].meanings.keys() & {"about", "little"}:
        at += 1
    on = at > place + 1 and any(
        "about" in item.meanings or item.text in ("to", "under") for item in clause.items[place + 1 : at]
    )
    if not on or at >= len(clause.items):
        return False
    it = clause.items[at : at + 1]
    last = at + 1
    while (
        last < len(clause.items) and clause.items[last].text not in INTRODUCES and _is_of_the_object(clause.items[last])
    ):
        last += 1
    introduces = last < len(clause.items) and clause.items[last].text in INTRODUCES
    return introduces and (_is_object(it) or "it" in it[0].meanings)


def _is_of_the_object(item: Item) -> bool:
    """Whether an item goes on with what a note is for: "Contoso's DLP contract"."""
    return bool(item.meanings.keys() & {"named", "little", "about"}) or not item.text.isalnum()


def _times(items: list[Item], said: ItemizedText) -> bool:
    """Whether some items name a day or a time."""
    known = words_of(said.language)
    return any("clock" in item.meanings or known.at([item.text], 0)[1].keys() & TIMES for item in items)


def _says_no_more(items: list[Item], said: ItemizedText) -> bool:
    """Whether nothing follows "I called" but small words and when that was."""
    return all(
        item.meanings.keys() & {"little", "it", "all", "at"} or _times([item], said) or not item.text.isalnum()
        for item in items
    )


def _has_an_object(clause: Clause, place: int, text: str) -> bool:
    """Whether it is said who was reached: "called Contoso", "appelé Contoso" (not "appele Contoso", unless somebody
    says "j'ai appele").
    """
    item = clause.items[place]
    subject = any("subject" in one.meanings for one in clause.items[:place])
    if item.meanings["contacted"] == "accent" and text[item.start : item.end].isascii() and not subject:
        return False
    following = clause.items[place + 1 : place + 4]
    named = any("named" in one.meanings and one.meanings["named"].field in OBJECTS for one in clause.items[place + 1 :])
    capital = bool(following) and text[following[0].start].isupper() and not following[0].meanings
    return named or capital or any("it" in one.meanings and "little" not in one.meanings for one in following)


def _forecast(clause: Clause) -> None:
    """ "Contoso is at risk", "they won't renew": what it is about, the word; "is Contoso at risk" is a question."""
    at = next((place for place, item in enumerate(clause.items) if item.meanings.keys() & FORECASTS), None)
    if at is None or clause.has("asks", "maybe"):
        return
    before = clause.items[:at]
    about = [place for place, item in enumerate(before) if "named" in item.meanings or "it" in item.meanings]
    own_verb = "outcome" in clause.items[at].meanings or (bool(before) and "be" in before[-1].meanings)
    named = any("named" in item.meanings for item in before)
    first = next(
        (place for place, item in enumerate(before) if not item.meanings.keys() & {"opening", "and", "subject"}), 0
    )
    if (
        about
        and own_verb
        and (named or about[0] == first)
        and not any("be" in one.meanings and "it" not in one.meanings for one in before[: about[0]])
    ):
        clause.act, clause.verb = "forecast", at
