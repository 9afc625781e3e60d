"""validate tickets customer not null

Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 4 of 6
Tenants are customers: validate constraint tickets.tickets_customer_not_null
Rollback: leaves residue: tickets: validated flag of tickets_customer_not_null.

Revision ID: d62f059969db
Revises: 097b9207c1ee
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "d62f059969db"
down_revision = "097b9207c1ee"
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
    op.execute("ALTER TABLE tickets VALIDATE CONSTRAINT tickets_customer_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
