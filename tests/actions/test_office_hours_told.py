"""The hours of the regional teams are told from how the teams are set, for one's own team or for all."""

from __future__ import annotations

import pytest

from renewals import answers
from renewals.regions import all_regions
from renewals.store.database import Sessions
from renewals.team_hours import office_hours
from tests.actions.asking import reply_to

HOURS = "regional-contact/opening-hours"


@pytest.mark.parametrize("language", answers.languages())
async def test_who_has_named_no_country_gets_the_hours_of_all_teams(shown: Sessions, language: str) -> None:
    reply = await reply_to(HOURS, language=language)
    assert all(office_hours(region, language) in reply["text"] for region in all_regions())


async def test_whose_country_is_known_gets_those_of_their_team_and_whether_it_is_there(shown: Sessions) -> None:
    reply = await reply_to(HOURS, "claire")
    assert ("Europe, Middle East and Africa: Mon–Fri, 09:00–18:00 (Europe/Paris), not on public holidays") in reply[
        "text"
    ]
    assert "Asia/Tokyo" not in reply["text"]
    assert ("They are at work now." in reply["text"]) != ("They are away at the moment" in reply["text"])


def test_days_that_do_not_follow_one_another_are_named_each() -> None:
    from dataclasses import replace

    region = replace(all_regions()[0], days=(0, 2, 4))
    assert "lun., mer., ven." in office_hours(region, "fr")
