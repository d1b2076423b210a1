import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from renewals.store.database import migrate, revisions
from renewals.store.tables import Base

REVISIONS = revisions()


def test_the_migrated_tables_are_those_of_the_code(migrated_url: str) -> None:
    engine = sa.create_engine(migrated_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_migrating_again_changes_nothing(migrated_url: str) -> None:
    migrate(migrated_url)


def say_something(connection: sa.Connection, key: str) -> None:
    """A conversation and its message, as every revision can take them."""
    connection.execute(
        sa.text(
            "insert into conversations (id, token_hash, language, created_at, expires_at) values "
            "(:key, :key, 'fr', '2026-11-23', '2026-11-30')"
        ),
        {"key": key},
    )
    connection.execute(
        sa.text(
            "insert into messages (id, conversation_id, speaker, text, language, answered, said_at)"
            " values (:key, :key, 'customer', 'bonjour', 'fr', true, '2026-11-23')"
        ),
        {"key": key},
    )


def assert_up_to_date_and_kept(url: str, *keys: str) -> None:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        said = connection.execute(sa.text("select id, text from messages order by id")).all()
        assert said == [(key, "bonjour") for key in keys]
        languages = connection.execute(sa.text("select id, language from conversations order by id")).all()
        assert languages == [(key, "fr") for key in keys]
    engine.dispose()


def test_rows_of_every_revision_are_kept_by_all_that_follow(fresh_url: str) -> None:
    for revision in REVISIONS:
        migrate(fresh_url, revision)
        engine = sa.create_engine(fresh_url)
        with engine.begin() as connection:
            say_something(connection, revision)
        engine.dispose()
    migrate(fresh_url)
    assert_up_to_date_and_kept(fresh_url, *REVISIONS)


@pytest.mark.long
@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_any_earlier_revision_is_brought_up_to_date_and_keeps_its_rows(
    fresh_url: str, revision: str
) -> None:
    """All that follow at once; `make test` takes them one by one."""
    migrate(fresh_url, revision)
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        say_something(connection, "kept")
    engine.dispose()
    migrate(fresh_url)
    assert_up_to_date_and_kept(fresh_url, "kept")


def test_contracts_that_were_on_file_have_their_accounts_country(fresh_url: str) -> None:
    migrate(fresh_url, "0023")
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        for number, country in ((1, "FR"), (2, "JP")):
            values = {
                "id": number,
                "number": f"A-{number}",
                "email": f"c{number}@x.example",
                "country": country,
                "contract": f"C-{number}",
            }
            for statement in (
                (
                    "insert into accounts (id, number, name, name_folded, country, segment) values (:id, "
                    ":number, 'F', 'f', :country, 'enterprise')"
                ),
                "insert into contacts (id, account_id, email, name) values (:id, :id, :email, 'C')",
                "insert into contracts (number, number_folded, number_digits, account_id, contact_id, "
                "product, product_type, offering, start_on,"
                " end_on, auto_renew, quantity, reseller, owner_email) values (:contract, :contract, '', "
                ":id, :id, 'P', 'software', 'o',"
                " '2026-01-01', '2026-12-31', false, 1, '', 'rep@vendor.example')",
            ):
                connection.execute(sa.text(statement), values)
    migrate(fresh_url)
    with engine.connect() as connection:
        found = connection.execute(sa.text("select number, country from contracts order by number")).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [("C-1", "FR"), ("C-2", "JP")]


def test_numbers_on_file_that_are_one_are_told_and_each_is_kept(
    fresh_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """From before they were compared in one form, through every revision since."""
    migrate(fresh_url, "0008")
    numbers = ["D-740001", "d 740001", "D/740001", "E-1"]
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "insert into accounts (id, number, name, name_folded, country, segment) values (1, 'A-1', "
                "'F', 'f', 'FR', 'enterprise')"
            )
        )
        connection.execute(
            sa.text("insert into contacts (id, account_id, email, name) values (1, 1, 'ann@customer.example', 'Ann')")
        )
        insert = sa.text(
            "insert into contracts (number, number_folded, number_digits, account_id, contact_id, product, "
            "product_type, offering, start_on, end_on,"
            " auto_renew, quantity, reseller, owner_email) values (:number, :folded, '740001', 1, 1, 'P', "
            "'software', 'essential-support',"
            " '2026-01-01', '2026-12-31', false, 1, '', 'paul@vendor.example')"
        )
        connection.execute(insert, [{"number": number, "folded": number.lower()} for number in numbers])
    migrate(fresh_url)
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert "On file as different contracts, though written alike: D-740001, D/740001, d 740001" in told
    assert not any("E-1" in line for line in told)
    with engine.connect() as connection:
        assert set(connection.scalars(sa.text("select number from contracts"))) == set(numbers)
    engine.dispose()


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name
