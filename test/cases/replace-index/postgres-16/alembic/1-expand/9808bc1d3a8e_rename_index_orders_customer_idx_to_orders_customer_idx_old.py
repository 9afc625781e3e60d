"""rename index orders customer idx to orders customer idx old

Lockstep plan 9471e3e0d7df, phase 1 of 2 (expand)
Let the customer index serve the newest orders: rename index orders_customer_idx to orders_customer_idx_old
Rollback: exact.

Revision ID: 9808bc1d3a8e
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "9808bc1d3a8e"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # makes room for the new index under the final name
    op.execute("ALTER INDEX orders_customer_idx RENAME TO orders_customer_idx_old")


def downgrade() -> None:
    op.execute("ALTER INDEX orders_customer_idx_old RENAME TO orders_customer_idx")
