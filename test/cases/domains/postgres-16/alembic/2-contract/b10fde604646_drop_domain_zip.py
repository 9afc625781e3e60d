"""drop domain zip

Lockstep plan 0b45af2978fc, phase 2 of 2 (contract)
Tidy up the domains: drop domain zip
Rollback: exact.

Revision ID: b10fde604646
Revises: 36e838540084
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "b10fde604646"
down_revision = "36e838540084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP DOMAIN IF EXISTS zip")


def downgrade() -> None:
    op.execute("CREATE DOMAIN zip AS text")
