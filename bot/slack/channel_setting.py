"""`/renewals channel`: to whom answers that tell of contracts go in a channel, shown and set."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.context import Desk
from bot.slack.readers import Readers
from bot.slack.text import said
from bot.slack.users import Person
from renewals import answers
from renewals.names import folded
from renewals.store import slack as store
from renewals.store.slack import ChannelAnswers


@dataclass(frozen=True)
class ChannelSetting:
    """The channel's setting is asked for, or (with a value) to be changed; `unread`: a value that is none."""

    value: ChannelAnswers | None = None
    unread: str | None = None


def read(words: str) -> ChannelSetting | None:
    """What the words after the command ask of the channel; nothing where they are about something else."""
    first, _, rest = " ".join(words.split()).partition(" ")
    for language in answers.languages():
        if folded(first) not in said(language, "channel-words").split("|"):
            continue
        if not rest:
            return ChannelSetting()
        known = {
            word: value
            for value in ChannelAnswers
            for word in said(language, f"channel-{value.value}-words").split("|")
        }
        return ChannelSetting(known[folded(rest)]) if folded(rest) in known else ChannelSetting(unread=rest)
    return None


async def answer(
    desk: Desk, client: AsyncWebClient, person: Person, wish: ChannelSetting, team: str, channel: str
) -> str:
    """Sets what is wished, where the person may, and tells how it stands.

    Everybody may keep answers to their askers; that everybody in a channel sees contracts is for managers to say.
    """
    language = person.language
    if channel.startswith("D"):
        return said(language, "channel-direct")
    if wish.unread is not None:
        return "\n".join([said(language, "channel-unread", said=wish.unread), said(language, "channel-help")])
    if wish.value is ChannelAnswers.EVERYBODY and not person.subject.manager:
        return said(language, "channel-managers")
    if wish.value is not None:
        chosen = wish.value
        await desk.in_session(
            lambda session: store.set_channel_answers(session, team, channel, chosen, person.email, desk.clock())
        )
    setting = await desk.in_session(lambda session: store.channel_answers(session, team, channel))
    readers = await desk.readers.of(client, team, channel)
    lines = (
        [said(language, "channel-outsiders")]
        if readers is Readers.OUTSIDERS
        else [said(language, f"channel-{setting.value}")]
    )
    if setting is ChannelAnswers.AUTO and readers is not Readers.OUTSIDERS:
        lines.append(said(language, "channel-now-all" if readers is Readers.REPRESENTATIVES else "channel-now-alone"))
    return "\n".join([*lines, said(language, "channel-help")])
