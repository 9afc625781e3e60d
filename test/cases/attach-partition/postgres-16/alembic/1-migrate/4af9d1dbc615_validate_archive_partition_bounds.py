"""validate archive partition bounds

Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 6 of 9
Show the archive among the events: validate constraint archive.archive_partition_bounds
Rollback: leaves residue: archive: validated flag of archive_partition_bounds.

Revision ID: 4af9d1dbc615
Revises: 806b6e86413a
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "4af9d1dbc615"
down_revision = "806b6e86413a"
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
    op.execute("ALTER TABLE archive VALIDATE CONSTRAINT archive_partition_bounds")


def downgrade() -> None:
    pass  # Nothing to undo.
