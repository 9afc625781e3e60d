"""validate users name check full name

Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 8 of 8
Names are full names: validate constraint users.users_name_check_full_name
Rollback: leaves residue: users: validated flag of users_name_check_full_name.

Revision ID: aef0c5e303a8
Revises: 60bfdb328b8f
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "aef0c5e303a8"
down_revision = "60bfdb328b8f"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_name_check_full_name")


def downgrade() -> None:
    pass  # Nothing to undo.
