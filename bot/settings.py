"""All settings, read once from the environment and `.env`."""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from pydantic import AfterValidator, AwareDatetime, Field, PrivateAttr
from pydantic_settings import BaseSettings, SettingsConfigDict

from renewals import answers, experiments
from renewals.regions import all_regions
from renewals.store.figures import guardrails

# Of the page of support.
DESKS = ("zendesk", "freshdesk", "zammad", "jira", "rt", "django-helpdesk")
ROLES = ("support", "manager", "auditor")
ROOT = Path(__file__).resolve().parent.parent
# Bytes of a secret that signs (RFC 7518, 3.2, for HS256).
SAFE_SECRET = 32
_ORIGIN = re.compile(r"https?://[^/\s]+")
_ADDRESS = re.compile(r"https?://[^\s/]\S*")


def _database(*drivers: str, example: str) -> AfterValidator:
    """Takes the address of a database that one of these drivers of SQLAlchemy's speaks to; raises ValueError for any
    other.
    """

    def checked(address: str) -> str:
        try:
            ours = not address or sa.make_url(address).drivername in ("sqlite", *drivers)
        except sa.exc.ArgumentError:
            ours = False
        if not ours:
            raise ValueError(
                f"it must be a database's address, as in sqlite:////srv/renewals.db or "
                f"{example}://user:password@host/name"
            )
        return address

    return AfterValidator(checked)


