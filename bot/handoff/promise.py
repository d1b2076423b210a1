"""What a customer is told who asks for a person: to which team the request goes, when it is there, and how soon people
were joined lately.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.handoff.notices import region_name, said
from renewals.office_hours import minutes_between
from renewals.regions import Region, region_named
from renewals.store import handoffs as store
from renewals.store.tables import Conversation, Handoff
from renewals.team_hours import opening, team_hours

# Requests of so long ago tell how soon people are joined, where there were so many; this share of them was joined
# within the minutes that are told.
LATELY, ENOUGH, SHARE = timedelta(days=90), 10, 0.8
# Minutes are told in steps of five; a longer wait is none to be told as usual.
STEP, LONGEST = 5, 120


def promised(
    session: Session,
    conversation: Conversation,
    handoff: Handoff,
    now: datetime,
    opens: datetime,
    reachable: bool,
    asks: bool,
) -> str:
    """To whom a request goes, and when they are there; a mail waits where the customer is asked (`asks`) for their
    address.
    """
    code, language = handoff.region, handoff.language
    region = region_named(code)
    values = {"region": region_name(code, language), "reference": handoff.reference, "mailbox": region.mailbox}
    if not reachable:
        hours = team_hours(code, conversation.timezone, language, now)
        return f"{said(language, 'passed-mailing' if asks else 'passed-mail', **values)}\n{hours}"
    if opens > now:
        return said(
            language, "passed-closed", **values, when=opening(code, now, opens, conversation.timezone, language)
        )
    minutes = usual_wait(session, region, now)
    told = said(language, "passed-open", **values)
    return told if minutes is None else f"{told}\n{said(language, 'usual-wait', minutes=minutes)}"


def usual_wait(session: Session, region: Region, now: datetime) -> int | None:
    """The working minutes within which four of five requests to a team were taken up lately; None where too few were
    made, or it took too long.
    """
    rows = store.waits(session, region.code, now - LATELY)
    waits = sorted(minutes_between(region, asked, claimed) if claimed else math.inf for asked, claimed in rows)
    if len(waits) < ENOUGH:
        return None
    wait = waits[math.ceil(SHARE * len(waits)) - 1]
    return max(STEP, STEP * math.ceil(wait / STEP)) if wait <= LONGEST else None
