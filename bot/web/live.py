"""The live connection of a conversation (WebSocket)."""

from __future__ import annotations

import asyncio
from collections.abc import Container, Sequence
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from bot.conversation.conversations import Conversations
from bot.conversation.live_hub import Listener, LiveHub

router = APIRouter()
PROTOCOL = "renewals.token"
HEARTBEAT_SECONDS = 25.0
# Of one conversation: each open tab of a person has one.
MOST_CONNECTIONS, TOO_MANY = 20, 4429
HERE, AWAY = "here", "away"


@router.websocket("/api/v1/conversations/{conversation_id}/live")
async def live(socket: WebSocket, conversation_id: str, after: str | None = None, away: bool = False) -> None:
    """Sends what happens in a conversation: first what was missed since the message `after`, with the changes of what
    was said before it, then everything as it happens.

    The token comes as the second of two subprotocols ("renewals.token", the token), because a browser can set no header
    here and an address ends in logs; other clients may send the Authorization header.

    `away`: nobody looks at the conversation yet, so that a person's answer is mailed as well; the client says "here"
    and "away" as that changes.
    """
    talks: Conversations = socket.app.state.conversations
    offered = [protocol.strip() for protocol in socket.headers.get("sec-websocket-protocol", "").split(",")]
    if not _from_allowed_site(socket) or await talks.find(conversation_id, _token(socket, offered)) is None:
        await socket.close(code=4404)
        return
    happenings: LiveHub = socket.app.state.live
    if happenings.connections(conversation_id) >= MOST_CONNECTIONS:
        await socket.close(code=TOO_MANY)
        return
    await socket.accept(subprotocol=PROTOCOL if offered[0] == PROTOCOL else None)
    with happenings.subscribe(conversation_id, looks=not away) as listener:
        await socket.app.state.following.begin(conversation_id)
        if not away:
            await talks.seen(conversation_id)
        sent = await _send_missed(socket, talks, conversation_id, after)
        leaving = asyncio.create_task(_until_gone(socket, talks, conversation_id, listener))
        try:
            await _send_happenings(socket, listener, leaving, sent)
        except (WebSocketDisconnect, RuntimeError):
            return
        finally:
            leaving.cancel()
            if listener.looks:
                # Nobody does any more, which whoever is told of it may see at once.
                listener.looks = False
                await talks.seen(conversation_id)


def _token(socket: WebSocket, offered: Sequence[str]) -> str:
    """The conversation's token: the second of two subprotocols, else of the Authorization header."""
    if len(offered) == 2 and offered[0] == PROTOCOL:
        return offered[1]
    return socket.headers.get("authorization", "").removeprefix("Bearer ")


async def _send_missed(socket: WebSocket, talks: Conversations, conversation_id: str, after: str | None) -> set[str]:
    """Sends what changed and what was said since a message (all of it where that one is not known), and who speaks;
    gives the ids of the messages.
    """
    edited = await talks.edited(conversation_id, after) if after else []
    missed = await talks.transcript(conversation_id, after)
    if missed is None:
        missed = await talks.transcript(conversation_id, None) or []
    for message in edited:
        await socket.send_json({"type": "edited", "message": message})
    for message in missed:
        await socket.send_json({"type": "message", "message": message})
    await socket.send_json({"type": "state", "speaker": await talks.speaker(conversation_id)})
    return {message["id"] for message in missed}


async def _send_happenings(
    socket: WebSocket, listener: Listener, leaving: asyncio.Task[None], sent: Container[str]
) -> None:
    """Sends everything as it happens, save messages that were sent already, until the client leaves; a heartbeat where
    nothing happens.
    """
    while not leaving.done():
        coming = asyncio.create_task(listener.get())
        await asyncio.wait({coming, leaving}, timeout=HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        if not coming.done():
            coming.cancel()
            if not leaving.done():
                await socket.send_json({"type": "heartbeat"})
            continue
        happening = coming.result()
        if happening["type"] != "message" or happening["message"]["id"] not in sent:
            await socket.send_json(happening)


async def _until_gone(socket: WebSocket, talks: Conversations, conversation_id: str, listener: Listener) -> None:
    """Waits until the client leaves; meanwhile it may say whether somebody looks."""
    try:
        while True:
            said = await socket.receive_text()
            if said not in (HERE, AWAY) or listener.looks == (said == HERE):
                continue
            listener.looks = said == HERE
            await talks.seen(conversation_id)
    except (WebSocketDisconnect, RuntimeError):
        return


def _from_allowed_site(socket: WebSocket) -> bool:
    """A page may connect from the gateway's own site or from one that the settings name; a client that is no browser
    sends no Origin.
    """
    origin = socket.headers.get("origin")
    if origin is None or origin in socket.app.state.settings.allowed_origins:
        return True
    return urlsplit(origin).netloc == socket.headers.get("host")
