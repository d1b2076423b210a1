"""The engine's one entrance: takes messages from the gateway alone,
and answers with what was decided and what to say.
"""

from __future__ import annotations

import hmac
import json
import logging
from contextlib import nullcontext
from functools import wraps
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import InterfaceError, OperationalError

from nlu.dialogue import choices
from nlu.dialogue.decide import decide
from nlu.dialogue.interpreter import interpretation_from_json
from nlu.dialogue.letters import Letters
from nlu.dialogue.picks import with_number_picked
from nlu.dialogue.rules import Rules
from nlu.dialogue.split import separate_questions
from nlu.dialogue.turn import Decision, Interpretation, Turn, understanding_of
from nlu.engine import logs, patches
from nlu.engine.components.interpreter import INTERPRETATIONS
from nlu.engine.conversation_context import previous_turn
from nlu.engine.decided_message import CHANNEL, user_message
from nlu.engine.llm import Llm, Opinion
from nlu.engine.replies import each_once, reply_of
from nlu.engine.tracker_store import LastTurnTrackerStore
from nlu.intents import vector_cache
from nlu.text.context import context_of
from protocol.codec import ProtocolError, from_json, to_json
from protocol.letters import LetterRequest, LetterResponse
from protocol.telemetry import spans, trace
from protocol.telemetry.log_lines import told
from protocol.turn import EngineReply, ParseRequest, PreviousTurn, TurnRequest, TurnResponse

# Questions of one message that are answered; a person who asks more is told to ask the rest again.
MAX_QUESTIONS = 3
# The slot that holds the topic which asked for a country.
PENDING_TOPIC = "waiting"

logger = logging.getLogger(__name__)
Handler = Callable[..., Awaitable[HTTPResponse]]