class Settings(BaseSettings):
    """The settings by their names in the environment (RENEWALS_PORT, …); the README lists them with their defaults."""

    # What is set to nothing is not set.
    model_config = SettingsConfigDict(
        env_prefix="RENEWALS_", env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    port: int = Field(default=8000, ge=1, le=65535)
    host: str = "127.0.0.1"
    var: Path = ROOT / "var"
    database_url: Annotated[str, _database("postgresql+psycopg", example="postgresql+psycopg")] = ""
    # The engine's environment has another driver.
    engine_database_url: Annotated[str, _database("postgresql", "postgresql+psycopg2", example="postgresql")] = ""
    identity_secret: str = ""
    api_keys: str = ""
    site_keys: str = ""
    keep_texts_days: int = 90
    keep_figures_days: int = 395
    holdout: float = 0.0
    holdout_secret: str = ""
    experiment: str = experiments.DEFAULT
    guardrails: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_groups: str = ""
    rate_limits: str = "on"
    redis_url: str = Field(default="", pattern=r"^(rediss?://\S+)?$")
    trusted_proxies: str = "127.0.0.1"
    metrics_key: str = ""
    log_format: Literal["text", "json"] = "text"
    traces_url: str = ""
    origins: str = ""
    today: date | None = None
    engine_url: str = "http://127.0.0.1:5005"
    engine_secret: str = ""
    actions_url: str = "http://127.0.0.1:5055/webhook"
    in_flight: int = Field(default=8, ge=1)
    engine_wait: int = Field(default=120, ge=0)
    default_region: str = "EMEA"
    smtp_url: str = Field(default="", validation_alias="SMTP_URL")
    mail_from: str = "renewals@localhost"
    slack_bot_token: str = Field(default="", validation_alias="SLACK_BOT_TOKEN")
    slack_signing_secret: str = Field(default="", validation_alias="SLACK_SIGNING_SECRET")
    slack_app_token: str = Field(default="", validation_alias="SLACK_APP_TOKEN")
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")
    slack_client_id: str = Field(default="", validation_alias="SLACK_CLIENT_ID")
    slack_client_secret: str = Field(default="", validation_alias="SLACK_CLIENT_SECRET")
    slack_token_keys: str = ""
    slack_channel_emea: str = Field(default="", validation_alias="SLACK_CHANNEL_EMEA")
    slack_channel_ams: str = Field(default="", validation_alias="SLACK_CHANNEL_AMS")
    slack_channel_jp: str = Field(default="", validation_alias="SLACK_CHANNEL_JP")
    slack_channel_cn: str = Field(default="", validation_alias="SLACK_CHANNEL_CN")
    slack_channel_sg: str = Field(default="", validation_alias="SLACK_CHANNEL_SG")
    slack_support_channels: str = Field(default="", validation_alias="SLACK_SUPPORT_CHANNELS")
    desk: str = ""
    desk_url: str = ""
    desk_user: str = ""
    desk_secret: str = ""
    desk_queue: str = ""
    desk_contracts: str = "off"
    webhooks: str = ""
    webhook_secret: str = ""
    weekly_channels: str = ""
    weekly_mails: str = ""
    weekly_language: str = ""
    llm_url: str = ""
    llm_model: str = "default"
    llm_key: str = ""
    handoff_minutes: float | None = Field(default=None, gt=0)
    _ahead: timedelta = PrivateAttr(default=timedelta())
    now_at: AwareDatetime | None = Field(default=None, validation_alias="RENEWALS_NOW")

    def model_post_init(self, context: object) -> None:
        self.database_url = self.database_url or f"sqlite:///{self.var / 'renewals.db'}"
        self._ahead = self.now_at - datetime.now(UTC) if self.now_at else timedelta()
        self.engine_database_url = self.engine_database_url or f"sqlite:///{self.var / 'engine.db'}"

    @property
    def wrong(self) -> str | None:
        """What is wrong with these settings, and what to do; nothing where they are right."""
        codes = [region.code for region in all_regions()]
        if self.default_region not in codes:
            return f"RENEWALS_DEFAULT_REGION is {self.default_region!r}; it must be one of {', '.join(codes)}."
        if unlike := [origin for origin in self.allowed_origins if not _ORIGIN.fullmatch(origin)]:
            return (
                f"RENEWALS_ORIGINS: {unlike[0]!r} is no site. Write it as browsers do, without a path: "
                f"https://www.example.com"
            )
        if self.identity_secret and len(self.identity_secret.encode()) < SAFE_SECRET:
            return (
                f"RENEWALS_IDENTITY_SECRET is too short to be safe: {SAFE_SECRET} bytes or more are needed. "
                f"Make one: openssl rand -hex 32"
            )
        for key, origins in self.sites.items():
            if not key or not origins or not all(map(_ORIGIN.fullmatch, origins)):
                return (
                    f"RENEWALS_SITE_KEYS: {key!r} needs the origins of its site, as in "
                    f"{key or 'shop'}=https://shop.example."
                )
        if not 8 <= self.keep_texts_days <= self.keep_figures_days:
            return (
                "RENEWALS_KEEP_TEXTS_DAYS must be 8 or more, and RENEWALS_KEEP_FIGURES_DAYS no less: "
                "figures judge a visit seven days after it."
            )
        for address in self.trusted_proxies.split():
            if not _is_network(address):
                return f"RENEWALS_TRUSTED_PROXIES: {address!r} is no address (10.0.0.5) and no network (10.0.0.0/8)."
        if self.traces_url and not _ADDRESS.fullmatch(self.traces_url):
            return "RENEWALS_TRACES_URL must be a collector's whole address, as in http://127.0.0.1:4318/v1/traces."
        if twice := self.support_channels & set(self.slack_channels.values()):
            return (
                f"SLACK_SUPPORT_CHANNELS names a regional team's channel ({', '.join(twice)}); requests and "
                f"questions need a channel each."
            )
        if wrong := self._wrong_holdout() or self._wrong_weekly() or self._wrong_webhooks() or self._wrong_desk():
            return wrong
        if any(role not in ROLES or not group for role, group in self.oidc_groups_by_role):
            return (
                f"RENEWALS_OIDC_GROUPS gives groups to roles, as in support=renewal-support; the roles "
                f"are {', '.join(ROLES)}."
            )
        return None

    def _wrong_holdout(self) -> str | None:
        if not 0 <= self.holdout <= 0.5:
            return f"RENEWALS_HOLDOUT is {self.holdout}; it is a share, from 0 (off) to 0.5 (every second visitor)."
        if self.holdout and len(self.holdout_secret.encode()) < SAFE_SECRET:
            return (
                f"RENEWALS_HOLDOUT needs RENEWALS_HOLDOUT_SECRET, {SAFE_SECRET} bytes or more: by it "
                f"visitors are assigned, and an auditor "
                "checks that."
            )
        return guardrails.wrong(self.guardrails)

    def _wrong_weekly(self) -> str | None:
        if self.weekly_channels and not self.slack_on:
            return (
                "RENEWALS_WEEKLY_CHANNELS names channels, and Slack is not connected: set "
                "SLACK_BOT_TOKEN, or use RENEWALS_WEEKLY_MAILS."
            )
        if any("@" in channel for channel in self.weekly_channels.split()):
            return "RENEWALS_WEEKLY_CHANNELS holds an address; addresses stand in RENEWALS_WEEKLY_MAILS."
        if not all("@" in address for address in self.weekly_mails.split()):
            return "RENEWALS_WEEKLY_MAILS must hold e-mail addresses, separated by spaces."
        if self.weekly_language and self.weekly_language not in answers.languages():
            return (
                f"RENEWALS_WEEKLY_LANGUAGE is {self.weekly_language!r}; it must be one of "
                f"{', '.join(answers.languages())}."
            )
        return None

    def _wrong_desk(self) -> str | None:
        if not self.desk:
            return None
        if self.desk not in DESKS:
            return f"RENEWALS_DESK is {self.desk!r}; it must be one of {', '.join(DESKS)}."
        if not re.fullmatch(r"https?://[^\s/]\S*", self.desk_url) or not self.desk_secret:
            return "RENEWALS_DESK needs RENEWALS_DESK_URL (as https://desk.example) and RENEWALS_DESK_SECRET."
        if self.desk_contracts not in ("on", "off"):
            return f"RENEWALS_DESK_CONTRACTS is {self.desk_contracts!r}; it must be on or off."
        parts = self.desk_queue.split(":") if self.desk_queue else []
        wanted = {"zendesk": (0, 1), "freshdesk": (0, 1), "django-helpdesk": (0, 1), "jira": (2,)}.get(self.desk)
        if wanted and (len(parts) not in wanted or not all(part.isdecimal() for part in parts)):
            return f"RENEWALS_DESK_QUEUE is {self.desk_queue!r}; docs/tickets.md says what {self.desk} takes."
        return None

    def _wrong_webhooks(self) -> str | None:
        if not all(re.fullmatch(r"https?://[^\s/]\S*", address) for address in self.webhooks.split()):
            return "RENEWALS_WEBHOOKS must hold addresses such as https://desk.example/hook, separated by spaces."
        try:
            secret = base64.b64decode(self.webhook_secret.removeprefix("whsec_"), validate=True)
        except ValueError:
            secret = b""
        if self.webhooks and not (self.webhook_secret.startswith("whsec_") and 24 <= len(secret) <= 64):
            return (
                "RENEWALS_WEBHOOKS needs RENEWALS_WEBHOOK_SECRET, by which receivers know that it is us: "
                "whsec_ and 24 to 64 bytes in base64. "
                "Make one: python -c \"import base64, secrets; print('whsec_' + "
                'base64.b64encode(secrets.token_bytes(32)).decode())"'
            )
        return None

    @property
    def limits_on(self) -> bool:
        return self.rate_limits.lower() != "off"

    @property
    def allowed_origins(self) -> list[str]:
        """The sites, besides the gateway's own, on which the widget may stand."""
        return [origin.rstrip("/").lower() for origin in self.origins.split()]

    @property
    def deflection_keys(self) -> list[str]:
        return self.api_keys.replace(",", " ").split()

    @property
    def sites(self) -> dict[str, frozenset[str]]:
        """The public keys of ticket forms, each with the origins on which it may stand (`key=origin,origin`)."""
        pairs = (pair.partition("=") for pair in self.site_keys.split())
        return {
            key: frozenset(origin.rstrip("/").lower() for origin in origins.split(",") if origin)
            for key, _, origins in pairs
        }

    @property
    def oidc_groups_by_role(self) -> list[tuple[str, str]]:
        """Roles of the page of support with the groups of the identity provider that give them (`support=group
        manager=group`).
        """
        return [(role, group) for role, _, group in (pair.partition("=") for pair in self.oidc_groups.split())]

    @property
    def slack_on(self) -> bool:
        """Whether the Slack door is open: a workspace's own bot token, or the app's credentials for an installation by
        OAuth.
        """
        return bool(self.slack_bot_token or (self.slack_client_id and self.slack_client_secret))

    @property
    def slack_channels(self) -> dict[str, str]:
        """The channel (id) of each regional team that has one."""
        if not self.slack_on:
            return {}
        channels = {region.code: getattr(self, f"slack_channel_{region.code.lower()}") for region in all_regions()}
        return {code: channel for code, channel in channels.items() if channel}

    @property
    def support_channels(self) -> frozenset[str]:
        """The channels (ids) in which questions get a suggested answer."""
        return frozenset(self.slack_support_channels.replace(",", " ").split())

    def today_in(self, timezone: str) -> date:
        """The day that it is in a time zone (IANA), for answers, lists and requests alike: RENEWALS_TODAY where it is
        set, else by `now`.
        """
        return self.today or self.now().astimezone(ZoneInfo(timezone)).date()

    def now(self) -> datetime:
        """This instant, in UTC; where RENEWALS_NOW is set, time begins there with the process, and goes on from it."""
        return datetime.now(UTC) + self._ahead


def _is_network(address: str) -> bool:
    try:
        ip_network(address)
    except ValueError:
        return False
    return True
