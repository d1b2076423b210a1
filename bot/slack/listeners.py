"""What listens to what: the events, commands, buttons and forms of the Bolt app."""

from __future__ import annotations

import contextlib
import logging
import re
import secrets
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation.files import Files
from bot.slack import filter_form, forms
from bot.slack.account import Accounts
from bot.slack.commands import Command
from bot.slack.context import Desk
from bot.slack.contract import Contracts
from bot.slack.drafts import Drafts
from bot.slack.handoffs import HandoffDesk
from bot.slack.home import Home
from bot.slack.inbox import begins, passes
from bot.slack.lists import Lists
from bot.slack.messages import Asking
from bot.slack.morning_calls import MorningCalls
from bot.slack.proposals import Proposals
from bot.slack.requests_in_words import RequestsInWords
from bot.slack.sharing import Sharing
from bot.slack.showing import Showing
from bot.slack.support_channels import SupportChannels
from bot.slack.text import said
from bot.slack.thread_words import ThreadWords, relayed, rewritten
from bot.slack.users import Person

logger = logging.getLogger(__name__)


def listen(
    app: AsyncApp, desk: Desk, handoffs: HandoffDesk, words: ThreadWords, proposals: Proposals, files: Files
) -> None:
    """What listens to what. Bolt takes the first listener that fits."""
    lists, drafts = Lists(desk), Drafts(desk)
    _listen_to_replies(app, handoffs, words, proposals)
    _listen_to_words(app, desk, lists, drafts, files, RequestsInWords(desk, handoffs.operations))
    _listen_to_lists(app, lists)
    _listen_to_contracts(app, Contracts(desk), drafts)
    _listen_to_home(app, desk, Home(desk, lists))
    _tell_failures(app, desk)


def _listen_to_replies(app: AsyncApp, handoffs: HandoffDesk, words: ThreadWords, proposals: Proposals) -> None:
    """What a team writes and presses at its cards."""
    app.event("message", matchers=[relayed])(words.wrote)
    app.event("message", matchers=[rewritten])(words.rewrote)
    app.action(re.compile(r"held_(send|keep)"))(words.held_back.decided)
    app.action(re.compile(r"handoff_(claim|release|give|reassign|resolve|reopen|quote)"))(handoffs.pressed)
    app.action("proposal_send")(proposals.send)
    app.action("proposal_edit")(proposals.edit)
    app.view("proposal")(proposals.submitted)


def _listen_to_words(
    app: AsyncApp, desk: Desk, lists: Lists, drafts: Drafts, files: Files, requests: RequestsInWords
) -> None:
    """Questions and commands, and the buttons beneath their answers."""
    showing, accounts, sharing = Showing(desk, lists, drafts), Accounts(desk), Sharing(desk, lists, drafts)
    asking = Asking(desk, lists, files, drafts, showing, requests, sharing)
    app.event("message")(asking.asked)
    app.event("app_mention")(asking.asked)
    app.command("/renewals")(Command(desk, lists, drafts, accounts).asked)
    app.shortcut("account_of_message")(accounts.of_message)
    app.action(re.compile(r"account_open(_\d+)?"))(accounts.pressed)
    app.action("share_here")(showing.share)
    app.action("share_undo")(sharing.taken_back)
    app.action(re.compile(r"say_\d+"))(asking.pressed)


def _listen_to_lists(app: AsyncApp, lists: Lists) -> None:
    app.action(re.compile(r"list_(previous|next|(?:open|chip)_\d+)"))(lists.turn_page)
    app.action("list_filter")(lists.ask_filter)
    app.action("list_csv")(lists.as_csv)
    app.action("list_chart")(lists.as_chart)
    app.view(filter_form.FILTERS)(lists.filter)


def _listen_to_contracts(app: AsyncApp, contracts: Contracts, drafts: Drafts) -> None:
    app.action("contract_details")(contracts.open)
    app.action("contract_contacted")(contracts.contacted)
    app.action("contract_remind")(contracts.remind)
    app.action(re.compile(r"contract_draft(_\d+)?"))(drafts.pressed)
    app.action("contract_forecast")(contracts.forecast)
    app.action(re.compile(r"contract_clear_\d+"))(contracts.clear)
    app.action("act_undo")(contracts.undo)
    app.view(forms.CONTRACT)(contracts.save)


def _listen_to_home(app: AsyncApp, desk: Desk, home: Home) -> None:
    """The Home tab, and the buttons of the morning."""
    app.event("app_home_opened")(home.opened)
    app.action(re.compile(r"home_show(?:_disagreeing)?"))(home.show_all)
    app.action("team_open")(home.show_owner)
    app.action(re.compile(r"morning_(contacted|remind)"))(MorningCalls(desk).done)
    app.action("home_digest")(home.ask_digest)
    app.view(forms.DIGEST)(home.set_digest)


def _tell_failures(app: AsyncApp, desk: Desk) -> None:
    @app.error
    async def failed(error: Exception, context: AsyncBoltContext, client: AsyncWebClient) -> BoltResponse:
        """What failed is tried again where that may help; where not, the person is told, and the log has the rest."""
        context["failure"] = error
        if passes(error):
            return BoltResponse(status=200)
        number = secrets.token_hex(4)
        logger.error("Slack listener failed, reference %s", number, exc_info=error)
        with contextlib.suppress(Exception):
            who = await desk.people.asking(context, client)
            if isinstance(who, Person):
                channel = context.channel_id or (await client.conversations_open(users=who.user))["channel"]["id"]
                await client.chat_postEphemeral(
                    channel=channel,
                    user=who.user,
                    text=said(who.language, "failed", reference=number),
                    thread_ts=context.thread_ts,
                )
        return BoltResponse(status=200)


def listen_in_support(app: AsyncApp, support: SupportChannels) -> None:
    async def begun(body: dict[str, Any]) -> bool:
        return begins(body)

    app.event("message", matchers=[begun])(support.asked)
    app.action(re.compile(r"support_(solved|next|team)"))(support.pressed)


async def taken_away(event: dict[str, Any]) -> None:
    logger.error(
        ("the Slack app was taken away from its workspace (%s); install it again and set SLACK_BOT_TOKEN"),
        event.get("type"),
    )
