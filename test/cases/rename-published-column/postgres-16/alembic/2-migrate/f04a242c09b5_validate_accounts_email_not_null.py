"""validate accounts email not null

Lockstep plan 73638357e4b6, phase 2 of 3 (migrate), file 3 of 3
Call mail email: validate constraint accounts.accounts_email_not_null
Rollback: leaves residue: accounts: validated flag of accounts_email_not_null.

Revision ID: f04a242c09b5
Revises: 3e18df4c2671
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "f04a242c09b5"
down_revision = "3e18df4c2671"
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
    op.execute("ALTER TABLE accounts VALIDATE CONSTRAINT accounts_email_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
