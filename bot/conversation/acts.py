"""What a representative does in a sentence: it is done at once and said back, with a way to take it back; or what is
not certain is asked first.

Nothing is kept before all of it is certain. The engine never sees these messages: they answer no question, and the
gateway alone writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.conversation.acts_asked import asked_contract, asked_day, day_refused
from bot.conversation.acts_on import Sight, WhichOne, contracts_meant
from bot.conversation.messages import Reply, plain_reply
from bot.conversation.undoing import TOPIC, take_back
from renewals import answers
from renewals.access import SalesRep
from renewals.acts import Acts, Completion, NotActs, Part, completion, from_json, may_act, read, to_json
from renewals.acts.kinds import Unsure
from renewals.acts_told import kept_told
from renewals.contracts import Terms
from renewals.numbers_in_text import plainly
from renewals.store.acted import last_act, shown_before
from renewals.store.acts import KeptAct, act_numbered, act_of, carry_out, wishes_of
from renewals.store.contracts import asker, contracts_by_number, record_reading
from renewals.store.handoff_words import said_before
from renewals.store.tables import Message

# What `data` of a reply holds under `ACTS`: the act's number and contracts, or what waits for an answer.
FILE, SLACK = "file", "slack"
ACTS, WAITS_FOR_DAY, WAITS_FOR_CONTRACT = "acts", "day", "contract"


@dataclass(frozen=True)
class Acted:
    """The reply to an act, its language, and what the message asks beside it, if anything."""

    reply: Reply
    language: str
    rest: str = ""


@dataclass(frozen=True)
class Actor:
    """Who acts: what they see, the language, the instant and the time zone; and the message."""

    sight: Sight
    door: str
    language: str
    now: datetime
    timezone: str
    message: Message

    @property
    def subject(self) -> SalesRep:
        return self.sight.subject

    @property
    def minute(self) -> int:
        """The minute of the person's day."""
        local = self.now.astimezone(ZoneInfo(self.timezone))
        return local.hour * 60 + local.minute

    def phrase(self, name: str, /, **values: object) -> str:
        return answers.phrase(self.language, TOPIC, name, **values)


