"""validate orders channel new not null

Lockstep plan 78533ee85858, phase 2 of 4 (migrate), file 3 of 3
Channels become an enum: validate constraint orders.orders_channel_new_not_null
Rollback: leaves residue: orders: validated flag of orders_channel_new_not_null.

Revision ID: 396d7b5a5f29
Revises: 4849e62bb174
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "396d7b5a5f29"
down_revision = "4849e62bb174"
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
    op.execute("ALTER TABLE orders VALIDATE CONSTRAINT orders_channel_new_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
