"""What Slack delivered waits with all else that waits. What waits now stays in its order, in one queue of its own."""

from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.execute(
        "insert into jobs (kind, key, queue, payload, first_due_at, due_at, wanted, attempts, done)"
        " select 'slack-delivery', key, 'before', body, received_at, received_at, 1, attempts, done from "
        "slack_deliveries order by id"
    )
    op.drop_table("slack_deliveries")
