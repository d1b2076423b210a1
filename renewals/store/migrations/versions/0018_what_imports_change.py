"""What each import changes is kept; contracts that the file no longer holds are marked.

Numbers on file that are one now are told, and stay.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "contract_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("new", "changed", "unchanged", "refused", "gone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_imports")),
    )
    op.create_index(op.f("ix_contract_imports_at"), "contract_imports", ["at"])
    op.create_table(
        "contract_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("contract_number", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["contract_imports.id"],
            name=op.f("fk_contract_changes_import_id_contract_imports"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_changes")),
    )
    op.create_index(op.f("ix_contract_changes_import_id"), "contract_changes", ["import_id"])
    op.create_index(op.f("ix_contract_changes_contract_number"), "contract_changes", ["contract_number"])
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
