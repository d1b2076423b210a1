"""What a representative asks of a contract that was shown ("what's their email?") and of the desk itself (help, the
open requests): answered from the file and from what is kept, where every word of the message is known.

The engine never sees these messages: to a customer their words mean something else ("whom do I call?").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.conversation.acts import SLACK
from bot.conversation.acts_on import Sight, WhichOne, contracts_meant
from bot.conversation.messages import Reply, plain_reply
from renewals import answers, desk_words
from renewals.access import SalesRep
from renewals.acts import Part
from renewals.contracts import Terms
from renewals.desk_words import DeskQuestion
from renewals.languages import long_date
from renewals.numbers_in_text import plainly
from renewals.own_contracts import facts, next_step
from renewals.query import EVERYTHING
from renewals.regions import region_of
from renewals.store import handoffs
from renewals.store.acted import shown_before
from renewals.store.contracts import asker, record_reading
from renewals.store.people_to_call import kept_on
from renewals.store.renewing import progress_of
from renewals.store.tables import Handoff, Message, Rep

TOPIC = "desk"
# Topics for which Slack's door has a representative's words (`bot.slack.messages.OF_THEIR_OWN`).
OF_THE_DOOR = {desk_words.HELP: "capabilities", desk_words.HELLO: "greet"}
# Of one account, so many contracts are told at once.
MOST_TOLD = 5
MOST_REQUESTS = 25


@dataclass(frozen=True)
class Representative:
    """Who asks: what they see on their day, their language and door, and the message."""

    sight: Sight
    language: str
    door: str
    message: Message
    now: datetime

    @property
    def subject(self) -> SalesRep:
        return self.sight.subject

    def phrase(self, name: str, /, **values: object) -> str:
        return answers.phrase(self.language, TOPIC, name, **values)


class DeskInWords:
    """Reads what representatives ask of the desk, and answers it."""

    def __init__(self, clock: Callable[[], datetime], today_in: Callable[[str], date]) -> None:
        self._clock = clock
        self._today_in = today_in

    def answer(self, session: Session, message: Message, text: str) -> Reply | None:
        """The reply to a message that asks the desk something; None for any other, and for who is no representative."""
        text = plainly(text)
        languages = sorted(answers.languages(), key=lambda one: one != message.language)
        if not any(desk_words.may_ask(text, language) for language in languages):
            return None
        who = asker(session, message.conversation_id)
        if not isinstance(who.subject, SalesRep):
            return None
        today = self._today_in(who.timezone or "UTC")
        sight = Sight(session, who.subject, today, tuple(shown_before(session, message)))
        named = sight.named(text)
        asked = next((found for language in languages if (found := desk_words.read(text, language, named))), None)
        if asked is None or _turns_a_page(asked, sight):
            return None
        rep = Representative(sight, message.language, who.door, message, self._clock())
        if asked.wish == desk_words.REASSIGN and (asked.numbers or asked.accounts):
            return _of_owners(rep, asked)
        return _of_contracts(rep, asked) if asked.facts else _of_the_desk(rep, asked.wish or "")


def _of_owners(rep: Representative, asked: DeskQuestion) -> Reply:
    """Who owns the contracts that somebody wants to take over; that stands in the contract file alone."""
    meant = _meant(rep, asked)
    known = meant if isinstance(meant, list) else []
    owners = dict.fromkeys(_told(rep, (desk_words.OWNER,), contract) for contract in known)
    numbers = [contract.contract_number for contract in known]
    record_reading(rep.sight.session, rep.subject.email, rep.door, TOPIC, numbers, rep.now)
    reply = plain_reply("\n".join([*owners, rep.phrase(desk_words.REASSIGN)]), "answer", TOPIC)
    return {**reply, "buttons": _kept_meanwhile(rep, numbers[0], asked.to) if len(numbers) == 1 else []}


def _kept_meanwhile(rep: Representative, number: str, to: Sequence[str]) -> list[dict[str, str]]:
    """What can be kept of a contract that is to change hands: a note of who is to take it over, and a reminder."""
    email = to[0] if to else rep.subject.email
    known = rep.sight.session.get(Rep, email)
    values = {"number": number, "name": known.name if known and known.name else email}
    names = ("note-taken", "remind-tomorrow")
    return [{"label": rep.phrase(name), "say": rep.phrase(f"say-{name}", **values)} for name in names]


def _turns_a_page(asked: DeskQuestion, sight: Sight) -> bool:
    """Whether a bare "what's next" follows a list: it goes on with it, and asks for no contract's next step."""
    last = sight.shown[0] if sight.shown else {}
    alone = asked.facts == (desk_words.NEXT_STEP,) and not (asked.numbers or asked.accounts or asked.ordinal)
    return alone and last.get("listing") is not None and int(last.get("total") or 0) > len(last.get("contracts") or [])


