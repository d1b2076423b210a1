"""A former version goes on while the tables are brought up to date, and what it kept is there afterwards."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.settings import ROOT
from renewals.store.database import WAITS_SECONDS, migrate, newest_revision, revisions
from tests.store.former_version import RELEASED, Used, refused, released, rows, tables_in, used, used_by

REVISIONS = revisions()
# From before the first release: what waits moved to one table, with the product stopped.
WITH_THE_PRODUCT_STOPPED = {"0027", "0028"}
LATEST = list(pairwise(REVISIONS))[-5:]


@contextmanager
def opened(url: str) -> Iterator[sa.Engine]:
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("version", released())
def test_the_released_version_goes_on_on_the_newest_tables(fresh_url: str, version: str) -> None:
    revision, of = used_by(version)
    migrate(fresh_url, revision)
    with opened(fresh_url) as engine:
        former = tables_in(engine)
        assert set(of) <= set(former.tables)
        migrate(fresh_url)
        # Where this fails: CONTRIBUTING.md, "Change a table", says what to do instead.
        assert refused(former, of, engine) == []


@pytest.mark.parametrize(("before", "after"), LATEST)
def test_a_revision_takes_nothing_away_from_the_one_before_it(fresh_url: str, before: str, after: str) -> None:
    migrate(fresh_url, before)
    with opened(fresh_url) as engine:
        former = tables_in(engine)
        migrate(fresh_url, after)
        found = refused(former, used(former), engine)
    assert bool(found) is (after in WITH_THE_PRODUCT_STOPPED), found


@pytest.mark.usefixtures("programs")
def test_tables_that_are_in_use_are_left_as_they_are_and_hold_up_nobody(fresh_url: str) -> None:
    """Whoever waits for a table holds up all who want it next."""
    migrate(fresh_url, "0024")
    with opened(fresh_url) as engine:
        with engine.begin() as somebody:
            somebody.execute(sa.text("update contracts set quantity = 2"))
            begun = time.monotonic()
            with pytest.raises(sa.exc.OperationalError):
                migrate(fresh_url)
            assert time.monotonic() - begun < 4 * WAITS_SECONDS
        with engine.connect() as connection:
            assert connection.scalar(sa.text("select version_num from alembic_version")) == "0024"
    migrate(fresh_url)


@pytest.mark.parametrize("version", released())
def test_a_database_of_a_released_version_is_brought_up_to_date_and_keeps_its_rows(
    tmp_path: Path, version: str
) -> None:
    file = tmp_path / "released.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((RELEASED / f"{version}.sql").read_text(encoding="utf-8"))
    _, of = used_by(version)
    with opened(f"sqlite:///{file}") as engine:
        kept = read(engine, of)
        assert all(kept.values()), "A table of the released version holds nothing; tools/keep-release fills each."
        migrate(f"sqlite:///{file}")
        now = read(engine, of)
        assert {name: rows for name, rows in kept.items() if not set(rows) <= set(now[name])} == {}
        # What waited in a table of its own waits among the jobs (revision 0032).
        assert {name for name, rows in kept.items() if len(now[name]) > len(rows)} <= {"jobs"}
        with engine.connect() as connection:
            assert connection.scalar(sa.text("select version_num from alembic_version")) == newest_revision()


def read(engine: sa.Engine, of: Used) -> dict[str, list[tuple[object, ...]]]:
    """All rows of some columns."""
    queries: dict[str, Any] = {
        name: sa.select(*map(sa.column, columns)).select_from(sa.table(name)) for name, columns in of.items()
    }
    with engine.connect() as connection:
        return {name: [tuple(row) for row in connection.execute(query).all()] for name, query in queries.items()}


def test_the_version_of_the_product_is_told_in_the_changelog_and_its_database_is_kept() -> None:
    (version,) = re.findall(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert version in released()


PLANTED: dict[str, tuple[Callable[[sa.Connection], object], str]] = {
    "a column dropped": (lambda db: db.exec_driver_sql("alter table firms drop column name"), "read firms"),
    "a table renamed": (lambda db: db.exec_driver_sql("alter table firms rename to companies"), "insert firms"),
    "a column that must be given": (
        lambda db: (
            db.exec_driver_sql("create table firms2 (id integer primary key, name varchar(20), kind text not null)")
            and db.exec_driver_sql("drop table firms")
            and db.exec_driver_sql("alter table firms2 rename to firms")
        ),
        "insert firms",
    ),
    "a demand to differ": (
        lambda db: db.exec_driver_sql("create unique index u on firms (name)"),
        "must differ in name",
    ),
    "a shorter column": (
        lambda db: (
            db.exec_driver_sql("create table firms2 (id integer primary key, name varchar(10))")
            and db.exec_driver_sql("drop table firms")
            and db.exec_driver_sql("alter table firms2 rename to firms")
        ),
        "takes 10 characters",
    ),
    "a table that must be there first": (
        lambda db: (
            db.exec_driver_sql("create table towns (id integer primary key)")
            and db.exec_driver_sql(
                "create table firms2 (id integer primary key, name varchar(20) references towns (id) not null)"
            )
            and db.exec_driver_sql("drop table firms")
            and db.exec_driver_sql("alter table firms2 rename to firms")
        ),
        "insert firms",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_a_former_version_cannot_go_on_with_is_noticed(tmp_path: Path, name: str) -> None:
    change, said = PLANTED[name]
    with opened(f"sqlite:///{tmp_path / 'planted.db'}") as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("create table firms (id integer primary key, name varchar(20))")
        former = tables_in(engine)
        assert refused(former, used(former), engine) == []
        with engine.begin() as connection:
            change(connection)
        found = refused(former, used(former), engine)
    assert any(said in one for one in found), found


def test_what_is_added_stops_no_former_version(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'planted.db'}") as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("create table firms (id integer primary key, name varchar(20))")
        former = tables_in(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql("alter table firms add column kind text not null default ''")
            connection.exec_driver_sql("alter table firms add column town text")
            connection.exec_driver_sql("create index i on firms (town)")
            connection.exec_driver_sql("create table towns (id integer primary key)")
        assert refused(former, used(former), engine) == []
        assert len(list(rows(former, used(former)))) == 1
