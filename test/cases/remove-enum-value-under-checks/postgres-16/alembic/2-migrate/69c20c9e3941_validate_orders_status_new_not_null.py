"""validate orders status new not null

Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 4 of 7
No order is held any more: validate constraint orders.orders_status_new_not_null
Rollback: leaves residue: orders: validated flag of orders_status_new_not_null.

Revision ID: 69c20c9e3941
Revises: 7fb0884b3b16
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "69c20c9e3941"
down_revision = "7fb0884b3b16"
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
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_status_new_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
