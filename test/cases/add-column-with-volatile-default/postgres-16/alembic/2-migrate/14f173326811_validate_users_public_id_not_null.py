"""validate users public id not null

Lockstep plan 8955beb14f2a, phase 2 of 2 (migrate), file 3 of 4
Give every user a public id: validate constraint users.users_public_id_not_null
Rollback: leaves residue: users: validated flag of users_public_id_not_null.

Revision ID: 14f173326811
Revises: 374e349170cf
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "14f173326811"
down_revision = "374e349170cf"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_public_id_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
