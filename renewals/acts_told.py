"""What an act kept, or took back, in words: exactly what was written, contract by contract."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from renewals import answers
from renewals.contracts import Terms
from renewals.forecasts import disagreement
from renewals.languages import long_date
from renewals.store.act_changes import Change
from renewals.store.acts import Undone
from renewals.store.renewing import Forecast, Progress

WORDS = "acts"
MOST_NAMED = 10
SIGNS = {"likely": "👍", "at-risk": "⚠️", "will-not-renew": "👎"}


def when_told(day: date, minute: int | None, language: str) -> str:
    """A day with its weekday, and the time of day where there is one ("Thursday 26 November 2026, 09:00")."""
    told = f"{format_date(day, format='EEEE', locale=language)} {long_date(day, language)}"
    if minute is None:
        return told
    at = format_time(time(minute // 60, minute % 60), format="HH:mm", locale=language)
    return _phrase(language, "on-day-at", day=told, time=at)


def kept_told(language: str, changes: Sequence[Change], contracts: Mapping[str, Terms], timezone: str) -> str:
    """What was kept; `contracts`: by their numbers, as they are named. `timezone`: the reader's."""
    return _grouped(
        language, "kept", [(one.contract_number, told_of(language, one, timezone)) for one in changes], contracts
    )


def undone_told(language: str, undone: Undone, contracts: Mapping[str, Terms], timezone: str) -> str:
    """What was taken back, and what stays because it was changed since."""
    lines = [(one.contract_number, told_of(language, one, timezone)) for one in undone.changes]
    told = [_grouped(language, "undone", lines, contracts)] if lines else []
    told += [
        _phrase(language, "undone-kept", contract_number=one.contract_number, what=told_of(language, one, timezone))
        for one in undone.left
    ]
    return "\n".join(told) or _phrase(language, "undone-already")


def note_told(language: str, who: str, text: str, day: date) -> str:
    """A representative's note: by whom, of which day, and what it says."""
    return answers.phrase(language, "slack", "note", who=who, day=long_date(day, language), text=text)


def named(language: str, number: str, contracts: Mapping[str, Terms]) -> str:
    """A contract in a few words; its number alone where it cannot be seen any more."""
    terms = contracts.get(number)
    if terms is None:
        return number
    day = long_date(terms.end_on, language)
    return _phrase(language, "contract", account=terms.account, contract_number=number, product=terms.product, day=day)


def told_of(language: str, change: Change, timezone: str) -> str:
    """One change in words."""
    if not change.changed:
        return _unchanged(language, change, timezone)
    if change.after is None:
        return _cleared(language, change)
    kept = change.after
    if change.what == "note":
        return _phrase(language, "did-note", text=kept["text"])
    if change.what == "reminder":
        return _phrase(language, "did-remind", when=_when(language, kept))
    if change.what == "snooze":
        return _phrase(language, "did-snooze", when=_day(language, kept["until"]))
    if change.what == "forecast":
        reason = {"text": kept["reason"]} if kept["reason"] else {}
        return _phrase(
            language,
            "did-forecast-reason" if reason else "did-forecast",
            forecast=forecast_told(language, kept["word"]),
            **reason,
        )
    return _phrase(language, "did-contacted")


def progress_told(language: str, progress: Progress, contract: Terms, today: date) -> list[str]:
    """What is kept of a contract beside its notes, a line each: the word on it, and where it and the facts disagree;
    marks, the reader's reminders.
    """
    lines = [forecast_line(language, progress.forecast)] if progress.forecast else []
    word = progress.forecast.word if progress.forecast else None
    if against := disagreement(word, contract, progress.contacted_on is not None, today):
        lines.append(_phrase(language, f"disagrees-{against}"))
    if progress.contacted_on:
        lines.append(
            _phrase(
                language, "shown-contacted", who=progress.contacted_by, day=long_date(progress.contacted_on, language)
            )
        )
    if progress.snoozed_until and progress.snoozed_until > today:
        lines.append(_phrase(language, "shown-snooze", day=long_date(progress.snoozed_until, language)))
    return lines + [
        _phrase(language, "shown-reminder", when=when_told(day, minute, language)) for day, minute in progress.reminders
    ]


