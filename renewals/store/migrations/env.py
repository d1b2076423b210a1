"""Alembic's entry: runs the revisions on the connection that `renewals.store.database.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from renewals.store.tables import Base


def as_plain_type(kind: str, item: Any, autogen: Any) -> str | Literal[False]:
    """Revisions name SQLAlchemy's own types, so that an old one still reads when ours have changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and type(item).__name__ == "UtcDateTime" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=as_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
