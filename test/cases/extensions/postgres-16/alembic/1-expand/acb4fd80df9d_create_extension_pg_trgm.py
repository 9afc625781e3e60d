"""create extension pg trgm

Lockstep plan 28bb4ea727c9, phase 1 of 2 (expand)
Search by likeness; hash in the application: create extension pg_trgm
Rollback: exact.

Revision ID: acb4fd80df9d
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "acb4fd80df9d"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def downgrade() -> None:
    op.execute("DROP EXTENSION IF EXISTS pg_trgm")
