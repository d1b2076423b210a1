"""A person's own contracts in the HTTP API: as values, as a table and a calendar to take away, and as a calendar that a
program reads by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from bot import network
from bot.limits import CALENDARS, DOWNLOADS
from bot.problems import Problem, described
from bot.settings import Settings
from bot.web.routes import PROBLEMS, Limits, Own
from renewals import answers, own_contracts
from renewals.access import SalesRep, Subject, Visitor
from renewals.contracts import Terms
from renewals.store import calendar_feeds as feeds
from renewals.store.contracts import asker, contracts_of, record_reading
from renewals.store.database import Sessions, in_session
from renewals.store.tables import CalendarFeed, Conversation

PER_PAGE = 200
# More is a territory, for which there is the desk in Slack.
MOST_IN_A_FILE = 2000
TOPIC = "contract-list"
T = TypeVar("T")

_VERIFIED = described({403: "The person has not shown who they are"})
router = APIRouter(prefix="/api/v1/conversations", tags=["contracts"], responses={**PROBLEMS, **_VERIFIED})
subscriptions = APIRouter(
    prefix="/api/v1/calendars", tags=["contracts"], responses=described({404: ("No such calendar, or it was revoked")})
)


class OwnContracts(BaseModel):
    contracts: list[dict[str, Any]] = Field(
        description="the earliest end first, each as in a reply's `data`, with `next_step` and `contact`"
    )
    total: int
    today: date = Field(description="for the person, in their time zone")


class Subscription(BaseModel):
    address: str = Field(description="secret: whoever has it reads the calendar")
    made_at: datetime
    read_at: datetime | None = Field(description="when a program last read it, to the day")


class OwnSubscription(BaseModel):
    subscription: Subscription | None


@dataclass(frozen=True)
class _Person:
    """A verified person as their files need them."""

    identity: str
    subject: Subject
    timezone: str | None
    language: str


@router.get("/{conversation_id}/contracts")
async def contracts(
    request: Request,
    own: Own,
    limits: Limits,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    most: Annotated[int, Query(ge=1, le=PER_PAGE)] = PER_PAGE,
) -> OwnContracts:
    """The person's own contracts."""
    limits.take(DOWNLOADS, own)

    def work(session: Session) -> OwnContracts:
        person = _person(session, own)
        today = _today(request, person.timezone)
        found, total = contracts_of(session, person.subject, most, skip=skip)
        _audit(session, request, person, "chat", found)
        represents = isinstance(person.subject, SalesRep)
        shown = [own_contracts.facts(contract, today, person.language, represents) for contract in found]
        return OwnContracts(contracts=shown, total=total, today=today)

    return await _in_session(request, work)


@router.get("/{conversation_id}/contracts.csv", response_class=Response)
async def table(request: Request, own: Own, limits: Limits) -> Response:
    """The person's own contracts, 2,000 at most, as a CSV file in the conversation's language."""
    limits.take(DOWNLOADS, own)

    def drawn(found: Sequence[Terms], today: date, language: str) -> bytes:
        return own_contracts.as_table(found, today, language).encode()

    content, language = await _drawn(request, own, drawn)
    return _file(content, "text/csv; charset=utf-8", language, "csv")


@router.get("/{conversation_id}/contracts.ics", response_class=Response)
async def calendar(request: Request, own: Own, limits: Limits) -> Response:
    """The ends of the person's own contracts, 2,000 at most, as a calendar file."""
    limits.take(DOWNLOADS, own)

    def drawn(found: Sequence[Terms], today: date, language: str) -> bytes:
        return own_contracts.as_calendar(found, today, language, _settings(request).now())

    content, language = await _drawn(request, own, drawn)
    return _file(content, "text/calendar; charset=utf-8", language, "ics")


