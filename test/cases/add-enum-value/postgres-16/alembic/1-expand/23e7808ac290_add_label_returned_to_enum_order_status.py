"""add label returned to enum order status

Lockstep plan 3e190ead06b7, phase 1 of 1 (expand)
Orders can be returned: add label returned to enum order_status
Rollback: leaves residue: a label cannot be removed; it stays unused.

Revision ID: 23e7808ac290
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "23e7808ac290"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'returned' AFTER 'sent'"
    )


def downgrade() -> None:
    pass  # a label cannot be removed; it stays unused
