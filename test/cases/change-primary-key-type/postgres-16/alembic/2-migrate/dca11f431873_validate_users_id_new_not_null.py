"""validate users id new not null

Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 4 of 6
Make users.id a bigint: validate constraint users.users_id_new_not_null
Rollback: leaves residue: users: validated flag of users_id_new_not_null.

Revision ID: dca11f431873
Revises: fab2a30df33c
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "dca11f431873"
down_revision = "fab2a30df33c"
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
    op.execute("ALTER TABLE users VALIDATE CONSTRAINT users_id_new_not_null")


def downgrade() -> None:
    pass  # Nothing to undo.
