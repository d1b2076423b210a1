"""For several workspaces: the app is installed by OAuth, and the tokens are encrypted before they are written."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import sqlalchemy as sa
from cryptography.fernet import Fernet
from fastapi import FastAPI
from slack_sdk.oauth.installation_store import Installation

from bot.jobs import Worker
from bot.settings import Settings
from bot.slack.app import SlackApp
from bot.slack.installation import BadKeys, Installations, keys, wrong_settings
from renewals.store.database import GroupCommit, Sessions
from tests.slack.local_slack import SIGNING_SECRET, TEAM, LocalSlack, local_slack
from tests.slack.proxy import Proxy, proxy_before
from tests.slack.signed import command, event, signed
from tests.worked_off import worked_off

BOT = "xoxb-secret-of-the-workspace"
KEY, NEWER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def installation(team: str | None = "T1", token: str = BOT, **more: Any) -> Installation:
    return Installation(
        app_id="A1",
        team_id=team,
        user_id="U1",
        bot_token=token,
        bot_id="B1",
        bot_user_id="UB1",
        bot_scopes=["chat:write"],
        **more,
    )


@pytest.fixture
def engine(database: Sessions) -> sa.Engine:
    bound: sa.Engine = database.kw["bind"]
    return bound


def store(engine: sa.Engine, *with_keys: str) -> Installations:
    made = Installations("client", engine, keys(" ".join(with_keys or (KEY,))))
    made.create_tables()
    return made


def token_of(installations: Installations, team: str | None = "T1", enterprise: str | None = None) -> str | None:
    bot = asyncio.run(installations.async_find_bot(enterprise_id=enterprise, team_id=team))
    return bot.bot_token if bot else None


def test_a_token_is_read_back_and_stands_nowhere_in_the_database(engine: sa.Engine) -> None:
    installations = store(engine)
    asyncio.run(
        installations.async_save(
            installation(user_token="xoxp-secret", incoming_webhook_url="https://hooks.example/secret")
        )
    )
    assert token_of(installations) == BOT
    with engine.connect() as connection:
        tables = [
            sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("slack_bots", "slack_installations")
        ]
        kept = [str(tuple(row)) for table in tables for row in connection.execute(sa.select(table))]
    assert len(kept) == 2
    assert "secret" not in "".join(kept)


def test_a_key_is_changed_without_installing_anew(engine: sa.Engine) -> None:
    asyncio.run(store(engine, KEY).async_save(installation()))
    assert token_of(store(engine, NEWER_KEY, KEY)) == "xoxb-secret-of-the-workspace"


def test_without_its_key_a_token_is_of_no_use(engine: sa.Engine) -> None:
    asyncio.run(store(engine, KEY).async_save(installation()))
    assert not token_of(store(engine, NEWER_KEY))


@pytest.mark.parametrize("setting", ["", "not-a-key", f"{KEY} short"], ids=lambda bad: f"{len(bad)} characters")
def test_bad_keys_are_told_with_what_to_do(setting: str) -> None:
    with pytest.raises(BadKeys, match="RENEWALS_SLACK_TOKEN_KEYS"):
        keys(setting)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"slack_bot_token": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        (
            {"slack_client_id": "c", "slack_client_secret": "s", "slack_signing_secret": "x"},
            "RENEWALS_SLACK_TOKEN_KEYS",
        ),
        ({"slack_client_id": "c", "slack_client_secret": "s"}, "SLACK_APP_TOKEN"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}, None),
        ({"slack_bot_token": "xoxb-1", "slack_signing_secret": "x"}, None),
        ({}, None),
    ],
)
def test_settings_that_cannot_work_are_told_before_anything_starts(settings: dict[str, Any], named: str | None) -> None:
    wrong = wrong_settings(Settings(**settings, _env_file=None))
    assert (wrong is None) if named is None else (wrong is not None and named in wrong)


def test_each_workspace_has_its_own_token_and_loses_it_alone(engine: sa.Engine) -> None:
    installations = store(engine)
    asyncio.run(installations.async_save(installation("T1", "xoxb-1")))
    asyncio.run(installations.async_save(installation("T2", "xoxb-2")))
    asyncio.run(installations.async_delete_bot(enterprise_id=None, team_id="T1"))
    assert (token_of(installations, "T1"), token_of(installations, "T2")) == (None, "xoxb-2")
    assert asyncio.run(installations.teams()) == [(None, "T2")]


@pytest.fixture
def gateway(database: Sessions) -> FastAPI:
    settings = Settings(
        slack_client_id="client",
        slack_client_secret="hush",
        slack_signing_secret="sign",
        slack_token_keys=KEY,
        _env_file=None,
    )
    app = FastAPI()
    unused = cast(Any, None)
    door = SlackApp(
        settings, database, GroupCommit(database), unused, unused, unused, unused, settings.now, unused, lambda: None
    )
    app.include_router(door.routes())
    return app


def get(app: FastAPI, path: str, **cookies: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://renewals.example", cookies=cookies
        ) as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_an_installation_begins_at_slack_with_the_manifests_scopes(gateway: FastAPI) -> None:
    page = get(gateway, "/slack/install")
    assert page.status_code == 200
    assert "slack.com/oauth/v2/authorize" in page.text
    assert "users:read.email" in page.text


def test_an_installation_that_was_not_begun_here_is_refused(gateway: FastAPI) -> None:
    assert get(gateway, "/slack/oauth_redirect?code=c&state=made-up").status_code == 400


def test_a_state_is_good_for_one_installation_in_the_browser_that_began_it(gateway: FastAPI) -> None:
    begun = get(gateway, "/slack/install")
    state = begun.headers["set-cookie"].split("slack-app-oauth-state=")[1].split(";")[0]
    assert get(gateway, f"/slack/oauth_redirect?code=c&state={state}").status_code == 400


@pytest.mark.usefixtures("npm_packages")
def test_an_installed_workspace_is_answered_with_its_own_token_until_it_takes_the_app_away(
    database: Sessions, tmp_path: Path
) -> None:
    granted = {
        "ok": True,
        "app_id": "A1",
        "authed_user": {"id": "U02GRACE"},
        "scope": "chat:write",
        "token_type": "bot",
        "access_token": "xoxb-granted",
        "bot_user_id": "U0BOT",
        "team": {"id": TEAM, "name": "Renewal Co"},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    with local_slack(tmp_path, "http://127.0.0.1:9/none") as slack, proxy_before(slack.address) as proxy:
        proxy.change("oauth.v2.access", lambda asked, answer: granted)
        settings = Settings(
            slack_client_id="client",
            slack_client_secret="hush",
            slack_signing_secret=SIGNING_SECRET,
            slack_token_keys=KEY,
            slack_api_url=f"{proxy.address}/api/",
            _env_file=None,
        )
        door = SlackApp(settings, database, GroupCommit(database), None, None, None, None, settings.now, None, bool)  # type: ignore[arg-type]
        asyncio.run(_install_ask_and_leave(door, database, slack, proxy))


async def _install_ask_and_leave(door: SlackApp, database: Sessions, slack: LocalSlack, proxy: Proxy) -> None:
    app = FastAPI()
    app.include_router(door.routes())
    nowhere = f"{slack.address}/none"
    worker = Worker(database, GroupCommit(database), door.kinds(), lambda: datetime.now(UTC), asyncio.Event())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://renewals.example") as client:

        async def deliver(body: dict[str, Any] | str) -> int:
            content, headers = signed(body)
            return (await client.post("/slack/events", content=content, headers=headers)).status_code

        async def asked() -> list[str | None]:
            """With which tokens a command was answered."""
            proxy.calls.clear()
            assert await deliver(command("U02GRACE", "help", response_url=nowhere)) == 200
            await worked_off(database, [worker])
            return [call.token for call in proxy.calls if call.method == "chat.postMessage"]

        assert await asked() == []
        begun = await client.get("/slack/install")
        state = begun.headers["set-cookie"].split("slack-app-oauth-state=")[1].split(";")[0]
        done = await client.get(f"/slack/oauth_redirect?code=c&state={state}")
        assert done.status_code == 200
        assert await asked() == ["xoxb-granted"]
        gone = {**event("U02GRACE", "", "C01GEN"), "event_id": "EvGone", "event": {"type": "app_uninstalled"}}
        assert await deliver(gone) == 200
        await worked_off(database, [worker])
        assert await asked() == []
    await door.close()


def test_an_installation_of_a_whole_organisation_is_found_by_its_id(engine: sa.Engine) -> None:
    installations = store(engine)
    asyncio.run(
        installations.async_save(installation(None, "xoxb-org", enterprise_id="E1", is_enterprise_install=True))
    )
    bot = asyncio.run(installations.async_find_bot(enterprise_id="E1", team_id=None, is_enterprise_install=True))
    assert bot is not None
    assert bot.bot_token == "xoxb-org"


def test_the_folder_of_the_database_is_not_asked_for(tmp_path: Path) -> None:
    """Without Slack's settings, nothing of Slack is set up."""
    assert not Settings(var=tmp_path, _env_file=None).slack_on
