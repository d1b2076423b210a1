import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from renewals.store import figure_tables, support_tables  # noqa: F401 - their tables are among those that are compared
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


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_database_of_any_earlier_revision_is_brought_up_to_date_and_keeps_its_rows(fresh_url: str, revision: str) -> None:
    migrate(fresh_url, revision)
    engine = sa.create_engine(fresh_url)
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "insert into conversations (id, token_hash, language, created_at, expires_at) values ('kept', 'hash', 'fr', '2026-11-23', '2026-11-30')"
            )
        )
        connection.execute(
            sa.text(
                "insert into messages (id, conversation_id, speaker, text, language, answered, said_at)"
                " values ('said', 'kept', 'customer', 'bonjour', 'fr', true, '2026-11-23')"
            )
        )
    migrate(fresh_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []
        assert connection.execute(sa.text("select text from messages")).scalar_one() == "bonjour"
        assert connection.execute(sa.text("select language from conversations where id = 'kept'")).scalar_one() == "fr"
    engine.dispose()


def test_every_constraint_has_a_name() -> None:
    for table in Base.metadata.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name
