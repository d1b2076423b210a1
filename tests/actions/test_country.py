"""Which country are you in? The regions to press, and a way out."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yaml
from rasa_sdk.executor import ActionExecutor

from actions.regional_team import COUNTRY_NOT_UNDERSTOOD, COUNTRY_UNKNOWN
from bot.settings import ROOT
from protocol.turn import ActionContext
from renewals import answers
from renewals.regions import all_regions
from renewals.store.database import Sessions
from renewals.store.tables import Message
from tests.actions.asking import reply_to
from tests.actions.test_actions import asked

CODES = [region.code for region in all_regions()]
SLOTS = ("waiting", "asked_again", "country")


class Talk:
    """One conversation through the executor: slots and what was said are kept as engine and gateway keep them."""

    def __init__(self, database: Sessions, language: str = "en") -> None:
        self.database, self.language = database, language
        self.slots: dict[str, Any] = {}
        self.executor = ActionExecutor()
        self.executor.register_package("actions")
        self.at = datetime(2026, 11, 23, tzinfo=UTC)

    async def does(self, action: str, decided_by: str = "", **entities: str) -> dict[str, Any]:
        if place := entities.get("country") or entities.get("region"):
            self.slots["country"] = place
        done = await self.executor.run(
            asked(
                f"action_{action}",
                "stranger",
                "",
                self.language,
                entities,
                ActionContext(decided_by=decided_by),
                **self.slots,
            )
        )
        result = done.model_dump()
        self.slots.update({event["name"]: event["value"] for event in result["events"] if event.get("name") in SLOTS})
        reply: dict[str, Any] = result["responses"][-1]
        self.at += timedelta(seconds=1)
        with self.database.begin() as session:
            session.add(
                Message(
                    id=secrets.token_hex(8), conversation_id="stranger", client_id=None, answers=None,
                    speaker="assistant", text=reply["text"], language=self.language,
                    reply={"data": reply.get("data"), "topic": reply["topic"]}, answered=True, said_at=self.at,
                )
            )  # fmt: skip
        return reply


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("action", ["handoff", "renewal_quote", "regional_contact"])
async def test_wherever_the_country_is_asked_the_regions_are_buttons_and_so_is_not_knowing(
    shown: Sessions, action: str, language: str
) -> None:
    reply = await Talk(shown, language).does(action)
    names = [answers.phrase(language, "regional-contact", code) for code in CODES]
    assert [button["title"] for button in reply["buttons"]] == [
        *names,
        answers.phrase(language, "regional-contact", "unknown-say"),
    ]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_region_s_button_says_is_in_the_engine_s_lists(language: str) -> None:
    regions = yaml.safe_load((ROOT / "nlu/entities/lookups/region.yml").read_text(encoding="utf-8"))["wordings"]
    countries = yaml.safe_load((ROOT / "nlu/entities/lookups/country.yml").read_text(encoding="utf-8"))["wordings"]
    for code in CODES:
        assert (
            answers.phrase(language, "regional-contact", code)
            in (regions | {"JP": countries["JP"], "CN": countries["CN"]})[code]
        )
    assert set(regions) <= set(CODES)


def test_what_the_button_for_not_knowing_says_is_in_the_lexicon() -> None:
    for language in answers.languages():
        lexicon = yaml.safe_load((ROOT / f"nlu/dialogue/lexicon/{language}.yml").read_text(encoding="utf-8"))
        assert lexicon["country_unknown"][0] == answers.phrase(language, "regional-contact", "unknown-say").lower()


@pytest.mark.parametrize(
    ("entity", "code"),
    [
        *[({"region": code}, code) for code in ("EMEA", "AMS", "SG")],
        ({"country": "JP"}, "JP"),
        ({"country": "CN"}, "CN"),
    ],
)
async def test_a_region_that_is_pressed_gets_what_was_asked(shown: Sessions, entity: dict[str, str], code: str) -> None:
    talk = Talk(shown)
    await talk.does("handoff")
    reply = await talk.does("handoff", "pending_topic", **entity)
    assert (reply["kind"], reply["data"]["region"]) == ("handoff", code)
    assert "()" not in reply["text"]
    # Said once, it is known.
    assert (await talk.does("renewal_quote"))["data"]["region"] == code


@pytest.mark.parametrize("default", [None, "AMS"])
async def test_who_does_not_know_goes_to_the_default_team_and_is_told_why(
    shown: Sessions, monkeypatch: pytest.MonkeyPatch, default: str | None
) -> None:
    monkeypatch.setenv("RENEWALS_DEFAULT_REGION", default or "")
    for action, topic in (
        ("handoff", "handoff"),
        ("renewal_quote", "renewal-quote"),
        ("regional_contact", "regional-contact"),
    ):
        talk = Talk(shown)
        await talk.does(action)
        reply = await talk.does(action, COUNTRY_UNKNOWN)
        assert (reply["topic"], reply["data"]["region"], reply["data"]["known"]) == (topic, default or "EMEA", False)
        if topic != "handoff":
            # Of a request the gateway tells it, with the reference.
            assert "do not know your country" in reply["text"]
        if topic == "regional-contact":
            assert all(f"{code}_renewals@symantec.com" in reply["text"] for code in CODES)
        assert (await talk.does("handoff"))["data"]["region"] == (default or "EMEA")


async def test_after_the_second_answer_that_is_not_understood_it_is_the_default_team(shown: Sessions) -> None:
    talk = Talk(shown)
    await talk.does("handoff")
    again = await talk.does("handoff", COUNTRY_NOT_UNDERSTOOD)
    assert (again["kind"], again["topic"], len(again["buttons"])) == ("clarify", "handoff", 6)
    assert "recognised no country" in again["text"]
    reply = await talk.does("handoff", COUNTRY_NOT_UNDERSTOOD)
    assert (reply["kind"], reply["topic"], reply["data"]["region"]) == ("handoff", "handoff", "EMEA")


async def test_a_country_after_one_answer_that_was_not_understood_is_taken(shown: Sessions) -> None:
    talk = Talk(shown)
    await talk.does("renewal_quote")
    await talk.does("renewal_quote", COUNTRY_NOT_UNDERSTOOD)
    reply = await talk.does("renewal_quote", "pending_topic", country="BR")
    assert (reply["topic"], reply["data"]["region"], reply["data"]["country"]) == ("renewal-quote", "AMS", "BR")


async def test_who_says_no_to_the_question_for_their_country_gets_the_mailboxes_and_nothing_is_passed_on(
    shown: Sessions,
) -> None:
    talk = Talk(shown)
    await talk.does("handoff")
    reply = await talk.does("deny")
    assert reply["text"].startswith("All right, nothing is passed on.")
    assert all(region.mailbox in reply["text"] for region in all_regions())
    assert "handoff" not in reply["kind"]


@pytest.mark.parametrize(
    ("text", "entities", "team"),
    [
        ("we are in Brasil, which renewal team do we contact?", {}, "AMS"),
        ("we are in Hongkong, which renewal team do we contact?", {}, "SG"),
        ("nous sommes à cote divoire, quelle équipe de renouvellement contacter ?", {}, "EMEA"),
        ("our office is in the Republic of China, who is our team?", {"country": "CN"}, "SG"),
        ("we are in London, Ontario: which team is ours?", {"country": "GB"}, "AMS"),
        ("we are in France, which team is ours?", {"country": "FR"}, "EMEA"),
    ],
)
async def test_an_answer_names_the_team_of_the_place_that_the_message_says_also_where_the_engine_s_lists_read_another(
    shown: Sessions, text: str, entities: dict[str, str], team: str
) -> None:
    reply = await reply_to("regional-contact/several-countries", text=text, entities=entities)
    told = [region.code for region in all_regions() if region.mailbox in reply["text"]]
    assert told == [team]


@pytest.mark.parametrize("topic", ["handoff", "renewal_quote"])
async def test_of_places_with_several_teams_it_is_asked_for_which(shown: Sessions, topic: str) -> None:
    call = asked(f"action_{topic}", "stranger", "we are in Paris, Tokyo and Lyon", waiting=topic.replace("_", "-"))
    executor = ActionExecutor()
    executor.register_package("actions")
    result = await executor.run(call)
    reply = result.model_dump()["responses"][-1]
    assert [(button["title"], button["payload"]) for button in reply["buttons"]] == [
        ("France", "Europe, Middle East and Africa"),
        ("Japan", "Japan"),
    ]
    assert (reply["data"] or {}).get("asks") == "country"


async def test_who_asks_for_the_teams_of_several_places_hears_each(shown: Sessions) -> None:
    text = "who do we write to in Brazil and China?"
    told = (await reply_to("regional-contact", text=text))["text"]
    assert told.index("AMS_renewals@symantec.com") < told.index("CN_renewals@symantec.com")
    told = (await reply_to("regional-contact/several-countries", text=text))["text"]
    assert "AMS_renewals@symantec.com" in told
    assert "CN_renewals@symantec.com" in told


async def test_who_tells_where_they_are_hears_of_their_team_beside_how_to_renew(shown: Sessions) -> None:
    reply = await reply_to(
        "renew-online/steps", entities={"country": "Japan"}, text="we are in Japan, how do we renew it?"
    )
    assert "JP_renewals@symantec.com" in reply["text"]
    assert "_renewals@" not in (await reply_to("renew-online/steps", text="how do we renew it?"))["text"]