class CollectingOutput(OutputChannel):
    """Collects what the dialogue says in one turn, with all that belongs to each reply (Rasa's own collector drops the
    metadata).
    """

    def __init__(self) -> None:
        self.messages: List[Dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        self.messages.append(message)


class GatewayChannel(InputChannel):
    """POST /turns, /understanding and /letters, and DELETE /conversations/<id>, under /webhooks/gateway; each needs the
    shared secret.
    """

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> GatewayChannel:
        secret = (credentials or {}).get("secret")
        if not secret:
            cls.raise_missing_credentials_exception()
        logs.install()
        return cls(str(secret))

    def __init__(self, secret: str) -> None:
        patches.apply()
        self._expected = f"Bearer {secret}".encode()
        self._warm = False
        self._rules = Rules.load()
        self._letters = Letters(self._rules)
        self._llm = Llm.load()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("gateway_channel")

        @routes.get("/")
        @self._authenticated
        async def ready(request: Request) -> HTTPResponse:
            # What is loaded at the first message is loaded now, so that no person waits for it. Asked again, the answer
            # costs nothing: it shows that the event loop turns, which understanding and dialogue share.
            if not self._warm:
                await _agent(request).parse_message("hello")
                self._warm = True
            of = _agent(request).processor.model_metadata
            return response.json({"model": of.model_id, "trained_at": f"{of.trained_at.isoformat()}Z"})

        @routes.post("/turns")
        @self._authenticated
        async def turn(request: Request) -> HTTPResponse:
            return await self._taken(_agent(request), from_json(TurnRequest, request.json), on_new_message)

        @routes.post("/understanding")
        @self._authenticated
        async def understanding(request: Request) -> HTTPResponse:
            asked = from_json(ParseRequest, request.json)
            (whole, *_) = await _interpretations(_agent(request), harmless(asked.text))
            decision = decide(Turn(whole, self._rules))
            return response.json(to_json(understanding_of(decision)))

        @routes.post("/letters")
        @self._authenticated
        async def letter(request: Request) -> HTTPResponse:
            asked = from_json(LetterRequest, request.json)
            agent = _agent(request)

            async def interpret(text: str, context: str) -> Interpretation:
                return (await _interpretations(agent, harmless(text), context, in_parts=False))[0]

            read = await self._letters.read(asked.subject, asked.body, interpret)
            return response.json(to_json(LetterResponse(read)))

        @routes.delete("/conversations/<conversation_id:str>")
        @self._authenticated
        async def erase(request: Request, conversation_id: str) -> HTTPResponse:
            await _tracker_store(_agent(request)).erase(conversation_id)
            vector_cache.clear_all()
            return response.json({"erased": True})

        return routes

    def _authenticated(self, handler: Handler) -> Handler:
        """The handler behind the secret; a body of another form than the protocol's is a 400."""

        # Sanic's own middleware of a blueprint is not run in the way Rasa registers it.
        @wraps(handler)
        async def guarded(request: Request, **path: str) -> HTTPResponse:
            if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), self._expected):
                return response.json({"error": "only the gateway may call this"}, status=401)
            trace.begin(trace.told(request.headers))
            with (
                spans.span(f"engine {handler.__name__}", spans.SERVES) if handler.__name__ != "ready" else nullcontext()
            ):
                try:
                    return await handler(request, **path)
                except ProtocolError as problem:
                    return response.json({"error": str(problem)}, status=400)

        return guarded

    async def _taken(
        self, agent: Agent, asked: TurnRequest, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> HTTPResponse:
        """The answer to a message, or that something is away which it needs."""
        missed: List[str] = []
        patches.actions_missed.set(missed)
        try:
            answer = await self._turn(agent, asked, on_new_message)
        except (OperationalError, InterfaceError) as failure:
            return _away("database", [type(failure).__name__])
        if missed and not answer.replies:
            return _away("actions", missed)
        logger.info("turn taken", extra=told(message_id=asked.message_id, decided_by=answer.understood.decided_by))
        return response.json(to_json(answer))

    async def _turn(
        self, agent: Agent, asked: TurnRequest, on_new_message: Callable[[UserMessage], Awaitable[Any]]
    ) -> TurnResponse:
        """The answer to a message; the one that was given where it is asked for again."""
        async with _tracker_store(agent).turn(asked.conversation_id, asked.message_id) as begun:
            if begun.answer is not None:
                return from_json(TurnResponse, json.loads(begun.answer))
            answer = await self._answer(agent, asked, begun.tracker, on_new_message)
            if answer.replies:
                begun.answer = json.dumps(to_json(answer))
        return answer

    async def _answer(
        self,
        agent: Agent,
        asked: TurnRequest,
        tracker: DialogueStateTracker,
        on_new_message: Callable[[UserMessage], Awaitable[Any]],
    ) -> TurnResponse:
        """Answers each question of a message as a turn of its own, so that the second may refer to the answer to the
        first.
        """
        decisions: List[Decision] = []
        llm_failures = 0
        replies: List[EngineReply] = []
        questions = await self._questions(agent, asked, tracker)
        for question in questions[:MAX_QUESTIONS]:
            turn = self._turn_value(asked, question, tracker)
            opinion = await self._opinion(turn)
            decisions.append(opinion.decision)
            llm_failures += opinion.failed
            output = CollectingOutput()
            await on_new_message(user_message(asked, decisions[-1], turn.previous, output))
            if not output.messages:
                # Rasa says nothing where something failed: the gateway then tells the person so, for the whole
                # message.
                return TurnResponse(understanding_of(*decisions), (), llm_failures=llm_failures)
            replies += [reply_of(message, decisions[-1]) for message in output.messages]
        left = max(0, len(questions) - MAX_QUESTIONS)
        return TurnResponse(understanding_of(*decisions), each_once(replies), left, llm_failures)

    async def _opinion(self, turn: Turn) -> Opinion:
        """The decision about a question; where nothing was sure, and the company has a language model, that one's
        choice.
        """
        decision = decide(turn)
        return await self._llm.second_opinion(turn, decision) if self._llm else Opinion(decision)

    async def _questions(self, agent: Agent, asked: TurnRequest, tracker: DialogueStateTracker) -> List[Interpretation]:
        """The questions of the message, each read by itself; a button that is picked by its place counts as pressed."""
        previous, text = previous_turn(tracker), harmless(asked.text)
        lexicon = self._rules.lexicon
        text = choices.chosen_text(text, previous, lexicon) or with_number_picked(text, previous, lexicon) or text
        whole, *parts = await _interpretations(
            agent, text, context_of(previous.topic_question or previous.topic, previous.text), asked.foreign
        )
        return separate_questions(self._turn_value(asked, whole, tracker, previous), parts)

    def _turn_value(
        self,
        asked: TurnRequest,
        question: Interpretation,
        tracker: DialogueStateTracker,
        previous: Optional[PreviousTurn] = None,
    ) -> Turn:
        return Turn(
            interpretation=question,
            rules=self._rules,
            previous=previous or previous_turn(tracker),
            pending_topic=tracker.get_slot(PENDING_TOPIC),
            speaker=asked.speaker,
            names=asked.names,
            foreign=asked.foreign,
            asked=asked.asked,
            contracts=asked.contracts,
        )


def harmless(text: str) -> str:
    """The text without the leading slashes by which Rasa would take it for an intent or a command."""
    return text.lstrip("/ \t\r\n\u00a0") or "?"


def _away(what: str, failures: List[str]) -> HTTPResponse:
    """Says that something is away which a turn needs: the gateway asks again."""
    logger.warning("a turn cannot be taken, away: %s (%s)", what, ", ".join(failures))
    return response.json({"error": f"away: {what}"}, status=503)


def _agent(request: Request) -> Agent:
    return request.app.ctx.agent


def _tracker_store(agent: Agent) -> LastTurnTrackerStore:
    store = agent.tracker_store
    # Rasa may put a wrapper around it that answers from memory when the database fails.
    return getattr(store, "_tracker_store", store)


async def _interpretations(
    agent: Agent, text: str, previous: str = "", foreign: bool = False, in_parts: bool = True
) -> List[Interpretation]:
    """What a text says after what went before, then (`in_parts`) what each of its questions does; no question where it
    is one.
    """
    message = UserMessage(text=text, metadata={"previous": previous, "foreign": foreign, "in_parts": in_parts})
    parsed: Dict[str, Any] = await agent.processor.parse_message(message)
    return [interpretation_from_json(one) for one in parsed[INTERPRETATIONS]]
