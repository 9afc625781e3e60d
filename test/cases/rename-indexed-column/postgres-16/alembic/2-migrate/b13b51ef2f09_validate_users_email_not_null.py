"""validate users email not null

Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 4 of 10
Rename users.mail and users.state: validate constraint users.users_email_not_null
Rollback: leaves residue: users: validated flag of users_email_not_null.

Revision ID: b13b51ef2f09
Revises: a60399f6f4c7
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "b13b51ef2f09"
down_revision = "a60399f6f4c7"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_email_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
