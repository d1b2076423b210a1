"""Who looks after an account's renewal: the representative, the reseller, the regional team."""

from actions.asked import AnsweringAction
from actions.base import Question, Reply
from actions.contracts_named import find, which_account
from actions.contracts_shown import ask_who, data, not_found, numbers
from actions.regional_team import team_values
from renewals.access import SalesRep

ACCOUNTS_TOLD = 3
CONTRACTS_READ = 100
CONTACTS_TOLD = 5


class RenewalOwner(AnsweringAction):
    topic = "renewal-owner"
    own = frozenset({"renewal-owner/who", "renewal-owner/representative-address"})

    def general(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        which = which_account(question)
        if which is not None:
            return which
        contracts, total, named = find(question, CONTRACTS_READ)
        if not contracts:
            return not_found(question, named)
        cards, represents = [], isinstance(question.subject, SalesRep)
        for account in list(dict.fromkeys(contract.account for contract in contracts))[:ACCOUNTS_TOLD]:
            own = [contract for contract in contracts if contract.account == account]
            _, team = team_values(question, own[0].country)
            # A customer reads colleagues' names, which the contract's particulars tell as well, and no addresses.
            contacts = dict.fromkeys(
                f"{one.contact_name}, {one.contact_email}" if represents else one.contact_name for one in own
            )
            cards.append(
                question.phrase(
                    "card",
                    account=account,
                    owner=", ".join(dict.fromkeys(contract.owner_email for contract in own)),
                    reseller=", ".join(dict.fromkeys(contract.reseller for contract in own if contract.reseller))
                    or "—",
                    region=team["region"],
                    mailbox=team["mailbox"],
                )
                + "".join(
                    "\n" + question.phrase("card-contact" if represents else "card-contact-own", contact=contact)
                    for contact in list(contacts)[:CONTACTS_TOLD]
                    if contact
                )
            )
        return Reply("\n\n".join(cards), data=data(question, contracts[:10], total), shown=numbers(contracts))
