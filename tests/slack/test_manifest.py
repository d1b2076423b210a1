"""The manifest, the listeners and the scopes say the same."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings import ROOT
from bot.slack.account import OPENED_BY
from bot.slack.app import manifest, scopes
from bot.slack.contract_card import ACTIONS
from bot.slack.morning import ACTIONS as MORNING_ACTIONS

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(ROOT / "bot" / "slack").glob("*.py"))
# What each method of the Web API asks for (Slack's reference of methods).
NEEDS = {
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "auth_test": set(),
    "chat_delete": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_postEphemeral": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history", "im:history"},
    "conversations_replies": {"channels:history", "groups:history", "im:history"},
    "conversations_info": {"channels:read", "groups:read", "im:read"},
    "conversations_members": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "files_completeUploadExternal": {"files:write"},
    "files_delete": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "files_info": {"files:read"},
    "files_upload_v2": {"files:write"},
    "users_info": {"users:read"},
    "users_lookupByEmail": {"users:read.email"},
    "views_open": set(),
    "views_publish": set(),
}
EVENTS_NEED = {
    "message.im": {"im:history"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "app_mention": {"app_mentions:read"},
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "tokens_revoked": set(),
}


def test_every_event_that_is_listened_to_is_subscribed_and_the_other_way_round() -> None:
    subscribed = {event.split(".")[0] for event in manifest()["settings"]["event_subscriptions"]["bot_events"]}
    listened = set(re.findall(r'app\.event\("(\w+)"\)', SOURCES))
    assert listened == subscribed


def test_every_command_that_is_listened_to_is_in_the_manifest_and_the_other_way_round() -> None:
    commands = {command["command"] for command in manifest()["features"]["slash_commands"]}
    assert set(re.findall(r'app\.command\("([^"]+)"\)', SOURCES)) == commands


def test_every_shortcut_that_is_listened_to_is_in_the_manifest_and_the_other_way_round() -> None:
    shortcuts = {shortcut["callback_id"] for shortcut in manifest()["features"]["shortcuts"]}
    assert set(re.findall(r'app\.shortcut\("([^"]+)"\)', SOURCES)) == shortcuts


def test_the_scopes_are_those_that_calls_and_events_need_and_no_more() -> None:
    called = set(re.findall(r"client\.([a-z]+_\w+)\(", SOURCES))
    assert called <= NEEDS.keys(), "a method whose scopes are not written down here"
    needed = {scope for method in called for scope in NEEDS[method]}
    for event in manifest()["settings"]["event_subscriptions"]["bot_events"]:
        needed |= EVENTS_NEED[event]
    # The agent view asks for assistant:write (Slack's guide to agents), fetching a file that somebody has shared for
    # files:read.
    assert set(scopes()) == needed | {"commands", "assistant:write", "files:read"}


def test_every_address_of_the_manifest_is_a_route() -> None:
    text = (ROOT / "bot" / "slack" / "manifest.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"https://renewals\.example\.com(/\S+)", text)) == {"/slack/events", "/slack/oauth_redirect"}


def test_every_button_and_form_that_is_drawn_is_listened_to() -> None:
    drawn = {name for name in re.findall(r'action_id=f?"([a-z_{}]+)"', SOURCES) if name != "value"}
    drawn |= {f"contract_{name}" for name in ACTIONS} | {OPENED_BY, f"{OPENED_BY}_3"}
    drawn |= {f"morning_{name}" for name, _ in MORNING_ACTIONS}
    drawn |= {f"list_{name}" for name in re.findall(r'button\("(\w+)", query', SOURCES)}
    listened = re.findall(r'app\.action\((?:re\.compile\(r)?"([^"]+)"', SOURCES)
    for name in drawn - {"list_{name}", "contract_{name}", "morning_{name}"}:
        example = name.replace("{number}", "3")
        assert any(re.fullmatch(pattern, example) for pattern in listened), example
    assert set(re.findall(r"app\.view\((?:forms|filter_form)\.(\w+)\)", SOURCES)) == {"CONTRACT", "FILTERS", "DIGEST"}
