"""Plants a leak: with this folder on PYTHONPATH, customers see every contract. It shows that the tests of access would notice."""

import sqlalchemy as sa

import renewals.access

_honest = renewals.access.visible_to


def leaky(subject: renewals.access.Subject) -> sa.ColumnElement[bool]:
    return sa.true() if isinstance(subject, renewals.access.Customer) else _honest(subject)


renewals.access.visible_to = leaky
