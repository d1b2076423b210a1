"""The commands of support: `renewals report`, `renewals support-user`, `renewals person`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from json import dumps
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot import erasures
from bot.evaluation import kept
from bot.evaluation.dataset import CannotEvaluate
from bot.insights import passwords
from bot.insights import report as reporting
from bot.settings import ROLES, Settings
from bot.supervisor import DidNotStart
from renewals import answers
from renewals.store import audit, retention
from renewals.store import support as store
from renewals.store.database import migrate, open_database
from renewals.store.figures import guardrails

support = typer.Typer()
person = typer.Typer(help="What is kept of one person: give it to them, or erase it.", no_args_is_help=True)
support.add_typer(person, name="person")
console = Console()
errors = Console(stderr=True)


@support.command()
def report(
    first: Annotated[str, typer.Option("--from", help="The first day (2026-11-01); by default 30 days are told.")] = "",
    last: Annotated[str, typer.Option("--to", help="The last day; by default today.")] = "",
    region: Annotated[str, typer.Option(help="Only this region's.")] = "",
    language: Annotated[str, typer.Option(help="Only conversations in this language.")] = "",
    door: Annotated[str, typer.Option(help="Only conversations by this door: chat or slack.")] = "",
    words: Annotated[str, typer.Option("--in", help="The language of the report itself.")] = "",
    html: Annotated[Path | None, typer.Option(help="Write one page to this file instead.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Show the figures of support; docs/figures.md says what each counts, and of what."""
    settings = Settings()
    now, spoken = settings.now(), words or answers.default_language()
    try:
        if spoken not in answers.languages():
            raise reporting.WrongSelection(
                f"There is no language {spoken!r}; give one of {', '.join(answers.languages())}."
            )
        chosen = reporting.selection(first, last, region, language, door, now.date())
    except reporting.WrongSelection as wrong:
        errors.print(str(wrong), markup=False)
        raise typer.Exit(2) from None
    migrate(settings.database_url)
    sessions, limits = open_database(settings.database_url), guardrails.read(settings.guardrails)
    found = reporting.figures(sessions, chosen, now, settings.holdout, settings.experiment, limits)
    if html is not None:
        html.write_text(reporting.page(found, spoken), encoding="utf-8")
        console.print(f"The page: {html}", soft_wrap=True, markup=False)
    elif json:
        typer.echo(reporting.as_json(found))
    else:
        reporting.show(found, spoken, console)


@support.command("support-user")
def support_user(
    email: str,
    role: Annotated[
        list[str] | None, typer.Option(help="support, manager or auditor; may be given several times.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the user away, and sign them out.")] = False,
) -> None:
    """Make a user of the page /support with a password, or change one; whoever is signed in as them has to sign in
    again.
    """
    settings, address, roles = Settings(), email.strip().lower(), role or []
    migrate(settings.database_url)
    sessions = open_database(settings.database_url)
    if remove:
        with sessions.begin() as session:
            there = store.remove_user(session, address)
            if there:
                audit.record(session, audit.USER_REMOVED, address)
        console.print(f"{address} is removed." if there else f"There is no user {address}.", markup=False)
        raise typer.Exit(0 if there else 1)
    if not roles or not set(roles) <= set(ROLES) or "@" not in address:
        errors.print(f"Give an e-mail address and at least one --role: {', '.join(ROLES)}.", markup=False)
        raise typer.Exit(2)
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if len(password) < passwords.SHORTEST:
        errors.print(f"A password has {passwords.SHORTEST} characters or more.", markup=False)
        raise typer.Exit(2)
    with sessions.begin() as session:
        store.set_user(session, address, sorted(set(roles)), passwords.hashed(password), settings.now())
        audit.record(session, audit.USER_SET, f"{address} {' '.join(sorted(set(roles)))}")
    console.print(f"{address} may sign in at /support, as {', '.join(sorted(set(roles)))}.", markup=False)


