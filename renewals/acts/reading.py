"""A representative's sentence as acts. Every word of it is an act's, a name's, a day's, or stands in the note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from renewals.acts.clause import FORECASTS, OPENERS, Clause
from renewals.acts.clauses import classify, clauses_of
from renewals.acts.kinds import CONTACTED, NOTE, WISHES, Acts, Completion, Part, Wish
from renewals.acts.when import when_in
from renewals.acts.wishes import SIGNS, SILENT, ClauseRead
from renewals.periods.words import words_of
from renewals.query.conditions import REFUSALS
from renewals.query.items import Item, ItemizedText, Named, items_of
from renewals.query.words import ACTS, vocabulary

# Behind these, which tell elsewhere what was not done after all, stands what was meant.
MEANT = ("voulais", "wanted to", "wanted", "meant to", "meant")

# "Ah no, …": among so many words a message refuses what was done.
FIRST_WORDS = 2


def may_act(text: str, language: str) -> bool:
    """Whether a text has a word by which something is done: without one there are no acts, and no names need to be
    looked up.
    """
    said = items_of(text, language, vocabulary(language, ACTS), words_of(language), ())
    return any(item.meanings.keys() & {*OPENERS, *FORECASTS, "file"} for item in said.items)


def read(text: str, language: str, today: date, named: Sequence[Named] = ()) -> Acts | None:
    """What a text does, seen from a day; None where it does nothing.

    `named`: the names that it holds, contract numbers among them.
    """
    said = items_of(text, language, vocabulary(language, ACTS), words_of(language), named)
    clauses = _joined(clauses_of(said), said)
    undone = next((clause for clause in clauses if clause.act == "undo"), None)
    if undone is not None and len(clauses) == 1:
        return Acts(undo=next((int(item.text) for item in undone.items if item.text.isdigit()), 0))
    if undone is not None and (instead := _instead(said, clauses, undone, language, today)) is not None:
        return instead
    if undone is not None and _says_no_more(clauses, undone):
        return Acts(undo=0)
    if file := _file(said):
        return Acts(file=file)
    if not any(clause.act and clause.act != "undo" for clause in clauses):
        return None
    parts = _parts([ClauseRead(said, clause, language, today) for clause in clauses if not clause.asks])
    rest = " ".join(text[clause.start : clause.end].strip() for clause in clauses if clause.asks)
    return Acts(tuple(parts), rest)


def _instead(said: ItemizedText, clauses: Sequence[Clause], undone: Clause, language: str, today: date) -> Acts | None:
    """ "Undo that, mark it contacted", "undo that, it was C-100": what is done in the place of what is taken back; for
    other contracts alone, a part without wishes. None where neither is said.
    """
    others = [clause for clause in clauses if clause is not undone and not clause.asks]
    if any(clause.act and clause.act != "undo" for clause in others):
        parts = _parts([ClauseRead(said, clause, language, today) for clause in others if clause.act])
        return Acts(tuple(parts), undo=0)
    # "I meant Contoso, the gateway": what stands behind commas is about one contract; "not C-100" is not meant.
    meant = [item for clause in others if clause.names_contracts for item in _not_denied(clause)]
    whole = Clause(meant, undone.start, undone.end)
    return Acts((_objects(whole),), undo=0) if whole.names_contracts and len(whole.accounts) <= 1 else None


def _says_no_more(clauses: Sequence[Clause], undone: Clause) -> bool:
    """ "Ugh, wrong one, undo": beside the undoing nothing is done, asked or named."""
    others = [clause for clause in clauses if clause is not undone]
    return undone.items[undone.verb].meanings["undo"] == "sure" and not any(
        clause.act or clause.asks or clause.names_contracts for clause in others
    )


def _not_denied(clause: Clause) -> list[Item]:
    """The items of a clause up to a "not"; "je voulais dire" says what is meant."""
    denied = next(
        (at for at, item in enumerate(clause.items) if "not" in item.meanings and item.text not in MEANT), None
    )
    return clause.items[:denied]


def _file(said: ItemizedText) -> str | None:
    """ "Export", "chart please": the list as a file, where nothing else is said."""
    kinds = [item.meanings["file"] for item in said.items if "file" in item.meanings]
    others = (item for item in said.items if "file" not in item.meanings and item.text.isalnum())
    return str(kinds[0]) if kinds and all(item.meanings.keys() & {*SILENT, "opening"} for item in others) else None


def completion(text: str, language: str, today: date, named: Sequence[Named] = ()) -> Completion | None:
    """What a text adds to acts that wait for a day or for contracts; None where it says anything else."""
    said = items_of(text, language, vocabulary(language, ACTS), words_of(language), named)
    whole = Clause(said.items, 0, len(text))
    if (
        said.items
        and all(item.meanings.keys() & {"never_mind", "little"} for item in said.items)
        and whole.has("never_mind")
    ):
        return Completion(dropped=True)
    when = when_in(said, said.items, language, today, until=True)
    silent = {*SILENT, "ordinal", "named", "until", "never_mind"}
    if any(not (item.time or item.meanings.keys() & silent or not item.text.isalnum()) for item in said.items):
        return None
    part = replace(_objects(whole), wishes=())
    if not (when.named or part.named or part.every or part.ordinal):
        return None
    return Completion(part, when.day if when.named else None, when.minute, when.unsure if when.named else None)


def _joined(clauses: Sequence[Clause], said: ItemizedText) -> list[Clause]:
    """The clauses, classified; one that only names contracts or a day belongs to the act before it."""
    found: list[Clause] = []
    for clause in clauses:
        classify(clause, said, len(clauses) == 1)
        before = found[-1] if found else None
        corrects = before is not None and before.act == "undo" and clause.names_contracts
        if before is not None and before.act and not (clause.act or clause.asks or corrects) and _adds(clause):
            before.items, before.end = [*before.items, *clause.items], clause.end
        else:
            found.append(clause)
    return found


def _adds(clause: Clause) -> bool:
    return all(
        "named" in item.meanings or "clock" in item.meanings or item.meanings.keys() & {*SILENT, "until"}
        for item in clause.items
    )


def _objects(clause: Clause) -> Part:
    ordinal = int(clause.value("ordinal") or 0)
    return Part((), clause.named("number"), clause.accounts, clause.named("product"), clause.has("all"), ordinal)


def _parts(read: Sequence[ClauseRead]) -> list[Part]:
    """What each act is about: the contracts that its clause names, else those of the clause before, or (for the first)
    of the next that names any.
    """
    found: list[Part] = []
    notes: list[tuple[int, tuple[int, int]]] = []
    head = _head(read[0]) if read else None
    for one in read:
        if _is_a_remark(one, found):
            notes.append((len(found) - 1, (one.clause.start, one.clause.end)))
            continue
        wishes = one.wishes()
        if wishes:
            objects = replace(_objects(one.clause), wishes=tuple(wishes), unknown=one.unknown())
            if found and not (objects.named or objects.unknown or objects.every):
                added = [wish for wish in wishes if wish not in found[-1].wishes]
                found[-1] = replace(found[-1], wishes=(*found[-1].wishes, *added))
            else:
                found.append(objects)
        elif one is read[0] and head is not None:
            one.noted = (head[1], one.clause.end)
        elif _says(one.clause) and not _is_of_an_act(one.clause, read):
            if reason := _behind_a_forecast(read, one, found):
                found[-1] = reason
                continue
            one.noted = (one.clause.start, one.clause.end)
        if one.noted:
            notes.append((max(len(found) - 1, 0), one.noted))
    if head is not None and found and not found[0].named:
        found[0] = replace(head[0], wishes=found[0].wishes)
    spoken_of = _spoken_of(read)
    if (
        spoken_of is not None
        and len(found) == 1
        and not (found[0].named or found[0].unknown or found[0].every or found[0].ordinal)
    ):
        found[0] = replace(spoken_of, wishes=found[0].wishes)
    return _noted(_shared(found), notes, read[0].said.text if read else "")


def _is_a_remark(one: ClauseRead, found: Sequence[Part]) -> bool:
    """Whether a clause tells more of a contact that stands already: "marked as contacted, spoke to them this
    morning".
    """
    known = bool(found) and any(wish.what == CONTACTED for wish in found[-1].wishes)
    marks = one.clause.act is not None and "mark" in one.clause.items[one.clause.verb].meanings
    return known and not marks and one.clause.act == "contacted" and not one.clause.names_contracts


def _spoken_of(read: Sequence[ClauseRead]) -> Part | None:
    """What the other clauses are about, where that is one account, contract or place in the list: "Contoso rang about
    the gateway, mark it as contacted", « le premier c'est fait, note-le comme contacté ».
    """
    about = [_objects(one.clause) for one in read if one.clause.names_contracts or _begins_with_a_place(one.clause)]
    one = about[0] if len(about) == 1 else None
    return one if one is not None and len(one.accounts) <= 1 else None


def _begins_with_a_place(clause: Clause) -> bool:
    """Whether "the first is done" begins a clause."""
    first = next((at for at, item in enumerate(clause.items) if not item.meanings.keys() & {"opening", "and"}), 0)
    following = clause.items[first + 1 : first + 2]
    says = following and (
        following[0].text.startswith("c'est") or following[0].meanings.keys() & {"be", "as_contacted", "subject"}
    )
    return "ordinal" in clause.items[first].meanings and bool(not following or says)


def _behind_a_forecast(read: Sequence[ClauseRead], one: ClauseRead, found: Sequence[Part]) -> Part | None:
    """The last part with the reason of its forecast, where a clause stands right behind one without a reason: "won't
    renew, they go elsewhere".
    """
    before = read[read.index(one) - 1] if read.index(one) else None
    if before is None or before.clause.act != "forecast" or not found or found[-1].wishes[-1].text:
        return None
    reason = one.said.text[one.clause.start : one.clause.end].strip(SIGNS)
    wishes = found[-1].wishes
    return replace(found[-1], wishes=(*wishes[:-1], replace(wishes[-1], text=reason)))


def _says(clause: Clause) -> bool:
    return any(not item.meanings.keys() & {*SILENT, "never_mind"} and item.text.isalnum() for item in clause.items)


def _is_of_an_act(clause: Clause, read: Sequence[ClauseRead]) -> bool:
    """Whether a clause says what another does, and nothing to be noted: "I don't want to see it for now, snooze it",
    "no, that was her assistant, untick it".
    """
    if any(one.clause.act == "snooze" for one in read) and clause.has("restates"):
        silent = {*SILENT, "restates", "named", "ordinal", "until", "opening", "subject"}
        return all(item.meanings.keys() & silent or item.time or not item.text.isalnum() for item in clause.items)
    unticks = any(one.clause.act == "uncontacted" and one.clause.has("unmark") for one in read)
    begins = read[0].clause.items[:FIRST_WORDS]
    refuses = any("not" in item.meanings or item.text.split()[0] in REFUSALS for item in begins)
    return unticks and refuses


def _head(one: ClauseRead) -> tuple[Part, int] | None:
    """ "Contoso: PO next week", "Contoso, remind me": what a message begins with is what it is about; and where that
    ends.
    """
    items = one.clause.items
    if one.clause.act or not one.clause.names_contracts:
        return None
    colon = next((place for place, item in enumerate(items) if item.text == ":"), len(items))
    before = Clause(items[:colon], one.clause.start, one.clause.end)
    if not _adds(before) or not before.names_contracts:
        return None
    return _objects(before), items[colon].end if colon < len(items) else one.clause.end


def _shared(found: Sequence[Part]) -> list[Part]:
    """A first part without any name takes those of the next: "called them, note for Contoso: …"."""
    if len(found) > 1 and not (found[0].named or found[0].unknown) and found[1].named:
        return [replace(found[1], wishes=(*found[0].wishes, *found[1].wishes)), *found[2:]]
    return list(found)


def _noted(found: list[Part], notes: Sequence[tuple[int, tuple[int, int]]], text: str) -> list[Part]:
    """The parts, each with all that was noted of it as one note: what stands together in the text stays as it was
    written.
    """
    for at, part in enumerate(found):
        spans: list[tuple[int, int]] = []
        for place, (start, end) in notes:
            if place != at and not (at == len(found) - 1 and place > at):
                continue
            if spans and not text[spans[-1][1] : start].strip(SIGNS):
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        texts = [said for start, end in spans if (said := text[start:end].strip(SIGNS))]
        kept = [wish for wish in part.wishes if wish.what != NOTE] + (
            [Wish(NOTE, text="; ".join(texts))] if texts else []
        )
        found[at] = replace(part, wishes=tuple(sorted(kept, key=lambda wish: WISHES.index(wish.what))))
    return [part for part in found if part.wishes]
