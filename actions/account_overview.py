"""One account at a glance: its contracts, next expiry, owner, region, reseller."""

from actions.base import Question, Reply, TopicAction
from actions.contracts_shown import ask_who, buttons, counted, data, lines, more, numbers
from actions.regional_team import team_values
from renewals.answers import Button
from renewals.contracts import Status
from renewals.languages import long_date
from renewals.store.accounts import accounts_named
from renewals.store.contracts import contracts_of, numbered, of_account
from renewals.store.tables import Account

SHOWN = 10


class AccountOverview(TopicAction):
    topic = "account-overview"

    def answer(self, question: Question) -> Reply:
        if question.unknown_person:
            return ask_who(question)
        named = question.values("contract_number")
        if named:
            found, _ = contracts_of(question.session, question.subject, 1, numbered(named))
            return self._card(question, found[0].account_number) if found else Reply(question.phrase("none"), kind="clarify")
        accounts = accounts_named(question.session, question.subject, question.text)
        if len(accounts) == 1:
            return self._card(question, accounts[0].number)
        if accounts:
            return Reply(question.phrase("which"), kind="clarify", buttons=[_button(question, account) for account in accounts])
        return Reply(question.phrase("none"), kind="clarify")

    def _card(self, question: Question, account_number: str) -> Reply:
        contracts, total = contracts_of(question.session, question.subject, SHOWN, of_account(account_number))
        if not contracts:
            return Reply(question.phrase("none"), kind="clarify")
        coming = next((c for c in contracts if c.status(question.today) is not Status.EXPIRED), contracts[0])
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
        return Reply(text, buttons=buttons(contracts), data=data(question, contracts, total), shown=numbers(contracts))


def _button(question: Question, account: Account) -> Button:
    return Button(account.name[:75], question.phrase("ask-one", account=account.name))
