"""The engine's one door: takes messages from the gateway alone, and answers with what was understood and what to say."""

from __future__ import annotations

import hmac
from functools import partial, wraps
from types import SimpleNamespace
from typing import Any, Awaitable, Callable, Dict, List, Optional

import dask.core
import rasa.engine.runner.dask
from jsonschema import Draft7Validator
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.domain import Domain
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from nlu.before import CLOSE_CALL, Before, before, name_of, ranking_of, topic_of
from nlu.conversation_store import BoundedConversationStore
from nlu.meant import meant, questions
from nlu.vector_memory import forget_all

# Rasa builds this schema's validator anew at each call of an action, which takes 43 ms of the engine's only core; the check itself takes 0.03 ms.
_action_response = Draft7Validator(RemoteAction.action_response_format_spec())
RemoteAction._validate_action_result = lambda self, result: _action_response.validate(result) or True

# Rasa has its components called by dask's scheduler of threads, one after the other all the same, three times a turn, a sixth of the turn for its bookkeeping; dask's
# plain evaluation does without.
rasa.engine.runner.dask.dask = SimpleNamespace(get=dask.core.get)

# Rasa asks at each message whether its domain is empty, and builds an empty one anew to compare with.
_empty_domain = Domain.empty().as_dict()
Domain.is_empty = lambda self: self.as_dict() == _empty_domain

# Questions of one message that are answered; a person who asks more is told to ask the rest again.
MOST_AT_ONCE = 3

Handler = Callable[..., Awaitable[HTTPResponse]]


class Replies(OutputChannel):
    """Collects what the dialogue says in one turn, with all that belongs to each reply (Rasa's own collector drops the metadata)."""

    def __init__(self) -> None:
        self.said: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "gateway"

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        self.said.append(message)


class GatewayChannel(InputChannel):
    """POST /turns, POST /understanding and DELETE /conversations/<id>, under /webhooks/gateway; each needs the shared secret."""

    @classmethod
    def name(cls) -> str:
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> GatewayChannel:
        if not credentials or not credentials.get("secret"):
            cls.raise_missing_credentials_exception()
        return cls(credentials["secret"])

    def __init__(self, secret: str) -> None:
        self._expected = f"Bearer {secret}"

    def _for_the_gateway(self, handler: Handler) -> Handler:
        """The handler behind the secret. (Sanic's own middleware of a blueprint is not run in the way Rasa registers it.)"""

        @wraps(handler)
        async def guarded(request: Request, **path: str) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), self._expected.encode()):
                return response.json({"error": "this door is the gateway's alone"}, status=401)
            return await handler(request, **path)

        return guarded

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        door = Blueprint("gateway_door")

        @door.get("/")
        @self._for_the_gateway
        async def ready(request: Request) -> HTTPResponse:
            # What is loaded at the first message is loaded now, so that no person waits for it.
            await _agent(request).parse_message("hello")
            return response.json({"model": _agent(request).processor.model_filename})

        @door.post("/turns")
        @self._for_the_gateway
        async def turn(request: Request) -> HTTPResponse:
            body = request.json
            parse = partial(_parsed, _agent(request), body)
            understood, replies = [], []
            async with _conversations(request).turn(body["conversation_id"]) as tracker:
                asked_at_once = await questions(harmless(body["text"]), before(tracker), parse)
                for question in asked_at_once[:MOST_AT_ONCE]:
                    went = before(tracker)
                    asked = await meant(question, went, parse)
                    said = Replies()
                    await on_new_message(_message(body, asked.text, went, said, asked.parsed))
                    if not said.said:
                        # Rasa says nothing where something failed: the gateway then tells the person so, for the whole message.
                        return response.json({"understood": _understood(asked.typed, asked.refuses), "replies": []})
                    understood.append(_understood(asked.typed, asked.refuses))
                    replies += [_reply(one, asked.parsed) for one in said.said]
            return response.json(
                {"understood": understood[0], "replies": _each_once(replies), "left": max(0, len(asked_at_once) - MOST_AT_ONCE)}
            )

        @door.post("/understanding")
        @self._for_the_gateway
        async def understanding(request: Request) -> HTTPResponse:
            agent, text = _agent(request), harmless(request.json["text"])
            message = UserMessage(text=text, metadata={"language": request.json.get("language")})
            return response.json(_understood(await agent.processor.parse_message(message)))

        @door.delete("/conversations/<conversation_id:str>")
        @self._for_the_gateway
        async def erase(request: Request, conversation_id: str) -> HTTPResponse:
            await _conversations(request).erase(conversation_id)
            forget_all()
            return response.json({"erased": True})

        return door


def harmless(text: str) -> str:
    """The text without the leading slashes by which Rasa would take it for an intent or a command."""
    return text.lstrip("/ \t\r\n\u00a0") or "?"


def _agent(request: Request) -> Agent:
    return request.app.ctx.agent


def _conversations(request: Request) -> BoundedConversationStore:
    store = _agent(request).tracker_store
    # Rasa may put a wrapper around it that answers from memory when the database fails.
    return getattr(store, "_tracker_store", store)


def _message(
    body: Dict[str, Any], text: str, went: Before, out: Optional[Replies] = None, parsed: Optional[Dict[str, Any]] = None
) -> UserMessage:
    return UserMessage(
        text=text,
        output_channel=out,
        sender_id=body["conversation_id"],
        parse_data=parsed,
        input_channel=GatewayChannel.name(),
        message_id=body["message_id"],
        metadata={"language": body["language"], "foreign": body["foreign"], "before": went.topic, "contract": went.contract},
    )


async def _parsed(agent: Agent, body: Dict[str, Any], text: str, went: Before) -> Dict[str, Any]:
    parsed: Dict[str, Any] = await agent.processor.parse_message(_message(body, harmless(text), went))
    return parsed


def _each_once(replies: List[Dict[str, Any]]) -> List[Dict[str, Any]]:
    """Two questions may ask back for the same thing; a person is asked once."""
    return [reply for number, reply in enumerate(replies) if reply["text"] not in [earlier["text"] for earlier in replies[:number]]]


def _understood(parsed: Dict[str, Any], refuses: bool = False) -> Dict[str, Any]:
    return {
        "topic": topic_of(parsed),
        "confidence": _confidence(parsed),
        "ranking": [list(entry) for entry in ranking_of(parsed)],
        "close_call": name_of(parsed) == CLOSE_CALL,
        "refuses": refuses,
        "entities": [
            {key: entity[key] for key in ("entity", "value", "start", "end")}
            for entity in parsed.get("entities") or []
            if entity["entity"] != "language"
        ],
    }


def _confidence(parsed: Dict[str, Any]) -> float:
    return float((parsed.get("intent") or {}).get("confidence") or 0.0)


def _reply(said: Dict[str, Any], parsed: Dict[str, Any]) -> Dict[str, Any]:
    about = said.get("metadata") or {}
    return {
        "text": said.get("text") or "",
        "topic": said.get("topic") or topic_of(parsed),
        "confidence": _confidence(parsed),
        "kind": said.get("kind") or about.get("kind") or "answer",
        "sections": about.get("sections") or [],
        "buttons": [{"label": button["title"], "say": button["payload"]} for button in said.get("buttons") or []],
        "data": said.get("data") or about.get("data"),
    }
