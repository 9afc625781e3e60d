"""validate payments cents new not null

Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 4 of 6
Sums outgrow integer: validate constraint payments.payments_cents_new_not_null
Rollback: leaves residue: payments: validated flag of payments_cents_new_not_null.

Revision ID: fd317d2212f1
Revises: 671ecaffa163
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "fd317d2212f1"
down_revision = "671ecaffa163"
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
    op.execute("ALTER TABLE payments VALIDATE CONSTRAINT payments_cents_new_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
