"""What is not answered yet, on /support: groups of messages, each a click from what is to be learned from it, and the
patch that follows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from bot import new_questions
from bot.gaps import Patch, grouped, patch
from bot.insights.routes import ReadsConversations, chosen_by, refreshed, show
from bot.insights.visitors import PATH, OwnForm, language_of
from bot.new_questions import NotAQuestion
from bot.pages import SAFE, fields
from bot.problems import Problem
from bot.settings import Settings
from bot.training_data import topics
from bot.trial import Trials
from renewals import answers
from renewals.store import question_drafts, reviews
from renewals.store.database import Sessions, in_session
from renewals.store.question_drafts import NewQuestion
from renewals.store.reviews import LATER, Doubtful

UNANSWERED = f"{PATH}/unanswered"
SET_ASIDE, OUT_OF_SCOPE = "set-aside", "out-of-scope"
MOST, MOST_DECISIONS, MOST_GROUPS, EXAMPLES, SUGGESTED = 500, 500, 50, 5, 3
# What is told of a group's trend: the last days, and as many before.
TREND = timedelta(days=7)

router = APIRouter(include_in_schema=False, prefix=UNANSWERED)


@dataclass(frozen=True)
class Group:
    """Messages that are alike: how many, in the last seven days and in the seven before; the first few, why they are
    here, and the topics that they most likely mean.
    """

    count: int
    lately: int
    before: int
    examples: list[str]
    language: str
    reasons: list[tuple[str, int]]
    suggested: list[str]
    ids: list[str]


@router.get("")
async def unanswered(request: Request, person: ReadsConversations) -> Response:
    """The groups on which nobody has decided, the largest first."""
    return await _page(request, person)


@router.post("")
async def decide(request: Request, person: ReadsConversations, __: OwnForm) -> Response:
    """Keeps what was decided on a group. It changes no file: the patch does, once it was reviewed."""
    # The form of a new question has a few fields a language more.
    told = await fields(request, MOST + 25)
    first = {name: values[0] for name, values in told.items()}
    decision, ids = first.get("decision") or first.get("topic") or "", told.get("message", [])
    draft = None
    if decision == "new":
        try:
            draft = _new_question(first)
        except NotAQuestion as wrong:
            return await _page(request, person, 422, wrong.reason, first, ids)
        decision = draft.id
    elif decision not in (*topics(), SET_ASIDE, LATER):
        raise Problem("invalid", 422, fields="decision")
    settings: Settings = request.app.state.settings
    sessions: Sessions = request.app.state.sessions

    def keep(session: Session) -> None:
        # What was erased or decided meanwhile is left.
        waiting = {one.message_id for one in reviews.doubtful(session, MOST, settings.now())}
        if draft is not None:
            question_drafts.keep(session, draft, person.who, settings.now())
        reviews.record(session, [one for one in ids if one in waiting], decision, settings.now())

    await in_session(sessions, keep)
    return RedirectResponse(_back(request), 303)


@router.post("/trial")
async def begin_trial(request: Request, _: ReadsConversations, __: OwnForm) -> Response:
    """Begins to try the patch on the labelled messages."""
    sessions: Sessions = request.app.state.sessions
    trials: Trials = request.app.state.trials
    (made, decided, drafts) = await in_session(sessions, _patch)
    if made.text:
        trials.begin(made.text, sessions, decided, drafts)
    return RedirectResponse(f"{UNANSWERED}?patch=1", 303)


@router.get("/examples.patch")
async def download(request: Request, _: ReadsConversations) -> Response:
    """The patch of the files for `git apply`, once it was tried where that is possible."""
    made, *_of = await in_session(request.app.state.sessions, _patch)
    trials: Trials = request.app.state.trials
    if made.text and trials.of(made.text).state not in ("done", "impossible"):
        return RedirectResponse(f"{UNANSWERED}?patch=1", 303)
    headers = {**SAFE, "Content-Disposition": 'attachment; filename="examples.patch"', "Cache-Control": "no-store"}
    return Response(made.text, media_type="text/x-diff; charset=utf-8", headers=headers)


async def _page(
    request: Request, person: Any, status: int = 200, wrong: str = "", written: dict[str, str] | None = None,
    ids: Sequence[str] = (),
) -> Response:  # fmt: skip
    """The page; with what was written for a new question and what is wrong with it, where it could not be kept."""
    sessions: Sessions = request.app.state.sessions
    trials: Trials = request.app.state.trials
    now = request.app.state.settings.now()
    chosen, wrong_choice = chosen_by(request)
    # Without a choice all that waits is shown, however old.
    of = (
        chosen if any(request.query_params.get(name) for name in ("from", "to", "region", "language", "door")) else None
    )
    if of is not None and of.region is not None:
        await refreshed(request)
    groups = await in_session(
        sessions,
        lambda session: [_group(group, now) for group in grouped(reviews.doubtful(session, MOST, now, of))],
    )
    # Compared with all examples, which takes a while: only for who asks.
    made = (await in_session(sessions, _patch))[0] if "patch" in request.query_params else None
    return show(
        request, "unanswered", person, status, groups=groups, topics=topics(), patch=made, set_aside=SET_ASIDE,
        trial=trials.of(made.text) if made else None, out_of_scope=OUT_OF_SCOPE, later=LATER, wrong=wrong_choice,
        new_wrong=wrong, written=written or {}, of_written=set(ids), new_topics=_with_questions(request),
        languages=answers.languages(), most_groups=MOST_GROUPS,
    )  # fmt: skip


def _with_questions(request: Request) -> list[str]:
    """The topics within which a question may be written."""
    known = answers.topics(language_of(request))
    return [topic for topic in topics() if topic in known and known[topic].questions]


def _new_question(told: dict[str, str]) -> NewQuestion:
    """The question that a form tells of. Raises NotAQuestion."""
    asks, texts = (
        {language: told.get(f"{name}-{language}", "") for language in answers.languages()}
        for name in ("asks", "answer")
    )
    written = NewQuestion(told.get("new-topic", ""), told.get("name", "").strip(), asks, texts, "open" in told)
    return new_questions.checked(written)


def _back(request: Request) -> str:
    """The page with the choice that the form was sent from."""
    return f"{UNANSWERED}?{request.url.query}" if request.url.query else UNANSWERED


def _patch(session: Session) -> tuple[Patch, list[reviews.Decided], list[NewQuestion]]:
    decided, drafts = reviews.decided(session, MOST_DECISIONS), question_drafts.kept(session)
    return patch(session, decided, drafts), decided, drafts


def _group(messages: Sequence[Doubtful], now: datetime) -> Group:
    likely = Counter(
        topic for message in messages for topic in (message.topic, *message.others[:SUGGESTED]) if topic != OUT_OF_SCOPE
    )
    reasons: Counter[str] = Counter(reason for message in messages for reason in message.reasons)
    lately = sum(message.said_at > now - TREND for message in messages)
    texts: dict[str, Any] = dict.fromkeys(message.text for message in messages)
    return Group(
        count=len(messages),
        lately=lately,
        before=sum(message.said_at > now - 2 * TREND for message in messages) - lately,
        examples=list(texts)[:EXAMPLES],
        language=messages[0].language,
        reasons=reasons.most_common(),
        suggested=[topic for topic, _ in likely.most_common(SUGGESTED)],
        ids=[message.message_id for message in messages],
    )