def _of_the_desk(rep: Representative, wish: str) -> Reply | None:
    """Help, the open requests, and what is done elsewhere; to help and greeting Slack's door has words of its own."""
    if wish == desk_words.REQUESTS:
        return plain_reply(_open_requests(rep), "answer", TOPIC)
    if wish in OF_THE_DOOR and rep.door == SLACK:
        return plain_reply(rep.phrase(wish), "smalltalk", OF_THE_DOOR[wish])
    return plain_reply(rep.phrase(wish), "smalltalk", TOPIC)


def _open_requests(rep: Representative) -> str:
    """The requests that are not over: those of the representative's regions and their own; of managers all."""

    def theirs(one: Handoff) -> bool:
        return rep.subject.manager or one.owner == rep.subject.email or one.region in rep.subject.regions

    shown = [one for one in handoffs.still_open(rep.sight.session) if theirs(one)]
    lines = [_request_line(rep, one) for one in shown[:MOST_REQUESTS]]
    if not lines:
        return answers.phrase(rep.language, "handoff", "list-none")
    more = len(shown) - len(lines)
    return "\n".join(
        [
            answers.phrase(rep.language, "handoff", "list-title"),
            *(f"• {line}" for line in lines),
            *([rep.phrase("requests-more", count=more)] if more else []),
            *([] if rep.door == SLACK else [rep.phrase("requests-in-slack")]),
        ]
    )


