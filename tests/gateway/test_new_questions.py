"""What support decides goes into a patch that is tried first; a new question goes into all of its files."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.gateway.decisions import (
    NEW,
    applied,
    asked,
    decide,
    groups,
    repository,
    tried_and_taken,
)
from tests.gateway.support_page import OWN, door, sign_in


async def test_a_patch_is_offered_once_it_was_tried_and_with_what_was_found(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path, monkeypatch)
    monkeypatch.setattr("bot.trial.PYTHON", Path(sys.executable))
    async with door(tmp_path, database_url) as (app, client):
        asked(app, NEW[0])
        await sign_in(client, "support")
        await decide(client, (await groups(client))[0], "how-to-renew")
        # Not tried yet: there is nothing to download.
        assert (await client.get("/support/unanswered/examples.patch")).status_code == 303
        offered = 'href="/support/unanswered/examples.patch"'
        assert offered not in (await client.get("/support/unanswered?patch=1")).text
        await tried_and_taken(client, monkeypatch)
        page = (await client.get("/support/unanswered?patch=1", headers={"Accept-Language": "en"})).text
        assert offered in page
        assert "fewer than now" in page
        assert "a labelled message" in page


async def test_a_trial_that_fails_is_told_and_can_be_begun_again(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path, monkeypatch)
    monkeypatch.setattr("bot.trial.PYTHON", Path(sys.executable))

    async def fails(_: Path) -> str:
        raise subprocess.SubprocessError

    monkeypatch.setattr("bot.trial._tried", fails)
    async with door(tmp_path, database_url) as (app, client):
        asked(app, NEW[0])
        await sign_in(client, "support")
        await decide(client, (await groups(client))[0], "how-to-renew")
        await client.post("/support/unanswered/trial", headers=OWN)
        page = ""
        async with asyncio.timeout(20):
            while "could not be tried" not in page:
                page = (await client.get("/support/unanswered?patch=1", headers={"Accept-Language": "en"})).text
        assert "Try it now" in page
        assert (await client.get("/support/unanswered/examples.patch")).status_code == 303


QUESTION = {
    "decision": "new", "new-topic": "late-renewal", "name": "zebra-taken-along",
    "asks-en": "Whether a zebra is taken along.",
    "asks-fr": "Si un zèbre est emmené.", "answer-en": "No, \"zebras\": they stay.\nAsk your reseller.",
    "answer-fr": "Non : les zèbres restent.\nDemandez à votre revendeur.",
}  # fmt: skip


async def test_a_new_question_with_its_answer_goes_into_all_of_its_files(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(tmp_path, monkeypatch)
    async with door(tmp_path, database_url) as (app, client):
        asked(app, *NEW)
        await sign_in(client, "support")
        (group,) = await groups(client)
        ids = re.findall(r'name="message" value="([^"]+)"', group.partition("<details")[0])
        sent = await client.post("/support/unanswered", data={**QUESTION, "message": ids}, headers=OWN)
        assert sent.status_code == 303, sent.text
        assert await groups(client) == []
        applied((await tried_and_taken(client, monkeypatch)).text, tmp_path)
    question = "late-renewal/zebra-taken-along"
    assert question in yaml.safe_load((tmp_path / "renewals" / "data" / "questions.yml").read_text("utf-8"))
    for language in ("en", "fr"):
        folder = tmp_path / "domain" / language
        assert (
            yaml.safe_load((folder / "questions.yml").read_text("utf-8"))["phrases"][question]
            == QUESTION[f"asks-{language}"]
        )
        said = yaml.safe_load((folder / "late-renewal.yml").read_text("utf-8"))["responses"][f"utter_{question}"][0]
        assert said["text"] == QUESTION[f"answer-{language}"]
        assert said["metadata"]["sections"]
    learned = yaml.safe_load((tmp_path / "data" / "nlu" / "en" / "late-renewal.yml").read_text("utf-8"))["nlu"]
    assert [block["examples"].splitlines() for block in learned if block["intent"] == question] == [
        [f"- {text}" for text in NEW]
    ]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"new-topic": "greet"}, "no such topic"),
        ({"new-topic": "../../etc"}, "no such topic"),
        ({"name": "Zebra"}, "small letters and hyphens"),
        ({"name": "fee"}, "of this name already"),
        ({"asks-fr": ""}, "one sentence in each language"),
        ({"answer-en": "No"}, "one or two lines"),
        ({"answer-fr": "Non."}, "one or two lines"),
    ],
)
async def test_a_question_that_cannot_be_one_is_told_and_what_was_written_stays(
    tmp_path: Path, database_url: str, wrong: dict[str, str], reason: str
) -> None:
    async with door(tmp_path, database_url) as (app, client):
        asked(app, NEW[0])
        await sign_in(client, "support")
        (group,) = await groups(client)
        ids = re.findall(r'name="message" value="([^"]+)"', group.partition("<details")[0])
        form = {**QUESTION, **wrong, "message": ids}
        page = await client.post("/support/unanswered", data=form, headers={**OWN, "Accept-Language": "en"})
        assert page.status_code == 422
        assert reason in page.text
        assert "<details open>" in page.text
        assert "Si un zèbre est emmené." in page.text or "asks-fr" in wrong
        assert len(await groups(client)) == 1
