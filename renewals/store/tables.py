"""The tables, as SQLAlchemy maps them. Dates end in `_on`; instants are UTC and end in `_at`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An instant. SQLite forgets the time zone of what it keeps; this puts UTC back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: sa.JSON(), list[Any]: sa.JSON()}  # noqa: RUF012 - as SQLAlchemy declares it


class Account(Base):
    """A customer: a firm with its contracts."""

    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(64), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    name_folded: Mapped[str] = mapped_column(sa.String(400))
    country: Mapped[str] = mapped_column(sa.String(2), index=True)
    segment: Mapped[str] = mapped_column(sa.String(16))


class AccountWord(Base):
    """A word of an account's name, without accents and capitals: by its first letters an account is found among
    hundreds of thousands.
    """

    __tablename__ = "account_words"
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(sa.String(200), primary_key=True, index=True)


class Contact(Base):
    """A person at a customer, known by e-mail address (in lower case)."""

    __tablename__ = "contacts"
    __table_args__ = (sa.UniqueConstraint("account_id", "email"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))


class Contract(Base):
    """One maintenance contract or subscription for one product.

    `notice_on`: the last day to stop its automatic renewal, where that is known.

    `gone_at`: since when the contract file no longer holds it; then nobody is shown it. `country`: its account's, which
    imports keep alike.
    """

    __tablename__ = "contracts"
    __table_args__ = (
        sa.Index(None, "account_id", "end_on"),
        sa.Index(None, "owner_email", "end_on"),
        # All that lists and counts look at, in their order: they read it alone, and of the table the rows of a page.
        sa.Index(
            "ix_contracts_looked_at",
            *(
                "end_on",
                "number",
                "country",
                "account_id",
                "product_type",
                "auto_renew",
                "notice_on",
                "quantity",
                "gone_at",
            ),
        ),
        sa.CheckConstraint("start_on <= end_on", name="term"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(64), unique=True)
    number_folded: Mapped[str] = mapped_column(sa.String(64), index=True)
    number_digits: Mapped[str] = mapped_column(sa.String(64), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contacts.id"), index=True)
    country: Mapped[str] = mapped_column(sa.String(2), server_default="")
    product: Mapped[str] = mapped_column(sa.String(200), index=True)
    product_type: Mapped[str] = mapped_column(sa.String(16))
    offering: Mapped[str] = mapped_column(sa.String(64))
    start_on: Mapped[date]
    end_on: Mapped[date] = mapped_column(index=True)
    auto_renew: Mapped[bool]
    quantity: Mapped[int]
    reseller: Mapped[str] = mapped_column(sa.String(200), index=True)
    owner_email: Mapped[str] = mapped_column(sa.String(254))
    notice_on: Mapped[date | None] = mapped_column(index=True)
    gone_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="raise")
    contact: Mapped[Contact] = relationship(lazy="raise")


class ContractImport(Base):
    """A contract file that was loaded: its name, when it was written and when loaded, and what came of its rows.

    `whole`: what it did not hold has ended.
    """

    __tablename__ = "contract_imports"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    written_at: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(index=True)
    whole: Mapped[bool]
    new: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]
    refused: Mapped[int]
    gone: Mapped[int]


class ContractChange(Base):
    """What an import changed of a contract.

    `what`: new, changed, gone, back; `details`: the old and the new value, by column of the contract file.
    """

    __tablename__ = "contract_changes"
    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("contract_imports.id", ondelete="CASCADE"), index=True)
    contract_number: Mapped[str] = mapped_column(sa.String(64), index=True)
    what: Mapped[str] = mapped_column(sa.String(16))
    details: Mapped[dict[str, Any]]


class Rep(Base):
    """A sales representative of the vendor, or a manager of them."""

    __tablename__ = "reps"
    email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(16))
    regions: Mapped[list[Any]]
    language: Mapped[str] = mapped_column(sa.String(8))
    timezone: Mapped[str] = mapped_column(sa.String(64))


class Conversation(Base):
    """A conversation of one person.

    `identity`: the e-mail address they have proved to be theirs; `timezone`: where it is today for them (IANA); `door`:
    by which they came (chat, slack); `handoff_reason`: why a person is wanted, while the country is still asked.
    """

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    identity: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    timezone: Mapped[str | None] = mapped_column(sa.String(64))
    door: Mapped[str] = mapped_column(sa.String(16), default="chat", server_default="chat")
    waiting_question: Mapped[str | None] = mapped_column(sa.Text)
    handoff_reason: Mapped[str | None] = mapped_column(sa.String(32))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class Message(Base):
    """One thing said in a conversation, by either side.

    `number` orders them; `answers` is the customer's message that a reply answers.
    """

    __tablename__ = "messages"
    __table_args__ = (sa.UniqueConstraint("conversation_id", "client_id"),)
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    client_id: Mapped[str | None] = mapped_column(sa.String(128))
    answers: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    speaker: Mapped[str] = mapped_column(sa.String(16))
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(8))
    reply: Mapped[dict[str, Any] | None]
    answered: Mapped[bool]
    said_at: Mapped[datetime]


class Understanding(Base):
    """What the engine understood of a customer's message, for the figures and for what is not yet answered.

    `close_call`: two topics were too close, and the person was asked which; `refused`: the person then said that the
    answer was not what they meant. `trace`: the stages of the decision, a list for each question of the message;
    `decided_by`: the stage that decided the first one. `question`: what is asked within the topic (`topic/question`),
    where it is not the topic in general.
    """

    __tablename__ = "understandings"
    message_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(sa.String(64))
    confidence: Mapped[float]
    ranking: Mapped[list[Any]]
    close_call: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    refused: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    decided_by: Mapped[str] = mapped_column(sa.String(32), default="", server_default="")
    trace: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    question: Mapped[str | None] = mapped_column(sa.String(128))


class Review(Base):
    """What a person decided on a message that was not understood well: its topic, or that nothing is to be learned from
    it. Holds no text.
    """

    __tablename__ = "reviews"
    message_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    decision: Mapped[str] = mapped_column(sa.String(64))
    decided_at: Mapped[datetime]


class Feedback(Base):
    """Whether a reply helped; the last word counts."""

    __tablename__ = "feedback"
    reply_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True)
    helpful: Mapped[bool]
    comment: Mapped[str | None] = mapped_column(sa.Text)
    given_at: Mapped[datetime]


class VerificationCode(Base):
    """A six-digit code that was asked for in a conversation, hashed with its own salt.

    Without `email` no mail went out: what was given is not on file.

    `contract_number` or `address_given`: as the person gave it.
    """

    __tablename__ = "verification_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(sa.ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    email: Mapped[str | None] = mapped_column(sa.String(254), index=True)
    salt: Mapped[str] = mapped_column(sa.String(32))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    attempts: Mapped[int]
    ended: Mapped[bool]
    asked_at: Mapped[datetime]
    contract_number: Mapped[str | None] = mapped_column(sa.String(64))
    address_given: Mapped[str | None] = mapped_column(sa.String(254))


class ContractReading(Base):
    """The audit of contract data: who was shown what, when, through which door."""

    __tablename__ = "contract_readings"
    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(sa.String(254), index=True)
    door: Mapped[str] = mapped_column(sa.String(16))
    topic: Mapped[str] = mapped_column(sa.String(64))
    contract_numbers: Mapped[list[Any]]
    read_at: Mapped[datetime]


class Deflection(Base):
    """A ticket's text for which answers were suggested before it was submitted, and what came of it.

    `site`: the site key of the form it was typed into; none where a server asked with an API key. `visitor`: a keyed
    digest of whose browser it was, and `arm`: whether answers were shown to them (`shown`) or held back for comparison
    (`held-back`), where the form told. `submitted_at`: when the ticket was first told to have been sent.
    """

    __tablename__ = "deflections"
    __table_args__ = (sa.Index(None, "visitor", "asked_at"),)
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    topics: Mapped[list[Any]]
    outcome: Mapped[str | None] = mapped_column(sa.String(16))
    outcome_topic: Mapped[str | None] = mapped_column(sa.String(64))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    site: Mapped[str | None] = mapped_column(sa.String(64))
    visitor: Mapped[str | None] = mapped_column(sa.String(64))
    arm: Mapped[str | None] = mapped_column(sa.String(16))
    submitted_at: Mapped[datetime | None]


class ContractMark(Base):
    """How far a representative has come with a contract's renewal.

    Marks count for the term that ends on `for_end_on`: a renewed contract begins anew.

    `forecast`: what a representative thinks of the renewal (`renewals.acts.kinds.FORECASTS`), with their reason in
    `forecast_reason`.
    """

    __tablename__ = "contract_marks"
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id", ondelete="CASCADE"), primary_key=True)
    for_end_on: Mapped[date]
    contacted_by: Mapped[str | None] = mapped_column(sa.String(254))
    contacted_at: Mapped[datetime | None]
    snoozed_until: Mapped[date | None]
    forecast: Mapped[str | None] = mapped_column(sa.String(16))
    forecast_reason: Mapped[str | None] = mapped_column(sa.Text)
    forecast_by: Mapped[str | None] = mapped_column(sa.String(254))
    forecast_at: Mapped[datetime | None]


class ContractNote(Base):
    """What a representative has noted on a contract."""

    __tablename__ = "contract_notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id", ondelete="CASCADE"), index=True)
    author: Mapped[str] = mapped_column(sa.String(254))
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime]


class Reminder(Base):
    """A representative is to be reminded of a contract: on a day of their own choice (`days_before` 0), or so many days
    before its end.

    `at_minute`: the minute of that day, in their own time; without one it comes at their usual hour.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        sa.UniqueConstraint(
            "contract_id", "rep_email", "for_end_on", "days_before", "remind_on", name="uq_reminders_once"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(sa.ForeignKey("contracts.id", ondelete="CASCADE"))
    rep_email: Mapped[str] = mapped_column(sa.String(254), index=True)
    for_end_on: Mapped[date]
    days_before: Mapped[int]
    on: Mapped[date] = mapped_column("remind_on")
    at_minute: Mapped[int | None]
    told_in: Mapped[str | None] = mapped_column(sa.String(200))


class Act(Base):
    """What a representative did to contracts at once, so that all of it can be taken back: each change with what was
    kept before and after it (`renewals/store/acts.py`). `key` tells the same act that is delivered again; `message_id`:
    the message that said it, where one did.
    """

    __tablename__ = "acts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(255), unique=True)
    message_id: Mapped[str | None] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    who: Mapped[str] = mapped_column(sa.String(254), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    changes: Mapped[list[Any]]
    undone_at: Mapped[datetime | None]


class DigestSetting(Base):
    """When a representative wants their digest: the local hour (0 to 23) and the weekdays (0 is Monday); none of them
    turns it off.

    `since_at`: when this was set, or when the representative was first seen; what would have been due before it is not
    sent.
    """

    __tablename__ = "digest_settings"
    rep_email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    hour: Mapped[int]
    weekdays: Mapped[list[Any]]
    since_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TeamDay(Base):
    """How a representative's renewals stood on a day (`renewals.store.team.Standing`): what a trend is told by.

    Without an address: the day was looked at.
    """

    __tablename__ = "team_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    owner_email: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    overdue: Mapped[int]
    within_30: Mapped[int]
    within_60: Mapped[int]
    within_90: Mapped[int]
    untouched: Mapped[int]


class SlackPost(Base):
    """A message that is posted to Slack once, under a reference of ours.

    Without `ts` (of a file: its id) it is not known to have arrived; `tried`: an attempt was begun, and may have
    arrived. What it says is dropped once it has.
    """

    __tablename__ = "slack_posts"
    ref: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    team: Mapped[str] = mapped_column(sa.String(32))
    channel: Mapped[str] = mapped_column(sa.String(32))
    message: Mapped[dict[str, Any]]
    tried: Mapped[bool]
    ts: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    begun_at: Mapped[datetime]


class SlackThread(Base):
    """One person's conversation in one thread (or, with no thread, in one direct message)."""

    __tablename__ = "slack_threads"
    __table_args__ = (sa.UniqueConstraint("team", "channel", "thread", "slack_user"),)
    conversation_id: Mapped[str] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    team: Mapped[str] = mapped_column(sa.String(32))
    channel: Mapped[str] = mapped_column(sa.String(32))
    thread: Mapped[str] = mapped_column(sa.String(32))
    user: Mapped[str] = mapped_column("slack_user", sa.String(32))


class SlackChannel(Base):
    """To whom answers that tell of contracts go in a channel, where somebody has set it
    (`renewals.store.slack.ChannelAnswers`).
    """

    __tablename__ = "slack_channels"
    team: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    answers: Mapped[str] = mapped_column(sa.String(16))
    set_by: Mapped[str] = mapped_column(sa.String(254))
    set_at: Mapped[datetime]


class Handoff(Base):
    """A person is wanted in a conversation: of which region, why, and how far that has come.

    `asked_number`, `relayed`, `answered`: numbers of messages: the one that asked, the last of the customer's that
    reached the team's thread, the last of the team's that reached a customer in Slack. `channel`, `thread`: where the
    card stands. `moves`: how often the card went to another channel; `rounds`: how often the request began to wait.
    `seen_at`: when the customer was there last. `reply_to`: the e-mail address or telephone number that a customer who
    is not verified gave to be answered at. Without `conversation_id` the customer has erased what was said.
    """

    __tablename__ = "handoffs"
    reference: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(
        sa.ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    region: Mapped[str] = mapped_column(sa.String(8))
    reason: Mapped[str] = mapped_column(sa.String(32))
    language: Mapped[str] = mapped_column(sa.String(8))
    state: Mapped[str] = mapped_column(sa.String(16), index=True)
    owner: Mapped[str | None] = mapped_column(sa.String(254))
    owner_name: Mapped[str | None] = mapped_column(sa.String(200))
    outcome: Mapped[str | None] = mapped_column(sa.String(32))
    channel: Mapped[str | None] = mapped_column(sa.String(32))
    thread: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    asked_number: Mapped[int]
    relayed: Mapped[int]
    answered: Mapped[int]
    moves: Mapped[int]
    rounds: Mapped[int]
    asked_at: Mapped[datetime]
    waiting_since: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    reply_to: Mapped[str | None] = mapped_column(sa.String(254))


class HandoffTransition(Base):
    """Something that happened to a hand-off: who did it (an address, `customer` or `clock`), and from which state to
    which.
    """

    __tablename__ = "handoff_transitions"
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.ForeignKey("handoffs.reference", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(sa.String(254))
    what: Mapped[str] = mapped_column(sa.String(32))
    from_state: Mapped[str | None] = mapped_column(sa.String(16))
    to_state: Mapped[str] = mapped_column(sa.String(16))
    detail: Mapped[str | None] = mapped_column(sa.String(200))


class HeldWords(Base):
    """A message beneath a card, as Slack delivered it, that goes to the customer once its author (`user`, a Slack id)
    says so.
    """

    __tablename__ = "held_words"
    __table_args__ = (sa.UniqueConstraint("channel", "ts"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(sa.ForeignKey("handoffs.reference", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(sa.String(32))
    thread: Mapped[str] = mapped_column(sa.String(32))
    ts: Mapped[str] = mapped_column(sa.String(32))
    user: Mapped[str] = mapped_column("slack_user", sa.String(32))
    message: Mapped[dict[str, Any]]
    held_at: Mapped[datetime]


class HandoffFile(Base):
    """A file that was sent in a conversation that a person has, by the team or by the customer."""

    __tablename__ = "handoff_files"
    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    message_id: Mapped[str] = mapped_column(sa.ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(sa.String(255))
    kind: Mapped[str] = mapped_column(sa.String(100))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class CalendarFeed(Base):
    """A calendar of a person's contracts that their calendar program reads under a secret address, until they revoke
    it: one a person.

    The secret stands here as it is, so that its person can see the address again; it opens no more than the contracts
    beside it do. `read_at`: when a program last read it.
    """

    __tablename__ = "calendar_feeds"
    identity: Mapped[str] = mapped_column(sa.String(254), primary_key=True)
    secret: Mapped[str] = mapped_column(sa.String(64), unique=True)
    language: Mapped[str] = mapped_column(sa.String(8))
    timezone: Mapped[str | None] = mapped_column(sa.String(64))
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Heartbeat(Base):
    """When the gateway last saw that the database takes writes: one row."""

    __tablename__ = "heartbeats"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    beat_at: Mapped[datetime]
