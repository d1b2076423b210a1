"""The rest that is on file of a contract: people ask for it in words, and it stands beneath the answer without being
asked for.
"""

from __future__ import annotations

from actions.base import Question
from renewals.access import SalesRep
from renewals.acts_told import note_told
from renewals.contracts import Terms
from renewals.store.people_to_call import beside

LONGEST_NOTE = 300


def particulars(question: Question, contract: Terms) -> str:
    """Account, quantity, automatic renewal, reseller and contact; for a representative also the contact's address, the
    owner and the last note.
    """
    represents = isinstance(question.subject, SalesRep)
    contact = contract.contact_name or "—"
    if represents and contract.contact_email:
        contact += f", {contract.contact_email}"
    told = question.phrase(
        "particulars",
        "contract-expiry",
        account=contract.account,
        quantity=contract.quantity,
        automatic=question.phrase("yes" if contract.auto_renew else "no", "contract-expiry"),
        reseller=contract.reseller or "—",
        contact=contact,
    )
    return "\n".join([told, *_for_representatives(question, contract)]) if represents else told


def _for_representatives(question: Question, contract: Terms) -> list[str]:
    there = beside(question.session, contract)
    owner = question.phrase("particulars-owner", "contract-expiry", owner=there.owner)
    if there.note is None:
        return [owner]
    who, text, day = there.note
    return [
        owner,
        note_told(question.language, who, text[:LONGEST_NOTE], day),
    ]
