"""For several workspaces: where their installations are kept, the tokens encrypted."""

from __future__ import annotations

import asyncio
import logging

import sqlalchemy as sa
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore

from bot.settings import Settings

logger = logging.getLogger(__name__)

STATE_SECONDS = 600
SECRETS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url")


class BadKeys(Exception):
    """The keys are none; the message says what to do."""


def keys(setting: str) -> MultiFernet:
    """The keys of `RENEWALS_SLACK_TOKEN_KEYS`, separated by spaces: the first encrypts, all decrypt."""
    try:
        return MultiFernet([Fernet(key) for key in setting.split()])
    except ValueError:
        raise BadKeys(
            "RENEWALS_SLACK_TOKEN_KEYS must hold one or more keys. Make one: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from None


def wrong_settings(settings: Settings) -> str | None:
    """What is wrong with the settings of Slack's door, and what to do; nothing where they are right, or the door is
    closed.
    """
    if not settings.slack_on:
        return None
    if not settings.slack_signing_secret and not settings.slack_app_token:
        return (
            "Slack has no way in: set SLACK_SIGNING_SECRET (HTTP, from the app's Basic Information) or "
            "SLACK_APP_TOKEN (Socket Mode). See docs/slack.md."
        )
    if not settings.slack_bot_token:
        try:
            keys(settings.slack_token_keys)
        except BadKeys as wrong:
            return str(wrong)
    return None


class Encrypted(sa.TypeDecorator[str]):
    """Text that is encrypted before it is written."""

    impl = sa.Text
    cache_ok = False

    def __init__(self, fernet: MultiFernet) -> None:
        super().__init__()
        self._fernet = fernet

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else self._fernet.encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        if value is None:
            return None
        try:
            return self._fernet.decrypt(value.encode()).decode()
        except InvalidToken:
            # A key was taken away: nothing can be done in that workspace before the app is installed there again.
            logger.error("a Slack token cannot be read with RENEWALS_SLACK_TOKEN_KEYS; install the app again")
            return ""


class Installations(AsyncInstallationStore):
    """slack_sdk's store on our database, in threads, every secret encrypted before it is written."""

    def __init__(self, client_id: str, engine: sa.Engine, fernet: MultiFernet) -> None:
        self._store = SQLAlchemyInstallationStore(client_id=client_id, engine=engine)
        for table in (self._store.bots, self._store.installations):
            for name in SECRETS:
                if name in table.c:
                    table.c[name].type = Encrypted(fernet)

    @property
    def logger(self) -> logging.Logger:
        return logger

    async def async_save(self, installation: Installation) -> None:
        await asyncio.to_thread(self._store.save, installation)

    async def async_save_bot(self, bot: Bot) -> None:
        await asyncio.to_thread(self._store.save_bot, bot)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        return await asyncio.to_thread(
            self._store.find_bot,
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        return await asyncio.to_thread(
            self._store.find_installation,
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            is_enterprise_install=is_enterprise_install,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await asyncio.to_thread(self._store.delete_bot, enterprise_id=enterprise_id, team_id=team_id)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        await asyncio.to_thread(
            self._store.delete_installation, enterprise_id=enterprise_id, team_id=team_id, user_id=user_id
        )

    def create_tables(self) -> None:
        self._store.create_tables()  # type: ignore[no-untyped-call]

    async def teams(self) -> list[tuple[str | None, str | None]]:
        """The workspaces in which the app is installed: enterprise and team of each."""

        def read() -> list[tuple[str | None, str | None]]:
            bots = self._store.bots
            with self._store.engine.connect() as connection:
                rows = connection.execute(sa.select(bots.c.enterprise_id, bots.c.team_id).distinct())
                return [(row.enterprise_id, row.team_id) for row in rows]

        return await asyncio.to_thread(read)


class States(AsyncOAuthStateStore):
    """The states of installations under way: each good once, for ten minutes."""

    def __init__(self, engine: sa.Engine) -> None:
        self._store = SQLAlchemyOAuthStateStore(expiration_seconds=STATE_SECONDS, engine=engine)

    @property
    def logger(self) -> logging.Logger:
        return logger

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        return await asyncio.to_thread(self._store.issue)

    async def async_consume(self, state: str) -> bool:
        return await asyncio.to_thread(self._store.consume, state)

    def create_tables(self) -> None:
        self._store.create_tables()  # type: ignore[no-untyped-call]