@support.command()
def replay(
    days: Annotated[int, typer.Option(min=1, help="Conversations that were begun within so many days.")] = 90,
    most: Annotated[int, typer.Option(min=1, help="So many conversations at most, the newest.")] = 1000,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead.")] = False,
) -> None:
    """Play the kept conversations through the model and the texts as they are here, and show which answers change.

    Nothing of them leaves this machine.
    """
    settings = Settings()
    migrate(settings.database_url)
    errors.print("Playing what is kept, through engine, actions and gateway of this working tree …", markup=False)
    try:
        count, found = kept.replay(open_database(settings.database_url), settings.now() - timedelta(days=days), most)
    except (DidNotStart, CannotEvaluate) as failure:
        errors.print(str(failure), markup=False)
        raise typer.Exit(2) from None
    if not count:
        errors.print(
            f"No conversation that was begun within {days} days is kept with its texts: there is nothing to play.",
            markup=False, soft_wrap=True,
        )  # fmt: skip
    if json:
        typer.echo(dumps({"messages": count, "changes": [asdict(one) for one in found]}, ensure_ascii=False, indent=2))
    else:
        table = Table("messages", "before", "now", "for example", title="Answers that change")
        for one in found:
            now = f"{one.now} (other words)" if one.reworded else one.now
            table.add_row(str(one.count), *(Text(cell) for cell in (one.before, now, "\n".join(one.examples))))
        console.print(table if found else Text("No answer changes."))
        console.print(f"{sum(one.count for one in found)} of {count} messages get another answer.", markup=False)
    raise typer.Exit(1 if found else 0)


@person.command("export")
def export_person(email: str, file: Annotated[Path | None, typer.Option(help="Write to this file.")] = None) -> None:
    """Everything that is kept under an e-mail address, as JSON: on request of its person."""
    settings, address = Settings(), _address(email)
    migrate(settings.database_url)
    with open_database(settings.database_url).begin() as session:
        if not retention.is_kept(session, address):
            errors.print(f"Nothing is kept under {address}. Nothing was written.", markup=False, soft_wrap=True)
            raise typer.Exit(1)
        found = dumps(retention.of_person(session, address), ensure_ascii=False, indent=2)
        audit.record(session, audit.PERSON_EXPORTED, audit.person(address))
    if file is None:
        typer.echo(found)
        return
    # For the eyes of one person.
    file.touch(mode=0o600)
    file.write_text(found + "\n", encoding="utf-8")
    console.print(f"Written: {file}", soft_wrap=True, markup=False)


@person.command("erase")
def erase_person(email: str, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Erase the conversations of a person and what else is kept under their address; the gateway does it within a
    minute, or at its next start.
    """
    settings, address = Settings(), _address(email)
    migrate(settings.database_url)
    sessions = open_database(settings.database_url)
    with sessions() as session:
        if not retention.can_be_erased(session, address, settings.now()):
            errors.print(
                f"Nothing that can be erased is kept under {address}. Nothing was written.",
                markup=False,
                soft_wrap=True,
            )
            raise typer.Exit(1)
        count = len(retention.conversations_of(session, address, settings.now()))
    if not yes:
        typer.confirm(f"{count} conversations of {address} will be erased for good. Go on?", abort=True)
    # First, so that nobody is erased without it.
    with sessions.begin() as session:
        audit.record(session, audit.PERSON_ERASED, audit.person(address))
    erasures.ask(settings.var, address, settings.now())
    console.print(
        ("The gateway erases them within a minute, or at its next start. docs/privacy.md says what stays."),
        markup=False,
    )


def _address(email: str) -> str:
    """An address as it is kept; ends the command where it is none."""
    address = email.strip().lower()
    mailbox, _, host = address.partition("@")
    if not mailbox or not host or "@" in host or len(address.split()) > 1:
        errors.print(f"{email!r} is no e-mail address; write it as ann@customer.example.", markup=False, soft_wrap=True)
        raise typer.Exit(2)
    return address
