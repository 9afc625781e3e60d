"""validate payments cents check cents new

Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 6 of 6
Sums outgrow integer: validate constraint payments.payments_cents_check_cents_new
Rollback: leaves residue: payments: validated flag of payments_cents_check_cents_new.

Revision ID: 41ef7bef747c
Revises: 454c36828dbf
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "41ef7bef747c"
down_revision = "454c36828dbf"
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
        "ALTER TABLE payments VALIDATE CONSTRAINT payments_cents_check_cents_new"
    )


def downgrade() -> None:
    pass  # Nothing to undo.
