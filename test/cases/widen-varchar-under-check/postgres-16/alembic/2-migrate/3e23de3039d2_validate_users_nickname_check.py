"""validate users nickname check

Lockstep plan 9eb0e7ee922c, phase 2 of 2 (migrate)
Widen users.nickname: validate constraint users.users_nickname_check
Rollback: leaves residue: users: validated flag of users_nickname_check.

Revision ID: 3e23de3039d2
Revises: 5c71eb2677ba
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "3e23de3039d2"
down_revision = "5c71eb2677ba"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_nickname_check")


def downgrade() -> None:
    pass  # Nothing to undo.
