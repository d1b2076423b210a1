"""What a representative is told in the morning, as Slack shows it: whom to call first and why, what the week brought,
how the team stands. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    Option,
    SectionBlock,
    StaticSelectElement,
)

from bot.slack.blocks import Blocks, as_blocks, paragraphs, plain
from bot.slack.contract_card import note_line
from bot.slack.list_blocks import line
from bot.slack.rows import rows
from bot.slack.text import LONGEST_LABEL, LONGEST_SECTION, escaped, said
from renewals import answers
from renewals.calls import Call
from renewals.languages import days
from renewals.store.morning import MOST_CHANGES, Week
from renewals.store.renewing import Progress
from renewals.store.team import COUNTS, Standing

WORDS = "morning"
# By these a message is known again when a button of it is pressed.
CALLS_HEAD, CALL, CALL_BUTTONS = "calls:", "call:", "buttons:"
MOST_REPS = 25
# A message holds 50 blocks: so many reminders stand there with their buttons, and others as lines.
MOST_WITH_BUTTONS = 8
# A select's option holds so much.
LONGEST_OPTION = 150
ACTIONS = (("contacted", "button-contacted"), ("remind", "button-remind"))


@dataclass(frozen=True)
class Team:
    """How everybody stands now and stood a week ago (None: not known), and what owners are called."""

    now: Mapping[str, Standing]
    before: Mapping[str, Standing] | None = None
    names: Mapping[str, str] = field(default_factory=dict)


def calls_blocks(language: str, calls: Sequence[Call], kept: Mapping[str, Progress], today: date) -> list[Block]:
    """Whom to call first: each with why, whom, the last note, and what can be done."""
    if not calls:
        return [SectionBlock(text=plain(_said(language, "calls-none")))]
    blocks: list[Block] = [HeaderBlock(text=plain(_said(language, "calls")), block_id=f"{CALLS_HEAD}{len(calls)}")]
    account = plain(answers.phrase(language, "account-page", "open"))
    for call in calls:
        number = call.contract.contract_number
        text = "\n".join(call_lines(language, call, kept.get(number, Progress()), today))
        buttons = [
            *(
                ButtonElement(text=plain(said(language, label)), value=number, action_id=f"morning_{name}")
                for name, label in ACTIONS
            ),
            ButtonElement(text=plain(said(language, "button-draft")), value=number, action_id="contract_draft"),
            ButtonElement(text=plain(said(language, "button-details")), value=number, action_id="contract_details"),
            ButtonElement(text=account, value=call.contract.account_number, action_id="account_open"),
        ]
        blocks.append(SectionBlock(text=plain(text[:LONGEST_SECTION]), block_id=f"{CALL}{number}"))
        blocks.append(ActionsBlock(elements=buttons, block_id=f"{CALL_BUTTONS}{number}"))
    return blocks


def call_lines(language: str, call: Call, kept: Progress, today: date) -> list[str]:
    """One call in lines: the contract, why it is here, whom to call, the last note."""
    contract = call.contract
    contact = ", ".join(filter(None, [contract.contact_name, contract.contact_email])) or "—"
    why = [
        *(_why(language, name, call, today) for name in call.why),
        *([] if kept.contacted_on else [_said(language, "untouched")]),
    ]
    return [
        line(language, contract, today),
        "→ " + " · ".join(why),
        _said(language, "whom", contact=contact, reseller=contract.reseller or "—"),
        *(note_line(language, note) for note in kept.notes[:1]),
    ]


def _why(language: str, name: str, call: Call, today: date) -> str:
    left = (call.contract.deadline(today) - today).days
    if name == "notice" and left == 0:
        name = "notice-today"
    return _said(language, f"why-{name}", days=days(left, language))


def without_done(language: str, blocks: Blocks, open_numbers: Collection[str]) -> Blocks:
    """The blocks of a morning message without the calls that are done; its heading tells how many are."""
    left: Blocks = []
    for block in blocks:
        block_id = str(block.get("block_id") or "")
        number = next((block_id.removeprefix(sign) for sign in (CALL, CALL_BUTTONS) if block_id.startswith(sign)), None)
        if block_id.startswith(CALLS_HEAD):
            made = int(block_id.removeprefix(CALLS_HEAD))
            some = _said(language, "calls-some", done=made - len(open_numbers), all=made)
            left.append({**block, "text": plain(some if open_numbers else _said(language, "calls-done")).to_dict()})
        elif number is None or number in open_numbers:
            left.append(block)
    return left


def called_in(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The contracts that a morning message still says to call about."""
    ids = [str(block.get("block_id") or "") for block in blocks]
    return [block_id.removeprefix(CALL) for block_id in ids if block_id.startswith(CALL)]


def as_text(blocks: Sequence[Mapping[str, Any]]) -> str:
    """The words of a message's blocks, for its plain form."""

    def words() -> Iterator[str]:
        for block in blocks:
            if isinstance(block.get("text"), Mapping):
                yield str(block["text"].get("text") or "")
            elif block.get("type") == "context":
                yield from (str(element.get("text") or "") for element in block.get("elements", []))

    return escaped("\n".join(words()))


