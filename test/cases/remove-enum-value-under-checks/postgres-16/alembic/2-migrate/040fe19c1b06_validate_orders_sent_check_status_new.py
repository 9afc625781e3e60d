"""validate orders sent check status new

Lockstep plan d8162a69ab39, phase 2 of 4 (migrate), file 6 of 7
No order is held any more: validate constraint orders.orders_sent_check_status_new
Rollback: leaves residue: orders: validated flag of orders_sent_check_status_new.

Revision ID: 040fe19c1b06
Revises: 7c78d765ff4b
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "040fe19c1b06"
down_revision = "7c78d765ff4b"
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
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_sent_check_status_new")


def downgrade() -> None:
    pass  # Nothing to undo.
