"""Plants a leak: with this folder on PYTHONPATH, customers see every contract.

It shows that the tests of access would notice.
"""

import sqlalchemy as sa

import renewals.access

_honest = renewals.access.condition


def leaky(sight: renewals.access.Sight) -> sa.ColumnElement[bool]:
    return sa.true() if sight is renewals.access.Sight.OWN_ACCOUNTS else _honest(sight)


renewals.access.condition = leaky
