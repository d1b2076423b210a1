"""The morning: whom to call first and why, what the week brought, one sentence at the first start, and the team for its
managers.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from renewals.contract_file import read_contracts
from renewals.store import renewing
from renewals.store.importing import Source, import_contracts
from renewals.store.renewing import Digest
from renewals.store.tables import Rep
from tests import marks
from tests.builders import contract_file, load
from tests.slack.local_slack import elements, shown
from tests.slack.schedule import GRACE, PAUL, Schedule, contract, paris

USER_PAUL, USER_GRACE, USER_MONA = "U01PAUL", "U02GRACE", "U03MONA"
MONA = "mona@vendor.example"
MONDAY = date(2026, 11, 23)


@pytest.fixture
def desk(schedule: Schedule) -> Schedule:
    """Everybody has been looked after for a while."""
    with schedule.database.begin() as session:
        session.add(Rep(email=MONA, name="Mona", role="manager", regions=[], language="en", timezone="Europe/Paris"))
        for email in (PAUL, MONA, GRACE):
            renewing.set_digest(session, email, Digest(8, (0, 1, 2, 3, 4)), datetime(2026, 10, 1, tzinfo=UTC))
    return schedule


def days(count: int) -> date:
    return MONDAY + timedelta(days=count)


def called(message: dict[str, Any]) -> list[str]:
    return [one["value"] for one in elements(message) if one["action_id"] == "morning_contacted"]


def test_five_are_to_be_called_each_with_why_whom_and_the_last_note(desk: Schedule) -> None:
    contacts = [
        {"contact_name": f"Client {number}", "contact_email": f"client{number}@contoso.example"} for number in range(8)
    ]
    load(desk.database, *(contract(f"C-{number}", days(number), **contacts[number]) for number in range(1, 8)))
    with desk.database.begin() as session:
        marks.add_note(session, "C-2", GRACE, "attend le <!channel> budget", desk.now)
    desk.passes(paris(23, 8))
    (morning,) = desk.told(USER_PAUL)
    assert called(morning) == ["C-1", "C-2", "C-3", "C-4", "C-5"]
    words = shown(morning)
    assert "→ finit dans 1 jour · personne ne les a contactés" in words
    assert "Contact : Client 2, client2@contoso.example · revendeur : Distrilog" in words
    assert "attend le <!channel> budget" in words
    assert "<!channel>" not in morning["text"]
    assert "C-1" in morning["text"]
    desk.press(USER_PAUL, morning, "account_open", "A-1")
    assert "Contoso · A-1 · France" in shown(desk.told(USER_PAUL)[-1])
    assert "Sous 30 jours : 7" in words


def test_the_message_shrinks_as_one_works_also_by_what_was_done_elsewhere(desk: Schedule) -> None:
    load(desk.database, *(contract(f"C-{number}", days(number)) for number in range(1, 5)))
    desk.passes(paris(23, 8))
    (morning,) = desk.told(USER_PAUL)
    desk.press(USER_PAUL, morning, "morning_contacted", "C-2")
    morning, *kept = desk.told(USER_PAUL)
    assert called(morning) == ["C-1", "C-3", "C-4"]
    # What was kept is told to the presser, with the way back.
    assert "• contacté" in kept[-1]["text"]
    assert "act_undo" in str(kept[-1]["blocks"])
    assert "(1 sur 4 faits)" in shown(morning)
    assert "C-2" not in morning["text"]
    with desk.database.begin() as session:
        marks.snooze(session, "C-3", days(30))
    desk.press(USER_PAUL, morning, "morning_remind", "C-1")
    morning, *kept = desk.told(USER_PAUL)
    assert called(morning) == ["C-4"]
    desk.press(USER_PAUL, morning, "morning_contacted", "C-4")
    morning, *kept = desk.told(USER_PAUL)
    assert called(morning) == []
    assert "Tout est fait ici" in shown(morning)
    assert "Depuis la semaine dernière" in shown(morning)
    with desk.database() as session:
        assert renewing.progress_of(session, "C-2").contacted_by == PAUL
        assert renewing.progress_of(session, "C-1").contacted_by is None


def test_a_press_on_what_is_anothers_by_now_changes_nothing(desk: Schedule) -> None:
    load(desk.database, contract("C-1", days(3)), contract("C-2", days(4), account_number="A-2"))
    desk.passes(paris(23, 8))
    (morning,) = desk.told(USER_PAUL)
    load(desk.database, contract("C-1", days(3), owner=GRACE))
    desk.press(USER_PAUL, morning, "morning_contacted", "C-1")
    with desk.database() as session:
        assert renewing.progress_of(session, "C-1").contacted_by is None
    assert "C-1" not in desk.told(USER_PAUL)[-1]["text"]


def test_the_reminders_of_the_day_stand_in_the_same_message_beside_the_calls(desk: Schedule) -> None:
    load(desk.database, contract("C-30", days(30)), contract("C-90", days(90), account_number="A-2", auto_renew="true"))
    desk.passes(paris(23, 9))
    (morning,) = desk.told(USER_PAUL)
    words = shown(morning)
    # It is to be called about, and told there.
    assert called(morning) == ["C-30"]
    assert "⏰ C-30" not in words
    assert "Rappels du jour" in words
    assert "⏰ C-90 : 90 jours avant la fin" in words
    desk.passes(paris(23, 23))
    assert len(desk.told(USER_PAUL)) == 1


def test_the_first_start_is_one_sentence_and_no_row_of_late_reminders(schedule: Schedule) -> None:
    load(schedule.database, *(contract(f"C-{number}", days(number)) for number in (-4, 2, 20, 25, 50, 55, 80, 85)))
    schedule.is_down(paris(25, 15))
    (first,) = schedule.told(USER_PAUL)
    assert (
        "Je veille sur vos renouvellements à partir d'aujourd'hui : 1 dont la fin est passée, 7 qui "
        "finissent sous 90 jours."
    ) in shown(first)
    assert "retard" not in shown(first)
    assert "C-20" not in shown(first)
    schedule.passes(paris(26, 7))
    assert len(schedule.told(USER_PAUL)) == 1
    # From then on each is told in its time: C-25 ends in seven days on 11 December.
    schedule.passes(datetime(2026, 12, 11, 8, tzinfo=UTC))
    assert any("⏰ C-25 : 7 jours" in shown(message) for message in schedule.told(USER_PAUL))


def test_the_week_is_told_by_kind(desk: Schedule) -> None:
    load(desk.database, contract("C-1", days(5)), contract("C-2", days(-3)))
    with desk.database.begin() as session:
        lines = contract_file(contract("C-1", days(370)), contract("C-9", days(100))).splitlines(keepends=True)
        import_contracts(session, read_contracts(lines), source=Source("crm.csv", at=paris(20, 9)))
    desk.passes(paris(23, 8))
    words = shown(desk.told(USER_PAUL)[0])
    assert "• Renouvelés : 1 (C-1 Contoso)" in words
    assert "• Nouveaux : 1 (C-9 Contoso)" in words
    assert "• Finis et pas renouvelés : 1 (C-2 Contoso)" in words


def team_of(desk: Schedule) -> None:
    load(
        desk.database,
        contract("C-1", days(-2)),
        contract("C-2", days(20)),
        contract("C-3", days(40)),
        contract("X-1", days(10), owner=GRACE, account_number="A-2", account_name="Northwind"),
    )


def test_a_manager_is_told_how_the_team_stands_by_representative(desk: Schedule) -> None:
    team_of(desk)
    desk.passes(paris(23, 8))
    (morning,) = desk.told(USER_MONA)
    words = shown(morning)
    assert "The team's renewals today" in words
    assert "All together: 🔴 1 overdue · 🟠 2 within 30 days · 🟡 1 to 60 · 🟢 0 to 90 · ✋ 3 untouched" in words
    assert "• Paul: 🔴 1 overdue · 🟠 1 within 30 days" in words
    assert f"• {GRACE}: 🔴 0 overdue" in words
    assert words.index("• Paul") < words.index(f"• {GRACE}")
    # Mona owns nothing: nothing of her own is told.
    assert called(morning) == []
    assert "The difference to a week ago follows" in words


def test_a_manager_is_told_the_difference_to_a_week_ago(desk: Schedule) -> None:
    team_of(desk)
    desk.passes(paris(23, 8))
    with desk.database.begin() as session:
        marks.mark_contacted(session, "C-2", PAUL, desk.now)
    desk.is_down(paris(30, 9))
    words = shown(desk.told(USER_MONA)[-1])
    # C-2 and X-1 come nearer; C-3 is within 30 days by now? It ends 33 days later.
    assert "✋ 2 untouched" not in words.split("\n")[0]
    assert "All together: 🔴 1 overdue · 🟠 2 within 30 days · 🟡 1 to 60 · 🟢 0 to 90 · ✋ 2 (-1) untouched" in words
    assert "• Paul: 🔴 1 overdue · 🟠 1 within 30 days · 🟡 1 to 60 · 🟢 0 to 90 · ✋ 1 (-1) untouched" in words


def test_a_managers_home_shows_the_team_and_leads_to_each_list(desk: Schedule) -> None:
    team_of(desk)
    home = desk.opens_home(USER_MONA)
    words = shown(home)
    assert "• Paul: 🔴 1 overdue" in words
    assert "Nothing of yours" not in words
    select = next(one for one in elements(home) if one["action_id"] == "team_open")
    assert {option["value"]: option["text"]["text"] for option in select["options"]} == {PAUL: "Paul", GRACE: GRACE}
    desk.press(USER_MONA, {"ts": "1.1", "channel": "D1", "blocks": home["blocks"]}, "team_open", GRACE)
    assert "X-1" in desk.told(USER_MONA)[-1]["text"]
    desk.press(USER_MONA, {"ts": "1.1", "channel": "D1", "blocks": home["blocks"]}, "home_show", "all")
    assert {"C-1", "C-2", "C-3", "X-1"} <= set(desk.told(USER_MONA)[-1]["text"].replace(" ", "\n").split("\n"))


def test_a_representative_sees_nothing_of_the_team(desk: Schedule) -> None:
    team_of(desk)
    home = desk.opens_home(USER_PAUL)
    assert "team_open" not in [one["action_id"] for one in elements(home)]
    assert GRACE not in str(home)
    message: dict[str, Any] = {
        "ts": "1.1",
        "channel": "D1",
        "blocks": [{"type": "actions", "elements": [{"type": "button", "action_id": "team_open", "value": "x"}]}],
    }
    message["blocks"][0]["elements"][0] = {
        "type": "static_select",
        "action_id": "team_open",
        "options": [{"value": GRACE}],
    }
    desk.press(USER_PAUL, message, "team_open", GRACE)
    assert "X-1" not in str(desk.told(USER_PAUL))
