"""What goes out to other systems waits with all else that waits.

What was told stays known, so that it is not told again. The table stays for 0.1.0, which goes on meanwhile; what that
tells after this revision is told again under the same id, which receivers take once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

INSTANT = sa.DateTime(timezone=True)
OUTGOING = sa.table(
    "outgoing",
    sa.column("event", sa.String),
    sa.column("target", sa.String),
    sa.column("kind", sa.String),
    sa.column("data", sa.JSON),
    sa.column("happened_at", INSTANT),
    sa.column("due_at", INSTANT),
    sa.column("attempts", sa.Integer),
    sa.column("done", sa.Boolean),
)
JOBS = sa.table(
    "jobs",
    sa.column("kind", sa.String),
    sa.column("key", sa.String),
    sa.column("queue", sa.String),
    sa.column("payload", sa.JSON),
    sa.column("first_due_at", INSTANT),
    sa.column("due_at", INSTANT),
    sa.column("wanted", sa.Integer),
    sa.column("attempts", sa.Integer),
    sa.column("done", sa.Boolean),
)


def upgrade() -> None:
    rows = op.get_bind().execute(sa.select(OUTGOING).order_by(OUTGOING.c.happened_at)).all()
    if rows:
        op.bulk_insert(JOBS, [_job(row) for row in rows])


def _job(row: sa.Row[tuple[object, ...]]) -> dict[str, object]:
    # SQLite forgets the time zone, which is UTC.
    at = row.happened_at.isoformat() if row.happened_at.tzinfo else f"{row.happened_at.isoformat()}+00:00"
    subject = row.data.get("reference") or row.data.get("deflection_id") or row.event
    payload = {"target": row.target, "event": row.event, "type": row.kind, "at": at, "data": row.data}
    return {
        "kind": "outgoing",
        "key": f"{row.event}:{row.target}",
        "queue": f"{row.target}:{subject}",
        "payload": {} if row.done else payload,
        "first_due_at": row.happened_at,
        "due_at": row.due_at,
        "wanted": 1,
        "attempts": row.attempts,
        "done": row.done,
    }
