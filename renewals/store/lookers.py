"""Which gateway has somebody who looks at a conversation in an open chat. The caller commits."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from renewals.store.leases import clock
from renewals.store.tables import Looker

# So long a gateway that has said nothing more is believed.
LASTS_SECONDS = 30.0
FORGOTTEN_AFTER_SECONDS = 86_400.0


def note(session: Session, conversation_id: str, gateway: str, looks: bool) -> None:
    """Somebody looks through this gateway, or nobody does any more."""
    if not looks:
        own = Looker.conversation_id == conversation_id, Looker.gateway == gateway
        session.execute(sa.delete(Looker).where(*own).execution_options(synchronize_session=False))
        return
    insert: Any = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"conversation_id": conversation_id, "gateway": gateway, "until": clock(session) + LASTS_SECONDS}
    new = insert(Looker.__table__).values(row)
    session.execute(
        new.on_conflict_do_update(index_elements=["conversation_id", "gateway"], set_={"until": new.excluded.until})
    )


def keep(session: Session, gateway: str) -> None:
    """All who look through this gateway still do; what others said a day ago and more is deleted."""
    own = sa.update(Looker).where(Looker.gateway == gateway).values(until=clock(session) + LASTS_SECONDS)
    session.execute(own.execution_options(synchronize_session=False))
    old = Looker.until < clock(session) - FORGOTTEN_AFTER_SECONDS
    session.execute(sa.delete(Looker).where(old).execution_options(synchronize_session=False))


def somebody_looks(session: Session, conversation_id: str) -> bool:
    """Whether somebody looks, through whichever gateway."""
    looks = Looker.conversation_id == conversation_id, Looker.until > clock(session)
    return bool(session.scalar(sa.select(sa.exists().where(*looks))))


def nobody_looks(session: Session) -> None:
    """For the start of the only gateway of the database."""
    session.execute(sa.delete(Looker))
