"""What others say of a message or a form before Slack does: slack_sdk's models, slackblocks' limits, and Slack's own
published types.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import slackblocks as sb
from jsonschema import Draft7Validator
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.slack.local_slack import NPM
from tests.slack.proxy import Proxy

MESSAGES = {"chat.postMessage", "chat.update", "chat.postEphemeral"}
VIEWS = {"views.open", "views.publish", "views.update"}
# Slack's undocumented limit on all text of a message lies somewhat above.
LONGEST_MESSAGE = 11_000


def check_message(text: str | None, blocks: list[dict[str, Any]] | None) -> None:
    """Fails where a message is not one that Slack takes."""
    assert text, "a message needs plain text, for notifications and screen readers"
    if not blocks:
        return
    parsed = [block.to_dict() for block in Block.parse_all(blocks) if block is not None]
    assert len(parsed) == len(blocks), "slack_sdk does not know one of the blocks"
    sb.Message(channel="C1", text=text, blocks=[_known(block) for block in blocks]).to_dict()
    _follow_schema("blocks", blocks)
    assert sum(map(len, words(blocks))) <= LONGEST_MESSAGE


def check_view(view: dict[str, Any]) -> None:
    """Fails where a form or a Home tab is not one that Slack takes."""
    View(**view).to_dict()
    blocks = [_known(block) for block in view["blocks"]]
    if view["type"] == "home":
        sb.HomeTabView(blocks=blocks).to_dict()
    else:
        parts: dict[str, Any] = {
            name: sb.PlainText(view[name]["text"]) for name in ("title", "submit", "close") if view.get(name)
        }
        sb.ModalView(
            blocks=blocks, **parts, private_metadata=view["private_metadata"], callback_id=view["callback_id"]
        ).to_dict()
    _follow_schema("view", view)


def words(part: object) -> list[str]:
    """Every text that is shown."""
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [word for name, value in part.items() if name != "text" or not own for word in words(value)]
    return [word for one in part for word in words(one)] if isinstance(part, list) else []


@cache
def _schema(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads((NPM / "build" / f"{name}.schema.json").read_text(encoding="utf-8")))


def _follow_schema(name: str, value: Any) -> None:
    wrong = [error.message[:300] for error in _schema(name).iter_errors(value)]
    assert not wrong, wrong


def _known(block: dict[str, Any]) -> sb.Block:
    """The block as slackblocks builds it, its limits checked; what it cannot read, it is made to write."""
    try:
        return sb.Block.from_dict(block)
    except NotImplementedError:
        match block["type"]:
            case "actions":
                return sb.ActionsBlock([_element(element) for element in block["elements"]], block.get("block_id"))
            case "input":
                hint = sb.PlainText(block["hint"]["text"]) if block.get("hint") else None
                return sb.InputBlock(
                    label=sb.PlainText(block["label"]["text"]),
                    element=_element(block["element"]),
                    hint=hint,
                    block_id=block["block_id"],
                )
            case "rich_text":
                texts: list[Any] = [
                    sb.RichText(part["text"]) for element in block["elements"] for part in element["elements"]
                ]
                return sb.RichTextBlock(sb.RichTextCodeBlock(texts))
            case "table":
                return sb.TableBlock(rows=[[sb.RawText(cell["text"]) for cell in row] for row in block["rows"]])
        raise


def _element(element: dict[str, Any]) -> Any:
    action = element["action_id"]
    options = [
        sb.Option(text=sb.PlainText(option["text"]["text"]), value=option["value"])
        for option in element.get("options", [])
    ]
    placeholder: dict[str, Any] = (
        {"placeholder": sb.PlainText(element["placeholder"]["text"])} if element.get("placeholder") else {}
    )
    match element["type"]:
        case "button":
            return sb.Button(text=sb.PlainText(element["text"]["text"]), action_id=action, value=element.get("value"))
        case "static_select":
            return sb.StaticSelectMenu(action_id=action, options=options, **placeholder)
        case "users_select":
            return sb.UserSelectMenu(action_id=action, **placeholder)
        case "multi_static_select":
            return sb.StaticMultiSelectMenu(action_id=action, options=options, **placeholder)
        case "checkboxes":
            return sb.CheckboxGroup(action_id=action, options=options)
        case "datepicker":
            return sb.DatePicker(action_id=action, initial_date=element.get("initial_date"), **placeholder)
        case "plain_text_input":
            return sb.PlainTextInput(
                action_id=action, multiline=element.get("multiline", False), max_length=element.get("max_length")
            )
    raise AssertionError(f"no rules for {element['type']}")


def check_all_sent(proxy: Proxy) -> None:
    """Holds every message and form that was sent against the validators."""
    for call in proxy.calls:
        if call.method in MESSAGES:
            check_message(call.values.get("text"), _read(call.values.get("blocks")))
        if call.method in VIEWS:
            check_view(_read(call.values["view"]))


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
