"""Who of the representatives may take a request up, give it back, pass it on or close it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from renewals.regions import region_named
from renewals.store import requests
from renewals.store.tables import Handoff


@dataclass(frozen=True)
class Member:
    """Somebody of a team: their address, the name that customers read, the regions they work for, and whether they are
    a manager.
    """

    email: str
    name: str
    regions: tuple[str, ...] = ()
    manager: bool = False


def may_act(session: Session, handoff: Handoff, member: Member) -> bool:
    """Whether somebody may do something with a request: who has it, people of the region where it is now or of the one
    that steps in for it, owners of the customer's contracts, managers.
    """
    if member.manager or (handoff.owner == member.email and handoff.state != "resolved"):
        return True
    region = region_named(handoff.region)
    regions = {region.code, region.overflow}
    return bool(regions & set(member.regions)) or member.email in requests.owners(session, handoff)