class ActsInWords:
    """Reads what representatives write, and does what it says."""

    def __init__(self, clock: Callable[[], datetime], today_in: Callable[[str], date]) -> None:
        self._clock = clock
        self._today_in = today_in

    def answer(self, session: Session, message: Message, text: str) -> Acted | None:
        """The reply to a message that does something, or that answers what an act has asked; None for any other, and
        for who is no representative.
        """
        text = plainly(text)
        waiting = next(
            (
                found
                for said in said_before(session, message)
                if (found := ((said.reply or {}).get("data") or {}).get(ACTS)) and "waits" in found
            ),
            None,
        )
        if waiting is None and not any(may_act(text, language) for language in answers.languages()):
            return None
        actor = self._actor(session, message)
        if actor is None:
            return None
        language, acts, completed = _understood(actor, text, waiting)
        actor = replace(actor, language=language)
        reply = None
        if completed is not None and waiting is not None and acts is None:
            reply = self._completed(actor, waiting, completed)
        elif acts is not None and acts.file:
            reply = _as_file(actor, acts.file)
        elif acts is not None and acts.undo is None:
            reply = self._done(actor, acts)
        elif acts is not None and acts.parts:
            reply = self._put_right(actor, acts)
        elif acts is not None:
            reply = taken_back(actor, acts.undo or 0)
        return Acted(reply, language, acts.rest if acts else "") if reply is not None else None

    def _actor(self, session: Session, message: Message) -> Actor | None:
        who = asker(session, message.conversation_id)
        if not isinstance(who.subject, SalesRep):
            return None
        timezone = who.timezone or "UTC"
        sight = Sight(session, who.subject, self._today_in(timezone), tuple(shown_before(session, message)))
        return Actor(sight, who.door, message.language, self._clock(), timezone, message)

    def _completed(self, actor: Actor, waiting: dict[str, Any], completed: Completion) -> Reply | None:
        """The acts that waited, with what they waited for."""
        if completed.dropped:
            return plain_reply(actor.phrase("dropped"), "smalltalk", TOPIC)
        try:
            acts = from_json(waiting["parts"])
        except NotActs:
            return None
        if waiting["waits"] == WAITS_FOR_CONTRACT:
            place = int(waiting.get("part", 0))
            part = _with_contracts(
                acts.parts[place], completed.part, [str(number) for number in waiting.get("candidates", [])]
            )
            if part is None:
                return None
            acts = replace(acts, parts=(*acts.parts[:place], part, *acts.parts[place + 1 :]))
        elif completed.unsure is not None:
            acts = replace(acts, parts=tuple(_asking(part, completed.unsure) for part in acts.parts))
        elif completed.day is not None:
            acts = acts.with_day(completed.day, completed.minute)
        else:
            return None
        return self._done(actor, acts)

    def _put_right(self, actor: Actor, acts: Acts) -> Reply:
        """Takes the last act back, and does what is said instead; for other contracts alone what was done before."""
        session, number = (
            actor.sight.session,
            last_act(actor.sight.session, actor.message.conversation_id, actor.subject.email),
        )
        kept = act_numbered(session, number, actor.subject.email) if number is not None else None
        back = taken_back(actor, number) if number is not None else None
        again = wishes_of(kept.changes) if kept is not None else ()
        parts = tuple(part if part.wishes else replace(part, wishes=again) for part in acts.parts)
        if back is None or not all(part.wishes for part in parts):
            return back or plain_reply(actor.phrase("undone-not-yours"), "smalltalk", TOPIC)
        done = self._done(actor, replace(acts, parts=parts, undo=None))
        return {**done, "text": f"{back['text']}\n{done['text']}"}

    def _done(self, actor: Actor, acts: Acts) -> Reply:
        """Does all of it, or asks for the first thing that is not certain."""
        before = act_of(actor.sight.session, actor.message.id)
        if before is not None:
            return told_kept(actor, before)
        parts = list(acts.parts)
        meant: list[list[Terms]] = []
        for place, part in enumerate(parts):
            parts[place], found = contracts_meant(actor.sight, part)
            if isinstance(found, WhichOne):
                return _waiting(actor, asked_contract(actor, found), replace(acts, parts=tuple(parts)), place, found)
            parts[place] = replace(
                parts[place], numbers=tuple(contract.contract_number for contract in found), every=False, ordinal=0
            )
            meant.append(found)
        acts = replace(acts, parts=tuple(parts))
        for place, (part, found) in enumerate(zip(parts, meant, strict=True)):
            for wish in part.wishes:
                unsure, late = day_refused(actor, wish, found)
                if unsure is not None:
                    parts[place] = replace(
                        part, wishes=tuple(replace(one, unsure=unsure) if one is wish else one for one in part.wishes)
                    )
                    return _waiting(actor, asked_day(actor, unsure, wish, late), replace(acts, parts=tuple(parts)))
        wishes = [
            (contract.contract_number, part.wishes)
            for part, found in zip(parts, meant, strict=True)
            for contract in found
        ]
        kept = carry_out(
            actor.sight.session, actor.subject.email, wishes, actor.now, actor.message.id, actor.message.id
        )
        return told_kept(actor, kept)


def _understood(actor: Actor, text: str, waiting: object) -> tuple[str, Acts | None, Completion | None]:
    """What a text does, and what it answers, in the person's language or, where that says nothing, in another one; and
    that language.
    """
    named = actor.sight.named(text)
    languages = sorted(answers.languages(), key=lambda one: one != actor.language)
    today = actor.sight.today
    completed = [found for language in languages if waiting and (found := completion(text, language, today, named))]
    acts = {language: one for language in languages if (one := read(text, language, today, named))}
    if not acts or any(found.dropped for found in completed):
        # A bare name or day is in no language.
        return actor.language, None, next(iter(completed), None)
    language, meant = next(iter(acts.items()))
    return language, meant, None