def _request_line(rep: Representative, one: Handoff) -> str:
    def said(name: str, **values: object) -> str:
        return answers.phrase(rep.language, "handoff", name, **values)

    minutes = max(0, int((rep.now - one.asked_at.astimezone(rep.now.tzinfo or ZoneInfo("UTC"))) / timedelta(minutes=1)))
    unit, count = ("minutes", minutes) if minutes < 120 else ("hours", minutes // 60)
    unit, count = (unit, count) if minutes < 48 * 60 else ("days", minutes // 1440)
    claimed = {"name": one.owner_name} if one.state == handoffs.CLAIMED else {}
    return said(
        "list-line",
        reference=one.reference,
        region=answers.phrase(rep.language, "regional-contact", one.region),
        state=said(f"state-{one.state}", **claimed),
        age=said(unit, count=count),
        reason=said(f"reason-{one.reason}"),
    )


def _of_contracts(rep: Representative, asked: DeskQuestion) -> Reply | None:
    """The facts of the contracts that are named, else of the one that was shown; None where none was."""
    meant = _meant(rep, asked)
    if isinstance(meant, dict):
        return meant
    if not meant:
        return None
    told = list(dict.fromkeys(_told(rep, asked.facts, contract) for contract in meant))
    numbers = [contract.contract_number for contract in meant]
    record_reading(rep.sight.session, rep.subject.email, rep.door, TOPIC, numbers, rep.now)
    shown = [facts(contract, rep.sight.today, rep.language, for_representative=True) for contract in meant]
    data = {**(shown[0] if len(shown) == 1 else {}), "contracts": shown, "total": len(shown)}
    return {**plain_reply("\n".join(told), "contract", _topic(asked.facts)), "data": data}


def _topic(facts_asked: Sequence[str]) -> str:
    """The topic of what was asked of contracts: who looks after them, else the account."""
    return "renewal-owner" if set(facts_asked) & {desk_words.OWNER, desk_words.RESELLER} else "account-overview"


def _meant(rep: Representative, asked: DeskQuestion) -> list[Terms] | Reply:
    """The contracts; or the question which of a list is meant; none where nothing says which."""
    if asked.accounts and not asked.numbers:
        found, total = rep.sight.contracts(EVERYTHING.having("account", asked.accounts), MOST_TOLD)
        return found if total <= MOST_TOLD else []
    _, found_or_which = contracts_meant(rep.sight, Part((), asked.numbers, ordinal=asked.ordinal))
    if not isinstance(found_or_which, WhichOne):
        return found_or_which[:MOST_TOLD]
    candidates = found_or_which.candidates
    if found_or_which.phrase != "which-of-list" or not candidates:
        return []
    if len({one.account_number for one in candidates}) == 1 and found_or_which.total <= MOST_TOLD:
        # "Their reseller?" after one account asks of the account.
        return list(candidates)
    example = rep.phrase("example", number=candidates[0].contract_number)
    return plain_reply(rep.phrase("which-of-list", example=example), "clarify", TOPIC)


def _told(rep: Representative, asked: Sequence[str], contract: Terms) -> str:
    """What is asked of a contract, a line each; the first names it."""
    wanted = set(asked)
    lines: list[str] = []
    if desk_words.RESELLER in wanted:
        lines.append(_reseller(rep, contract, bool(wanted & {desk_words.EMAIL, desk_words.PHONE, desk_words.CONTACT})))
    if desk_words.OWNER in wanted:
        lines.append(_owner(rep, contract))
    if desk_words.TEAM in wanted:
        lines.append(_team(rep, contract))
    if desk_words.FORECAST in wanted:
        lines.append(_forecast(rep, contract))
    if not lines and wanted & {desk_words.CONTACT, desk_words.EMAIL, desk_words.PHONE}:
        lines.append(_contact(rep, contract, phone=desk_words.PHONE in wanted))
    if desk_words.CONTACTED in wanted:
        lines.append(_contacted(rep, contract))
    if desk_words.NOTES in wanted or desk_words.CONTACTED in wanted:
        lines += _notes(rep, contract, always=desk_words.NOTES in wanted)
    if desk_words.NEXT_STEP in wanted:
        lines.append(next_step(contract, rep.sight.today, rep.language, for_representative=True))
    first = rep.phrase("of-contract", account=contract.account, number=contract.contract_number, told=lines[0])
    return "\n".join([first, *lines[1:]])


def _contact(rep: Representative, contract: Terms, phone: bool) -> str:
    name = "contact" if contract.contact_email else "contact-no-mail" if contract.contact_name else "contact-none"
    told = rep.phrase(name, name=contract.contact_name, email=contract.contact_email)
    return f"{told} {rep.phrase('no-phone')}" if phone else told


def _reseller(rep: Representative, contract: Terms, reached: bool) -> str:
    if not contract.reseller:
        return rep.phrase("reseller-none")
    told = rep.phrase("reseller", reseller=contract.reseller)
    return f"{told} {rep.phrase('reseller-no-address')}" if reached else told


def _owner(rep: Representative, contract: Terms) -> str:
    known = rep.sight.session.get(Rep, contract.owner_email)
    name = "owner" if known and known.name else "owner-no-name"
    return rep.phrase(name, name=known.name if known else "", email=contract.owner_email)


def _forecast(rep: Representative, contract: Terms) -> str:
    """What a representative has said of the renewal; the contract file says nothing of it."""
    said = kept_on(rep.sight.session, [contract.contract_number])[contract.contract_number].forecast
    if said is None:
        return rep.phrase("forecast-none")
    word = answers.phrase(rep.language, "query", f"forecast-{said.word}")
    day = long_date(said.on, rep.language)
    return rep.phrase(
        "forecast-why" if said.reason else "forecast", who=said.by, day=day, word=word, reason=said.reason
    )


def _team(rep: Representative, contract: Terms) -> str:
    region = region_of(contract.country)
    team = answers.phrase(rep.language, "regional-contact", region.code)
    return rep.phrase("team", team=team, mailbox=region.mailbox)


def _contacted(rep: Representative, contract: Terms) -> str:
    kept = kept_on(rep.sight.session, [contract.contract_number])[contract.contract_number]
    if kept.contacted_by is None or kept.contacted_on is None:
        return rep.phrase("contacted-nobody")
    return rep.phrase("contacted", who=kept.contacted_by, day=long_date(kept.contacted_on, rep.language))


def _notes(rep: Representative, contract: Terms, always: bool) -> list[str]:
    """The notes; the last one alone, where it is told beside something else."""
    notes = progress_of(rep.sight.session, contract.contract_number, rep.subject.email).notes
    lines = [
        rep.phrase("note", who=who, day=long_date(day, rep.language), text=text)
        for who, text, day in (notes if always else notes[:1])
    ]
    return lines or ([rep.phrase("notes-none")] if always else [])
