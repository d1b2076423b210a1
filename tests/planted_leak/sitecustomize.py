"""Plants a leak: with this folder on PYTHONPATH, customers see every contract.

It shows that the tests of access would notice.
"""

import sqlalchemy as sa

import renewals.access

_honest = renewals.access.condition


def leaky(scope: renewals.access.Scope) -> sa.ColumnElement[bool]:
    return sa.true() if scope is renewals.access.Scope.OWN_ACCOUNTS else _honest(scope)


renewals.access.condition = leaky
