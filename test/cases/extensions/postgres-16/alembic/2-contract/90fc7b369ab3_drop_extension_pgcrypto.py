"""drop extension pgcrypto

Lockstep plan 28bb4ea727c9, phase 2 of 2 (contract)
Search by likeness; hash in the application: drop extension pgcrypto
Rollback: exact.

Revision ID: 90fc7b369ab3
Revises: acb4fd80df9d
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "90fc7b369ab3"
down_revision = "acb4fd80df9d"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP EXTENSION IF EXISTS pgcrypto")


def downgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pgcrypto")
