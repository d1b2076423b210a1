"""A conversation mailed to its person, in the HTTP API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from bot.conversation.transcripts import NothingSaid, NotMailed, NotVerified, Transcripts
from bot.limits import TRANSCRIPTS
from bot.problems import Problem, described
from bot.web.routes import PROBLEMS, Limits, Own

_OWN_PROBLEMS = described(
    {
        403: "The person has not shown who they are",
        409: "Nothing has been said",
        503: ("The mail server did not take the mail"),
    }
)
router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"], responses={**PROBLEMS, **_OWN_PROBLEMS})


class Mailed(BaseModel):
    address: str = Field(description="the one that the person has shown to be theirs; no other can be given")


async def transcripts(request: Request) -> Transcripts:
    found: Transcripts = request.app.state.transcripts
    return found


@router.post("/{conversation_id}/transcript")
async def mail(own: Own, limits: Limits, mailed: Annotated[Transcripts, Depends(transcripts)]) -> Mailed:
    """Mails the conversation to its person. Five times an hour at most."""
    try:
        letter = await mailed.letter(own)
        limits.take(TRANSCRIPTS, own)
        await mailed.mail(letter)
    except NotVerified:
        raise Problem("not-verified", 403) from None
    except NothingSaid:
        raise Problem("nothing-said", 409) from None
    except NotMailed:
        raise Problem("not-mailed", 503, {"Retry-After": "120"}) from None
    return Mailed(address=letter.address)
