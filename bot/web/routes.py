"""The conversations of the HTTP API."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field, StrictBool

from bot import network
from bot.api_keys import is_key
from bot.conversation.conversations import Conversations, Erased
from bot.conversation.turn_queue import TooManyWaiting
from bot.limits import CONVERSATIONS, MESSAGES, RATINGS, READS, RateLimits
from bot.problems import Problem, described, preferred_language
from bot.settings import Settings
from bot.text import Text
from bot.web.identity import proved_by
from renewals import answers

MOST_CHARACTERS = 2000
PROBLEMS = described({
    401: "No token, or one that is not good", 404: "No such conversation, or not this token's",
    408: ("Did not arrive in full within 20 " "seconds"), 413: "Over 32 KB",
    422: ("Not right; the " "detail " "says " "what"),
    429: "Too many; Retry-After says when to go on",
})  # fmt: skip

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"], responses=PROBLEMS)


class NewConversation(BaseModel):
    """Both are optional."""

    model_config = ConfigDict(extra="ignore")
    language: Text | None = Field(None, description="`fr` or `en`; without it the browser's, then each message decides")
    identity_token: Text | None = Field(
        None, max_length=4096, description=("signed by the host site for its signed-in user")
    )
    timezone: Text | None = Field(
        None,
        max_length=64,
        description=('of the person (IANA, such as `Europe/Paris`): what "today" is; UTC where it is unknown'),
    )


class ConversationStarted(BaseModel):
    conversation_id: str
    token: str = Field(description="shown once; goes into `Authorization: Bearer …` on every later call")
    expires_at: datetime


class NewMessage(BaseModel):
    model_config = ConfigDict(extra="ignore")
    text: Text
    message_id: Text | None = Field(
        None,
        min_length=1,
        max_length=128,
        description=("the client's own unique id; the same one sent again does nothing twice"),
    )


class Source(BaseModel):
    title: str
    section: str = Field(description="its heading on the page")
    name: str | None = Field(
        None, description=("what it is called in the conversation's language; left out where that is the heading")
    )
    url: str | None = Field(None, description="where it is; left out where no address is set")


class FollowedLink(BaseModel):
    label: str = Field(description="the words of the text, or the section's name")
    href: str = Field(description="`https:` or `mailto:`")
    kind: Literal["mail", "page", "section"]


class Suggestion(BaseModel):
    label: str
    say: str


class ReplyShown(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: str
    text: str
    topic: str | None
    lead: str | None = Field(
        None, description=("an answer's first line, which answers; left out where it is the whole text")
    )
    more: str | None = Field(None, description="what follows it, which a front may fold")
    question: str | None = Field(
        None,
        description=(
            "the question within the topic that it answers (`topic/question`); null where it "
            "is about the topic in general"
        ),
    )
    open: bool = Field(
        False,
        description=("true where the vendor's page leaves the question open, and the text says so; else left out"),
    )
    kind: Literal["answer", "contract", "clarify", "verify", "handoff", "smalltalk", "fallback", "error"]
    confidence: float
    sources: list[Source]
    links: list[FollowedLink] = Field(
        [],
        description=(
            "mailboxes and pages that the text names, then its sections, as far as an address is set; else left out"
        ),
    )
    buttons: list[Suggestion]
    data: dict[str, Any] | None


class Answer(BaseModel):
    speaker: Literal["assistant", "human"]
    language: str
    replies: list[ReplyShown]
    pending: bool = Field(False, description=("a true answer follows, live and in the transcript"))
    understood: dict[str, Any] | None = Field(
        None, description=("with `explain=1` and an API key: how the topic was decided")
    )


class GivenFeedback(BaseModel):
    model_config = ConfigDict(extra="ignore")
    reply_id: Text
    helpful: StrictBool
    comment: Text | None = Field(None, max_length=2000)


# Asynchronous, for what depends on a plain function waits for a thread.
async def conversations(request: Request) -> Conversations:
    found: Conversations = request.app.state.conversations
    return found


async def settings(request: Request) -> Settings:
    found: Settings = request.app.state.settings
    return found


async def rate_limits(request: Request) -> RateLimits:
    found: RateLimits = request.app.state.rate_limits
    return found


Talks = Annotated[Conversations, Depends(conversations)]
Limits = Annotated[RateLimits, Depends(rate_limits)]
Bearer = Annotated[
    HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False, description=("the conversation's token")))
]


async def own_conversation(conversation_id: str, talks: Talks, bearer: Bearer) -> str:
    """The id of the conversation whose token came with the request.

    Another's conversation looks as if there were none.
    """
    if bearer is not None and await talks.find(conversation_id, bearer.credentials) is not None:
        return conversation_id
    if bearer is None or not await talks.token_is_known(bearer.credentials):
        raise Problem("no-token", 401, {"WWW-Authenticate": "Bearer"})
    raise Problem("not-found", 404)


Own = Annotated[str, Depends(own_conversation)]


@router.post("", status_code=201)
async def start(
    request: Request,
    talks: Talks,
    limits: Limits,
    set_up: Annotated[Settings, Depends(settings)],
    body: NewConversation | None = None,
) -> ConversationStarted:
    """Starts a conversation."""
    limits.take(CONVERSATIONS, network.here())
    wanted = body or NewConversation(language=None, identity_token=None, timezone=None)
    language = preferred_language(request) if wanted.language is None else wanted.language.lower()
    if language not in answers.languages():
        raise Problem("invalid", 422, fields="language")
    identity = None
    if wanted.identity_token is not None:
        # By the real clock: a host site's tokens know nothing of RENEWALS_NOW.
        identity = proved_by(wanted.identity_token, set_up.identity_secret, datetime.now(UTC))
        if identity is None:
            raise Problem("bad-identity", 401)
    started = await talks.start(language, identity, known_timezone(wanted.timezone))
    return ConversationStarted(
        conversation_id=started.conversation_id, token=started.token, expires_at=started.expires_at
    )


async def explains(
    set_up: Annotated[Settings, Depends(settings)],
    explain: Annotated[
        bool, Query(description=("tell how the message was understood; needs an API key in `X-API-Key`"))
    ] = False,
    x_api_key: Annotated[str | None, Header()] = None,
) -> bool:
    """Whether the answer tells how the message was understood, which only holders of an API key may ask."""
    if explain and not is_key(x_api_key or "", set_up):
        raise Problem("bad-explain-key", 401)
    return explain


@router.post("/{conversation_id}/messages", response_model_exclude_unset=True)
async def say(
    own: Own, talks: Talks, limits: Limits, body: NewMessage, explain: Annotated[bool, Depends(explains)]
) -> Answer:
    """Says something, and gets the answer."""
    text = sayable(body.text)
    limits.take(MESSAGES, own)
    try:
        answer = await talks.say(own, text, body.message_id)
    except TooManyWaiting:
        raise Problem("too-many", 429, {"Retry-After": "5"}, seconds=5) from None
    except Erased:
        raise Problem("not-found", 404) from None
    if explain and answer["replies"]:
        answer["understood"] = await talks.explanation(own, answer["replies"][-1]["id"])
    return Answer.model_validate(answer)


@router.get("/{conversation_id}/messages")
async def transcript(own: Own, talks: Talks, limits: Limits, after: str | None = None) -> dict[str, Any]:
    """What was said so far, in order, by both sides; with `after`, only what came after that message."""
    limits.take(READS, "reads", own)
    said = await talks.transcript(own, after)
    if said is None:
        raise Problem("not-found", 404)
    return {"speaker": await talks.speaker(own), "messages": said}


@router.post("/{conversation_id}/feedback", status_code=204)
async def feedback(own: Own, talks: Talks, limits: Limits, body: GivenFeedback) -> Response:
    """Says whether a reply helped; the last word counts."""
    limits.take(RATINGS, "ratings", own)
    if not await talks.give_feedback(own, body.reply_id, body.helpful, body.comment):
        raise Problem("not-found", 404)
    return Response(status_code=204)


@router.delete("/{conversation_id}", status_code=204)
async def erase(conversation_id: str, talks: Talks, bearer: Bearer) -> Response:
    """Erases what was said, everywhere it is kept; after the conversation has expired, too, as long as it is kept."""
    if bearer is None or not await talks.is_token_of(conversation_id, bearer.credentials):
        await own_conversation(conversation_id, talks, bearer)
    await talks.erase(conversation_id)
    return Response(status_code=204)


def known_timezone(name: str | None) -> str | None:
    """The time zone of that name.

    A browser may tell one that this machine does not know: the conversation then goes by UTC, not lost.
    """
    return name if name in _timezones() else None


@cache
def _timezones() -> set[str]:
    return available_timezones()


def sayable(text: str) -> str:
    """The text to be taken as a message, trimmed; raises the problem that tells what is wrong with it."""
    trimmed = text.strip()
    if not any(unicodedata.category(character)[0] not in "ZC" for character in trimmed):
        raise Problem("empty-text", 422)
    if len(trimmed) > MOST_CHARACTERS:
        raise Problem("long-text", 422, count=len(trimmed))
    return trimmed