def _with_contracts(part: Part, said: Part, candidates: Sequence[str]) -> Part | None:
    """A part with the contracts that were said of those that were asked; None where nothing was said of them."""
    if said.every and candidates and not said.named:
        return replace(part, numbers=(*part.numbers, *candidates))
    if said.ordinal and candidates and abs(said.ordinal) <= len(candidates):
        return replace(part, numbers=(*part.numbers, candidates[said.ordinal - 1 if said.ordinal > 0 else -1]))
    if not said.named:
        return None
    return replace(
        part,
        numbers=(*part.numbers, *said.numbers),
        accounts=(*said.accounts, *part.accounts),
        products=said.products,
        every=part.every or said.every,
    )


def _asking(part: Part, unsure: Unsure) -> Part:
    return replace(part, wishes=tuple(replace(wish, unsure=unsure) if wish.unsure else wish for wish in part.wishes))


def _waiting(
    actor: Actor,
    asked: tuple[str, list[dict[str, str]]],
    acts: Acts,
    part: int | None = None,
    which: WhichOne | None = None,
) -> Reply:
    """A question back, with all that waits for its answer."""
    text, buttons = asked
    waits: dict[str, Any] = {"waits": WAITS_FOR_DAY if part is None else WAITS_FOR_CONTRACT, "parts": to_json(acts)}
    if part is not None and which is not None:
        numbers = [contract.contract_number for contract in which.candidates]
        waits |= {"part": part, "candidates": numbers}
        record_reading(actor.sight.session, actor.subject.email, actor.door, TOPIC, numbers, actor.now)
    reply = plain_reply(f"{text}\n{actor.phrase('nothing-yet')}", "clarify", TOPIC)
    return {**reply, "buttons": buttons, "data": {ACTS: waits}}


def _as_file(actor: Actor, kind: str) -> Reply:
    """The list that was shown last as a file, which the door makes of it."""
    listing = next((facts["listing"] for facts in actor.sight.shown if facts.get("listing") is not None), None)
    if listing is None or actor.door != SLACK:
        return plain_reply(actor.phrase("file-none" if listing is None else "file-elsewhere"), "clarify", TOPIC)
    return {
        **plain_reply(actor.phrase("file-follows"), "answer", TOPIC),
        "data": {ACTS: {FILE: kind}, "listing": listing},
    }


def told_kept(actor: Actor, kept: KeptAct) -> Reply:
    """What an act has kept, word for word what was written, with the way to take it back."""
    numbers = list(dict.fromkeys(change.contract_number for change in kept.changes))
    contracts = contracts_by_number(actor.sight.session, actor.subject, numbers)
    record_reading(actor.sight.session, actor.subject.email, actor.door, TOPIC, list(contracts), actor.now)
    reply = plain_reply(kept_told(actor.language, kept.changes, contracts, actor.timezone), "contract", TOPIC)
    changed = any(change.changed for change in kept.changes)
    buttons = [{"label": actor.phrase("undo"), "say": actor.phrase("say-undo", number=kept.number)}] if changed else []
    return {**reply, "buttons": buttons, "data": {ACTS: {"number": kept.number, "contracts": numbers, "undo": changed}}}


def taken_back(actor: Actor, number: int) -> Reply | None:
    """Takes an act back: the one of a number, or (0) the last one of this conversation; None where nothing was done in
    it.
    """
    session = actor.sight.session
    meant = number or last_act(session, actor.message.conversation_id, actor.subject.email)
    if meant is None:
        return None
    text, numbers = take_back(session, actor.subject, meant, actor.door, actor.language, actor.timezone, actor.now)
    if not numbers:
        return plain_reply(text, "smalltalk", TOPIC)
    reply = plain_reply(text, "contract", TOPIC)
    return {**reply, "data": {ACTS: {"contracts": numbers}}}