def week_lines(language: str, week: Week) -> list[str]:
    """What the week brought, a line for each kind."""
    if not week.kinds:
        return [_said(language, "week-none")]
    lines = []
    for kind, brought in week.kinds.items():
        told = _said(language, f"kind-{kind}", count=brought.count)
        names = [_said(language, "named", contract_number=number, account=account) for number, account in brought.first]
        more = [f"+{brought.count - len(names)}"] if names and brought.count > len(names) else []
        lines.append(
            "• " + (_said(language, "kind-named", told=told, names=", ".join([*names, *more])) if names else told)
        )
    return [*lines, *([_said(language, "week-more", most=MOST_CHANGES)] if week.more else [])]


def team_lines(language: str, team: Team) -> list[str]:
    """A line for each representative, those with the most to do first, and one for all."""
    if not team.now:
        return [_said(language, "team-none")]
    owners = sorted(
        team.now,
        key=lambda owner: (-team.now[owner].untouched, -team.now[owner].overdue, -team.now[owner].within_30, owner),
    )
    lines = [
        _team_line(language, team.names.get(owner, owner), team.now[owner], _before(team, owner))
        for owner in owners[:MOST_REPS]
    ]
    more = [_said(language, "team-more", count=len(owners) - MOST_REPS)] if len(owners) > MOST_REPS else []
    before = None if team.before is None else sum(team.before.values(), Standing())
    whole = _team_line(language, _said(language, "team-all"), sum(team.now.values(), Standing()), before)
    return [whole, *(f"• {one}" for one in lines), *more]


def _before(team: Team, owner: str) -> Standing | None:
    return None if team.before is None else team.before.get(owner, Standing())


def _team_line(language: str, owner: str, now: Standing, before: Standing | None) -> str:
    values: dict[str, object] = {}
    for name in COUNTS:
        count, difference = getattr(now, name), 0 if before is None else getattr(now, name) - getattr(before, name)
        values[name] = _said(language, "trend", count=count, difference=f"{difference:+d}") if difference else count
    return _said(language, "team-line", owner=owner, **values)


def team_blocks(language: str, team: Team) -> list[Block]:
    """The team as a manager sees it, with a way to the contracts of each."""
    trend = "team-no-trend" if team.before is None else "team-trend"
    owners = [
        owner
        for owner in sorted(team.now, key=lambda owner: team.names.get(owner, owner))
        if len(owner) <= LONGEST_OPTION
    ][:100]
    options = [Option(value=owner, text=plain(team.names.get(owner, owner)[:LONGEST_LABEL])) for owner in owners]
    select = StaticSelectElement(
        placeholder=plain(_said(language, "team-open")[:LONGEST_OPTION]), options=options, action_id="team_open"
    )
    return [
        *paragraphs("\n".join(team_lines(language, team))),
        ContextBlock(elements=[plain(_said(language, trend))]),
        *([ActionsBlock(elements=[select])] if options else []),
    ]


@dataclass(frozen=True)
class Morning:
    """What one representative is told in the morning.

    `lines`: what stands on top (late, since when they are looked after, how old it is);
    `reminders`: of today, beside the calls, each with its contract's number; `counts`: how many of their own in each
    span; `team`: for managers.
    """

    lines: Sequence[str]
    calls: Sequence[Call]
    kept: Mapping[str, Progress]
    counts: Sequence[str]
    reminders: Sequence[tuple[str, str]]
    week: Week
    team: Team | None = None
    own: bool = True


def drawn(language: str, morning: Morning, today: date, more: Sequence[Block] = ()) -> tuple[str, Blocks]:
    """The morning's message: its plain form and its blocks. `more`: buttons at its end."""
    head = _said(language, "team-head") if morning.team else said(language, "digest-head")
    blocks: list[Block] = [HeaderBlock(text=plain(head)), *paragraphs("\n".join(morning.lines))]
    if morning.team is not None:
        blocks += team_blocks(language, morning.team)
    if morning.own:
        blocks += [*calls_blocks(language, morning.calls, morning.kept, today), *paragraphs("\n".join(morning.counts))]
    if morning.reminders:
        others = "\n".join(text for text, _ in morning.reminders[MOST_WITH_BUTTONS:])
        blocks += [
            HeaderBlock(text=plain(_said(language, "also"))),
            *rows(language, morning.reminders[:MOST_WITH_BUTTONS]),
            *paragraphs(others),
        ]
    blocks += [
        DividerBlock(),
        HeaderBlock(text=plain(_said(language, "week"))),
        *paragraphs("\n".join(week_lines(language, morning.week))),
    ]
    made = as_blocks([*blocks, *more])
    return as_text(made), made


def team_head(language: str) -> str:
    """The heading above a team."""
    return _said(language, "team")


def start(language: str, overdue: int, due: int) -> str:
    """What is said once, when somebody is looked after for the first time."""
    return _said(language, "start", overdue=overdue, due=due)


def _said(language: str, name: str, /, **values: object) -> str:
    return answers.phrase(language, WORDS, name, **values)
