"""validate users full name not null

Lockstep plan 716767827d81, phase 2 of 3 (migrate), file 3 of 3
Rename users.name to full_name: validate constraint users.users_full_name_not_null
Rollback: leaves residue: users: validated flag of users_full_name_not_null.

Revision ID: 4363ffa2968c
Revises: 67642bd98296
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "4363ffa2968c"
down_revision = "67642bd98296"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_full_name_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
