"""A customer's request taken up, given back or handed over in a sentence; said back, with a button that takes it back.

What the card's buttons may do, words may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.orm import Session

from bot.conversation.acts_on import Sight
from bot.handoff.card import holder_mark
from bot.handoff.notices import said as handoff_said
from bot.handoff.operations import HandoffOperations
from bot.handoff.rights import Member, may_act
from bot.slack.blocks import MOST_SUGGESTIONS, as_blocks, paragraphs, suggestions
from bot.slack.context import Desk
from bot.slack.list_pages import Audience, Page
from bot.slack.request_words import CLAIM, GIVE, RELEASE, USER, WORDS, Wish, said_of
from bot.slack.text import escaped
from bot.slack.users import Person, member_of
from renewals import answers
from renewals.people import people_meant
from renewals.query import EVERYTHING
from renewals.store import handoffs as store
from renewals.store import requests
from renewals.store.contracts import representative
from renewals.store.names import account_names, people_for
from renewals.store.tables import Handoff

BUTTON = {CLAIM: "say-claim", RELEASE: "say-release", GIVE: "say-give"}


@dataclass(frozen=True)
class Found:
    """A request that may be meant: its reference, the account by name where the asker may see it, and who has it."""

    reference: str
    account: str
    owner: str | None
    owner_name: str | None


class RequestsInWords:
    """Reads which request and which colleague are meant, and has it done; asks where several are, and where nothing
    says which.
    """

    def __init__(self, desk: Desk, handoffs: HandoffOperations) -> None:
        self._desk = desk
        self._handoffs = handoffs

    async def done(self, person: Person, wish: Wish, context: AsyncBoltContext, client: AsyncWebClient) -> Page:
        """The answer to a wish, which is done by then; or what is asked first."""
        colleague: Member | None = None
        if wish.what == GIVE:
            to = await self.colleague(person, wish.to, context, client)
            if isinstance(to, Page):
                return to
            colleague = to
        found = await self._desk.in_session(lambda session: self._meant(session, person, wish))
        if len(found) == 1 and (wish.references or not wish.bare):
            return await self._do(person, wish.what, found[0], colleague)
        if found:
            return self._which(person, wish, found, colleague)
        if wish.references:
            return page(person, _said(person, "unknown-reference", reference=", ".join(wish.references)))
        said = said_of(wish)
        return page(person, _said(person, "none", said=said) if said else _said(person, "none-bare"))

    def _meant(self, session: Session, person: Person, wish: Wish) -> list[Found]:
        """The open requests that a wish may mean: by reference, by the account that it names, or all that are the
        person's to change so.
        """
        still_open = store.still_open(session)
        if wish.references:
            return [self._found(session, person, one, {}) for one in still_open if one.reference in wish.references]
        theirs = [one for one in still_open if may_act(session, one, member_of(person))]
        if wish.bare:
            mine = [one for one in theirs if (one.owner is None if wish.what == CLAIM else one.owner == person.email)]
            return [self._found(session, person, one, {}) for one in mine]
        accounts = self._accounts(session, person, wish.about)
        names = account_names(session, person.subject, list(accounts)) if accounts else {}
        return [
            self._found(session, person, one, names) for one in theirs if requests.accounts_of(session, one) & accounts
        ]

    def _accounts(self, session: Session, person: Person, text: str) -> set[str]:
        """The accounts that a text names, by themselves or by a contract."""
        sight = Sight(session, person.subject, self._desk.people.today_for(person))
        named = sight.named(text)
        numbers = [number for one in named if one.field == "number" for number in one.values]
        found, _ = sight.contracts(EVERYTHING.having("number", numbers)) if numbers else ([], 0)
        return {account for one in named if one.field == "account" for account in one.values} | {
            one.account_number for one in found
        }

    def _found(self, session: Session, person: Person, handoff: Handoff, names: Mapping[str, str]) -> Found:
        accounts = sorted(requests.accounts_of(session, handoff))
        known = {**account_names(session, person.subject, accounts), **names} if accounts else {}
        told = ", ".join(known[number] for number in accounts if number in known)
        return Found(handoff.reference, told, handoff.owner, handoff.owner_name)

    async def _do(self, person: Person, what: str, found: Found, colleague: Member | None) -> Page:
        reference, member = found.reference, member_of(person)
        account = _said(person, "of-account", account=found.account) if found.account else ""
        if what == CLAIM and found.owner == person.email:
            return page(person, _said(person, "yours-already", reference=reference))
        if what == RELEASE and found.owner is None:
            return page(person, _said(person, "not-claimed", reference=reference))
        if what == GIVE and colleague is not None and colleague.email == found.owner:
            return page(person, _said(person, "has-it", name=colleague.name, reference=reference))
        if what == GIVE and colleague is not None:
            outcome = await self._handoffs.give(reference, colleague, holder_mark(found.owner), member)
        else:
            outcome = await (self._handoffs.claim if what == CLAIM else self._handoffs.release)(reference, member)
        if outcome.refused:
            return page(person, handoff_said(person.language, "told-not-yours", reference=reference))
        if not outcome.done:
            taken = outcome.owner_name and what != RELEASE
            name = "told-taken" if taken else "told-changed"
            return page(
                person,
                handoff_said(
                    person.language, name, reference=reference, **({"name": outcome.owner_name} if taken else {})
                ),
            )
        told = {CLAIM: "claimed", RELEASE: "released", GIVE: "given"}[what]
        values = {"name": colleague.name} if colleague else {}
        back = self._back(person, what, found)
        return page(
            person, _said(person, told, reference=reference, account=account, **values), [(_said(person, "undo"), back)]
        )

    def _back(self, person: Person, what: str, found: Found) -> str:
        """What takes it back, as it would be said."""
        if what == RELEASE and found.owner == person.email:
            return _said(person, "say-claim", reference=found.reference)
        if what == CLAIM or found.owner is None:
            return _said(person, "say-release", reference=found.reference)
        return _said(person, "say-give", reference=found.reference, email=found.owner)

    def _which(self, person: Person, wish: Wish, found: Sequence[Found], colleague: Member | None) -> Page:
        """The question which request is meant, with a button for each of the first."""
        buttons = []
        for one in found[:MOST_SUGGESTIONS]:
            say = _said(person, BUTTON[wish.what], reference=one.reference, email=colleague.email if colleague else "")
            buttons.append((" · ".join(filter(None, (one.reference, one.account, one.owner_name))), say))
        lines = [f"• {label}" for label, _ in buttons]
        more = [f"… +{len(found) - len(buttons)}"] if len(found) > len(buttons) else []
        return page(person, "\n".join([_said(person, "which"), *lines, *more]), buttons)

    async def colleague(
        self, person: Person, to: str, context: AsyncBoltContext, client: AsyncWebClient
    ) -> Member | Page:
        """The colleague whom words or a mention mean; the question where that is not certain."""
        if not to.strip():
            return page(person, _said(person, "to-which"))
        if mention := USER.search(to):
            who = await self._desk.people.who(client, context.team_id or "", mention[1])
            if isinstance(who, Person):
                return member_of(who)
            return page(person, handoff_said(person.language, "told-no-representative"))
        people = await self._desk.in_session(lambda session: people_for(session, person.subject))
        meant = list(dict.fromkeys(one for mention in people_meant(f"to {to}", people) for one in mention.people))
        if len(meant) > 1:
            names = "\n".join(f"• {one.name or one.email}, {one.email}" for one in meant[:MOST_SUGGESTIONS])
            return page(person, f"{_said(person, 'to-which')}\n{names}")
        if not meant:
            return page(person, _said(person, "to-whom", said=to[:100]))
        in_slack = await self._desk.people.with_address(context.team_id or "", client, meant[0].email)
        if in_slack is not None:
            return member_of(in_slack)
        known = await self._desk.in_session(lambda session: representative(session, meant[0].email))
        regions, manager = (known.subject.regions, known.subject.manager) if known else ((), False)
        return Member(meant[0].email, meant[0].name or meant[0].email, regions, manager)


def page(person: Person, text: str, buttons: Sequence[tuple[str, str]] = ()) -> Page:
    """An answer for its asker alone, with buttons that say something."""
    said = suggestions([{"label": label, "say": say} for label, say in buttons])
    return Page(escaped(text), as_blocks([*paragraphs(text), *said]), Audience.ASKER)


def _said(person: Person, name: str, /, **values: object) -> str:
    return answers.phrase(person.language, WORDS, name, **values)
