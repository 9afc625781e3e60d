"""validate users mail check email

Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 7 of 10
Rename users.mail and users.state: validate constraint users.users_mail_check_email
Rollback: leaves residue: users: validated flag of users_mail_check_email.

Revision ID: a5d545d7a05c
Revises: a0d889e30638
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "a5d545d7a05c"
down_revision = "a0d889e30638"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_mail_check_email")


def downgrade() -> None:
    pass  # Nothing to undo.
