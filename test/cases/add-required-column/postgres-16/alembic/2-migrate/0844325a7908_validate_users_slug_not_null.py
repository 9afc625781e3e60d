"""validate users slug not null

Lockstep plan a71a47ffcd7b, phase 2 of 2 (migrate), file 3 of 4
Give every user a slug: validate constraint users.users_slug_not_null
Rollback: leaves residue: users: validated flag of users_slug_not_null.

Revision ID: 0844325a7908
Revises: ee02dfaac641
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "0844325a7908"
down_revision = "ee02dfaac641"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_slug_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
