"""One account at a glance: its contracts, next expiry, owner, region, reseller."""

from actions.asked import ListingAction
from actions.base import Question, Reply
from actions.contracts_named import account_told, accounts_meant, which_account
from actions.contracts_shown import ask_who, buttons, counted, data, lines, more, numbers
from actions.regional_team import team_values
from renewals.languages import long_date
from renewals.matching import accounts_beginning_with
from renewals.query import ContractQuery, to_json
from renewals.store.contracts import contracts_of, numbered

SHOWN = 10


class AccountOverview(ListingAction):
    topic = "account-overview"

    def to_a_question(self, question: Question) -> Reply | list[Reply]:
        told = account_told(question)
        return self._card(question, told.number) if told else super().to_a_question(question)

    def general(self, question: Question) -> Reply | list[Reply]:
        if question.unknown_person:
            return ask_who(question)
        named = question.values("contract_number")
        if named:
            found, _ = contracts_of(question.session, question.subject, 1, numbered(*named))
            return (
                self._card(question, found[0].account_number)
                if found
                else Reply(question.phrase("none"), kind="clarify")
            )
        accounts = accounts_meant(question) or accounts_beginning_with(question.text, question.names.accounts)
        if len(accounts) == 1:
            return self._card(question, accounts[0].number)
        return which_account(question, accounts) or Reply(question.phrase("none"), kind="clarify")

    def _card(self, question: Question, account_number: str) -> Reply:
        query = ContractQuery().having("account", [account_number])
        contracts, total = contracts_of(question.session, question.subject, SHOWN, query)
        if not contracts:
            return Reply(question.phrase("none"), kind="clarify")
        coming = next((c for c in contracts if not c.ended(question.today)), contracts[0])
        _, team = team_values(question, coming.country)
        card = question.phrase(
            "card",
            account=coming.account,
            country=team["country"],
            region=team["region"],
            owner=", ".join(dict.fromkeys(contract.owner_email for contract in contracts)),
            reseller=", ".join(dict.fromkeys(contract.reseller for contract in contracts if contract.reseller)) or "—",
            count=counted(question, total),
            end_date=long_date(coming.end_on, question.language),
        )
        text = f"{card}\n{lines(question, contracts)}{more(question, len(contracts), total)}"
        facts = {**data(question, contracts, total), "listing": to_json(query), "heading": card}
        return Reply(text, buttons=buttons(contracts), data=facts, shown=numbers(contracts))
