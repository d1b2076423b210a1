"""What is not answered yet, on /support: groups of messages, each a click from what is to be learned from it, and the
patch that follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot.gaps import Patch, grouped, patch
from bot.insights.routes import ReadsConversations, show
from bot.insights.visitors import PATH, OwnForm
from bot.pages import SAFE, fields
from bot.problems import Problem
from bot.settings import Settings
from bot.training_data import topics
from renewals.store import reviews
from renewals.store.database import Sessions, in_session
from renewals.store.reviews import Doubtful

UNANSWERED = f"{PATH}/unanswered"
SET_ASIDE, OUT_OF_SCOPE = "set-aside", "out-of-scope"
MOST, MOST_DECISIONS, EXAMPLES, SUGGESTED = 200, 500, 5, 3

router = APIRouter(include_in_schema=False, prefix=UNANSWERED)


@dataclass(frozen=True)
class Group:
    """Messages that are alike: how many, the first few, why they are here,
    and the topics that they most likely mean.
    """

    count: int
    examples: list[str]
    language: str
    reasons: list[tuple[str, int]]
    suggested: list[str]
    ids: list[str]


@router.get("")
async def unanswered(request: Request, person: ReadsConversations) -> Response:
    """The groups on which nobody has decided, the largest first."""
    sessions: Sessions = request.app.state.sessions
    groups = await in_session(
        sessions, lambda session: [_group(group) for group in grouped(reviews.doubtful(session, MOST))]
    )
    # Compared with all examples, which takes a while: only for who asks.
    made = await in_session(sessions, _patch) if "patch" in request.query_params else None
    return show(
        request,
        "unanswered",
        person,
        groups=groups,
        topics=topics(),
        patch=made,
        set_aside=SET_ASIDE,
        out_of_scope=OUT_OF_SCOPE,
    )


@router.post("")
async def decide(request: Request, _: ReadsConversations, __: OwnForm) -> Response:
    """Keeps what was decided on a group. It changes no file: the patch does, once it was reviewed."""
    told = await fields(request, MOST + 5)
    decision, ids = (told.get("decision") or told.get("topic") or [""])[0], told.get("message", [])
    if decision not in (*topics(), SET_ASIDE):
        raise Problem("invalid", 422, fields="decision")
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions

    def keep(session: Session) -> None:
        # What was erased or decided meanwhile is left.
        waiting = {one.message_id for one in reviews.doubtful(session, MOST)}
        reviews.record(session, [one for one in ids if one in waiting], decision, settings.now())

    await in_session(sessions, keep)
    return RedirectResponse(UNANSWERED, 303)


@router.get("/examples.patch")
async def download(request: Request, _: ReadsConversations) -> Response:
    """The patch of the files of examples, for `git apply`."""
    made = await in_session(request.app.state.sessions, _patch)
    headers = {**SAFE, "Content-Disposition": 'attachment; filename="examples.patch"', "Cache-Control": "no-store"}
    return Response(made.text, media_type="text/x-diff; charset=utf-8", headers=headers)


def _patch(session: Session) -> Patch:
    return patch(session, reviews.decided(session, MOST_DECISIONS))


def _group(messages: Sequence[Doubtful]) -> Group:
    likely = Counter(
        topic for message in messages for topic in (message.topic, *message.others[:SUGGESTED]) if topic != OUT_OF_SCOPE
    )
    reasons: Counter[str] = Counter(reason for message in messages for reason in message.reasons)
    texts: dict[str, Any] = dict.fromkeys(message.text for message in messages)
    return Group(
        count=len(messages),
        examples=list(texts)[:EXAMPLES],
        language=messages[0].language,
        reasons=reasons.most_common(),
        suggested=[topic for topic, _ in likely.most_common(SUGGESTED)],
        ids=[message.message_id for message in messages],
    )
