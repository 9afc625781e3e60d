"""validate events account id fkey

Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 4 of 9
Show the archive among the events: validate constraint archive.events_account_id_fkey
Rollback: leaves residue: archive: validated flag of events_account_id_fkey.

Revision ID: 7326ca862f04
Revises: 9a98d50f78ff
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "7326ca862f04"
down_revision = "9a98d50f78ff"
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
    op.execute("ALTER TABLE archive VALIDATE CONSTRAINT events_account_id_fkey")


def downgrade() -> None:
    pass  # Nothing to undo.
