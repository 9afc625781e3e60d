"""validate users locale not null

Lockstep plan a122b78ad19a, phase 1 of 1 (migrate), file 3 of 4
Require users.locale: validate constraint users.users_locale_not_null
Rollback: leaves residue: users: validated flag of users_locale_not_null.

Revision ID: 72eae0a5303f
Revises: 170866a2fc48
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "72eae0a5303f"
down_revision = "170866a2fc48"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_locale_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
