"""run alter table users set autovacuum analyze scale factor 0

Lockstep plan 3314e16caaa9, phase 1 of 1 (expand)
Keep statistics of names fresh: run ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.…
Rollback: exact: as its author states.

Revision ID: ec2c2f9d8f33
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "ec2c2f9d8f33"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")

    op.execute("ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.01)")


def downgrade() -> None:
    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")

    op.execute("ALTER TABLE users RESET (autovacuum_analyze_scale_factor)")
