"""What has not arrived in Slack waits with all else that waits.

Posts of hand-offs and of the week are posted again by what made them.
"""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.execute(
        "insert into jobs (kind, key, queue, payload, first_due_at, due_at, wanted, attempts, done)"
        " select 'slack-post', ref, channel, '{}', begun_at, begun_at, 1, 0, false from slack_posts"
        " where ts is null and ref not like 'handoff:%' and ref not like 'weekly:%' order by begun_at"
    )
