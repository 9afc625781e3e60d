"""validate orders elsewhere partition bounds

Lockstep plan f05b69c8171e, phase 1 of 1 (expand), file 2 of 3
Give Europe its own orders: validate constraint orders_elsewhere.orders_elsewhere_partition_bounds
Rollback: leaves residue: orders_elsewhere: validated flag of orders_elsewhere_partition_bounds.

Revision ID: f13767a90a65
Revises: c97065be244b
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "f13767a90a65"
down_revision = "c97065be244b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")

    # reads the old rows while reads and writes go on
    op.execute(
        "ALTER TABLE orders_elsewhere VALIDATE CONSTRAINT orders_elsewhere_partition_bounds"
    )


def downgrade() -> None:
    pass  # Nothing to undo.
