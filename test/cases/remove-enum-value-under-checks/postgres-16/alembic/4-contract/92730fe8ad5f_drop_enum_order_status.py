"""drop enum order status

Lockstep plan d8162a69ab39, phase 4 of 4 (contract), file 2 of 2
No order is held any more: drop enum order_status; rename type order_status_new to order_status
Rollback: exact.

Revision ID: 92730fe8ad5f
Revises: 706230ed5680
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "92730fe8ad5f"
down_revision = "706230ed5680"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP TYPE IF EXISTS order_status")

    op.execute("ALTER TYPE order_status_new RENAME TO order_status")


def downgrade() -> None:
    op.execute("ALTER TYPE order_status RENAME TO order_status_new")

    op.execute("CREATE TYPE order_status AS ENUM ('new', 'paid', 'held', 'sent')")
    op.execute("COMMENT ON TYPE order_status IS 'How far an order is'")
    op.execute("GRANT USAGE ON TYPE order_status TO shop")