def forecast_line(language: str, forecast: Forecast) -> str:
    """What is thought of a renewal, by whom, when and why."""
    values = {"sign": SIGNS[forecast.word], "forecast": forecast_told(language, forecast.word), "who": forecast.by}
    day, reason = long_date(forecast.on, language), {"text": forecast.reason} if forecast.reason else {}
    return _phrase(language, "shown-forecast-reason" if reason else "shown-forecast", day=day, **values, **reason)


def forecast_told(language: str, word: str) -> str:
    """What a representative thinks of a renewal, in words."""
    return _phrase(language, f"forecast-{word}")


def _unchanged(language: str, change: Change, timezone: str) -> str:
    kept = change.after
    if kept is None:
        return _phrase(
            language, {"note": "none-notes", "reminder": "none-reminders"}.get(change.what, f"none-{change.what}")
        )
    if change.what == "contacted":
        day = datetime.fromisoformat(kept["at"]).astimezone(ZoneInfo(timezone)).date()
        return _phrase(language, "already-contacted", who=kept["by"], when=long_date(day, language))
    if change.what == "reminder":
        return _phrase(language, "already-remind", when=_when(language, kept))
    if change.what == "snooze":
        return _phrase(language, "already-snooze", when=_day(language, kept["until"]))
    return _phrase(language, "already-forecast", forecast=forecast_told(language, kept["word"]))


def _cleared(language: str, change: Change) -> str:
    was = change.before or {}
    if change.what == "note":
        return _phrase(language, "did-clear-notes", text=was["text"])
    if change.what == "reminder":
        return _phrase(language, "did-clear-reminders", when=_when(language, was))
    if change.what == "snooze":
        return _phrase(language, "did-clear-snooze", when=_day(language, was["until"]))
    if change.what == "forecast":
        return _phrase(language, "did-clear-forecast", forecast=forecast_told(language, was["word"]))
    return _phrase(language, "did-clear-contacted")


def _grouped(language: str, phrase: str, lines: Sequence[tuple[str, str]], contracts: Mapping[str, Terms]) -> str:
    """The lines under the contracts of which they all hold."""
    of: dict[str, list[str]] = {}
    for number, line in lines:
        of.setdefault(number, []).append(line)
    alike: dict[tuple[str, ...], list[str]] = {}
    for number, told in of.items():
        alike.setdefault(tuple(told), []).append(number)
    return "\n".join(_group(language, phrase, numbers, told, contracts) for told, numbers in alike.items())


def _group(
    language: str, phrase: str, numbers: Sequence[str], told: Sequence[str], contracts: Mapping[str, Terms]
) -> str:
    done = [f"• {line}" for line in told]
    if len(numbers) == 1:
        return "\n".join([_phrase(language, phrase, contract=named(language, numbers[0], contracts)), *done])
    count = answers.phrase(language, "contract-list", "contracts-other", count=len(numbers))
    listed = [f"  {named(language, number, contracts)}" for number in numbers[:MOST_NAMED]]
    if len(numbers) > MOST_NAMED:
        listed.append("  " + _phrase(language, "more", count=len(numbers) - MOST_NAMED))
    return "\n".join([_phrase(language, f"{phrase}-several", count=count), *listed, *done])


def _when(language: str, kept: Mapping[str, object]) -> str:
    minute = kept["at_minute"]
    return when_told(date.fromisoformat(str(kept["on"])), minute if isinstance(minute, int) else None, language)


def _day(language: str, day: str) -> str:
    return when_told(date.fromisoformat(day), None, language)


def _phrase(language: str, name: str, **values: object) -> str:
    return answers.phrase(language, WORDS, name, **values)
