"""validate orders customer id fkey

Lockstep plan c1cf74a1f3e6, phase 2 of 2 (migrate), file 2 of 2
Tie orders to customers: validate constraint orders.orders_customer_id_fkey
Rollback: leaves residue: orders: validated flag of orders_customer_id_fkey.

Revision ID: cdfd57f5b7c2
Revises: f812ef13b65d
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "cdfd57f5b7c2"
down_revision = "f812ef13b65d"
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
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey")


def downgrade() -> None:
    pass  # Nothing to undo.
