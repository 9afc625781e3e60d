"""validate orders user id fkey new

Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 6 of 6
Make users.id a bigint: validate constraint orders.orders_user_id_fkey_new
Rollback: leaves residue: orders: validated flag of orders_user_id_fkey_new.

Revision ID: 3da53a69e4ed
Revises: 11d2502a621b
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "3da53a69e4ed"
down_revision = "11d2502a621b"
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
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_user_id_fkey_new")


def downgrade() -> None:
    pass  # Nothing to undo.
