"""Files of a conversation, both ways: only with the conversation's token, and only while a person has it."""

from __future__ import annotations

import asyncio
import unicodedata
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from bot.conversation.files import LARGEST_FILE, File, Files, NobodyThere
from bot.limits import FILES
from bot.problems import Problem, described
from bot.web.routes import PROBLEMS, Answer, Limits, Own
from renewals.store import handoff_words
from renewals.store.database import Sessions, in_session
from renewals.store.tables import HandoffFile

router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"], responses=PROBLEMS)
LONGEST_NAME = 200
# A file of the largest size over a slow line.
FILE_WITHIN = 180.0
# What is taken: the end of the name, the kind that it stands for, and how such a file begins, where all of them begin
# alike.
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIPPED, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
KINDS = {
    "pdf": ("application/pdf", b"%PDF"),
    "png": ("image/png", b"\x89PNG"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "gif": ("image/gif", b"GIF8"),
    "webp": ("image/webp", b"RIFF"),
    "txt": ("text/plain", b""),
    "csv": ("text/csv", b""),
    "eml": ("message/rfc822", b""),
    "msg": ("application/vnd.ms-outlook", _OLE),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "docx": (f"{_OFFICE}wordprocessingml.document", _ZIPPED),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", _ZIPPED),
    "odt": ("application/vnd.oasis.opendocument.text", _ZIPPED),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _ZIPPED),
}
# Shown in the browser; everything else is for saving, so that no file of anybody's runs as a page of ours.
SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BINARY = {
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary", "maxLength": LARGEST_FILE}}
    }
}
_MORE = described(
    {
        408: "Did not arrive in full within its time",
        409: "No person has the conversation",
        413: "Over 10 MB",
        415: "Not one of the kinds that are taken",
    }
)


@router.post(
    "/{conversation_id}/files",
    openapi_extra={"requestBody": {**_BINARY, "required": True}},
    responses={**PROBLEMS, **_MORE},
)
async def send(
    request: Request,
    own: Own,
    limits: Limits,
    name: Annotated[str, Query(description="with its end, which tells its kind: " + ", ".join(KINDS))],
    message_id: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=128,
            description=("the client's own unique id; the same one sent again does nothing twice"),
        ),
    ] = None,
) -> Answer:
    """Sends a file to the person who has the conversation: the body is the file itself, of up to 10 MB.

    It is a message of the transcript.
    """
    limits.take(FILES, own)
    file = attachable(name, await _content(request))
    files: Files = request.app.state.files
    try:
        return Answer.model_validate(await files.take(own, file, message_id))
    except NobodyThere:
        raise Problem("nobody-there", 409) from None


@router.get("/{conversation_id}/files/{file_id}")
async def file(request: Request, own: Own, file_id: str) -> Response:
    """A file that was sent in this conversation, by either side."""
    sessions: Sessions = request.app.state.sessions
    found: HandoffFile | None = await in_session(sessions, lambda session: handoff_words.file(session, own, file_id))
    if found is None:
        raise Problem("not-found", 404)
    kind = found.kind if found.kind in SHOWN else "application/octet-stream"
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(found.content, media_type=kind, headers=headers)


def attachable(name: str, content: bytes) -> File:
    """A file that may be sent, under a name without folders and signs that are no text; raises the problem that tells
    why not.
    """
    plain = "".join(
        sign for sign in PurePosixPath(name.replace("\\", "/")).name if unicodedata.category(sign)[0] != "C"
    ).strip()
    stem, _, end = plain.rpartition(".")
    kind, begins = KINDS.get(end.lower(), (None, b""))
    if not stem or kind is None:
        raise Problem("file-kind", 415, kinds=", ".join(KINDS))
    if not content:
        raise Problem("file-empty", 422, file=plain)
    if not content.startswith(begins):
        raise Problem("file-false", 415, file=plain)
    return File(f"{stem[: LONGEST_NAME - len(end) - 1]}.{end}", kind, content)


async def _content(request: Request) -> bytes:
    content = bytearray()
    try:
        async with asyncio.timeout(FILE_WITHIN):
            async for part in request.stream():
                content += part
                if len(content) > LARGEST_FILE:
                    raise Problem("file-too-large", 413, {"Connection": "close"}, megabytes=LARGEST_FILE // 2**20)
    except TimeoutError:
        raise Problem("too-slow", 408, {"Connection": "close"}) from None
    return bytes(content)
