"""The contracts that the person may see; also the list before, narrowed or continued."""

from actions.asked import ListingAction
from actions.base import Question, Reply
from actions.contracts_shown import accounts_meant, ask_who, not_found, products_meant, unknown_name
from actions.listing import LISTS, Listing, follow_up, listing_before, of_what_is_named, shown, within
from actions.period import ask_back, reading_of, remembering
from actions.whose import FEW_WORDS, owner_meant
from renewals.periods import Period, Unclear


class ContractList(ListingAction):
    topic = "contract-list"

    def general(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        if unknown := unknown_name(question):
            return not_found(question, unknown)
        period = _period(question)
        if isinstance(period, Unclear):
            return ask_back(question, period)
        narrowed = follow_up(question) or of_what_is_named(question) or (_before(question) if period else None)
        accounts = tuple(account.number for account in accounts_meant(question))
        listing = narrowed or Listing(tuple(products_meant(question)), accounts, owner=owner_meant(question))
        return remembering(question, period, shown(question, within(listing, period) if period else listing))


def _period(question: Question) -> Period | Unclear | None:
    """When what is listed is to end: where the question speaks of ending, or narrows the list before in a few words ("only those in March")."""
    reading = reading_of(question)
    return reading.meant if reading.of_ending or _goes_on(question) else None


def _goes_on(question: Question) -> bool:
    return listing_before(question) is not None and question.previous.topic in LISTS and len(question.text.split()) <= FEW_WORDS


def _before(question: Question) -> Listing | None:
    return listing_before(question) if _goes_on(question) else None
