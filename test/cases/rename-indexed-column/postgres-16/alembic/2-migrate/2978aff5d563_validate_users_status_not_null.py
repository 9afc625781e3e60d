"""validate users status not null

Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 10 of 10
Rename users.mail and users.state: validate constraint users.users_status_not_null
Rollback: leaves residue: users: validated flag of users_status_not_null.

Revision ID: 2978aff5d563
Revises: 4a2cdc45f38f
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "2978aff5d563"
down_revision = "4a2cdc45f38f"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_status_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