@router.get("/{conversation_id}/calendar")
async def subscription(request: Request, own: Own) -> OwnSubscription:
    """The address under which a calendar program reads the person's contracts, where they have made one."""

    def work(session: Session) -> OwnSubscription:
        feed = feeds.feed_of(session, _person(session, own).identity)
        return OwnSubscription(subscription=_shown(request, feed) if feed else None)

    return await _in_session(request, work)


@router.post("/{conversation_id}/calendar", status_code=201)
async def subscribe(request: Request, own: Own, limits: Limits) -> OwnSubscription:
    """Makes such an address. One that was made before is read no more."""
    limits.take(DOWNLOADS, own)

    def work(session: Session) -> OwnSubscription:
        person = _person(session, own)
        feed = feeds.make(session, person.identity, person.language, person.timezone, _settings(request).now())
        return OwnSubscription(subscription=_shown(request, feed))

    return await _in_session(request, work)


@router.delete("/{conversation_id}/calendar", status_code=204)
async def revoke(request: Request, own: Own) -> Response:
    """Revokes the address: nobody reads the calendar any more."""
    await _in_session(request, lambda session: feeds.revoke(session, _person(session, own).identity))
    return Response(status_code=204)


@subscriptions.get("/{secret}.ics", response_class=Response)
async def subscribed(request: Request, limits: Limits, secret: str) -> Response:
    """A calendar, read by a program under its secret address."""
    limits.take(CALENDARS, network.here())

    def work(session: Session) -> tuple[bytes, str] | None:
        feed = feeds.feed_at(session, secret)
        if feed is None:
            return None
        now = _settings(request).now()
        found, _ = contracts_of(session, feeds.subject_of(session, feed), MOST_IN_A_FILE)
        if feeds.read(feed, now):
            record_reading(
                session, feed.identity, "calendar", TOPIC, [contract.contract_number for contract in found], now
            )
        return own_contracts.as_calendar(found, _today(request, feed.timezone), feed.language, now), feed.language

    made = await _in_session(request, work)
    if made is None:
        raise Problem("not-found", 404)
    return _file(made[0], "text/calendar; charset=utf-8", made[1], "ics")


async def _drawn(request: Request, own: str, draw: Callable[[Sequence[Terms], date, str], bytes]) -> tuple[bytes, str]:
    """The person's own contracts as the content of a file, and its language; who read them is kept."""

    def work(session: Session) -> tuple[bytes, str]:
        person = _person(session, own)
        found, _ = contracts_of(session, person.subject, MOST_IN_A_FILE)
        _audit(session, request, person, "file", found)
        return draw(found, _today(request, person.timezone), person.language), person.language

    return await _in_session(request, work)


def _person(session: Session, conversation_id: str) -> _Person:
    """The person of a conversation; the problem that they have not shown who they are."""
    who = asker(session, conversation_id)
    if who.identity is None or isinstance(who.subject, Visitor):
        raise Problem("not-verified", 403)
    return _Person(who.identity, who.subject, who.timezone, session.get_one(Conversation, conversation_id).language)


def _today(request: Request, timezone: str | None) -> date:
    settings = _settings(request)
    return settings.today or settings.now().astimezone(ZoneInfo(timezone) if timezone else UTC).date()


def _audit(session: Session, request: Request, person: _Person, door: str, found: Sequence[Terms]) -> None:
    record_reading(
        session,
        person.identity,
        door,
        TOPIC,
        [contract.contract_number for contract in found],
        _settings(request).now(),
    )


def _shown(request: Request, feed: CalendarFeed) -> Subscription:
    address = str(request.url_for("subscribed", secret=feed.secret))
    return Subscription(address=address, made_at=feed.made_at, read_at=feed.read_at)


def _file(content: bytes, kind: str, language: str, end: str) -> Response:
    name = answers.phrase(language, own_contracts.WORDS, "file-name")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{end}"',
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Response(content, media_type=kind, headers=headers)


def _settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


async def _in_session(request: Request, work: Callable[[Session], T]) -> T:
    sessions: Sessions = request.app.state.sessions
    return await in_session(sessions, work)
