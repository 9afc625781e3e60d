"""rename type state to order status

Lockstep plan 89c706e00c0c, phase 1 of 1 (contract)
Call the type what it is, and drop its forerunner: rename type state to order_status; drop enum old_state
Rollback: exact.

Revision ID: fc7540d1e162
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "fc7540d1e162"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TYPE state RENAME TO order_status")

    op.execute("DROP TYPE IF EXISTS old_state")


def downgrade() -> None:
    op.execute("CREATE TYPE old_state AS ENUM ('open', 'closed')")

    op.execute("ALTER TYPE order_status RENAME TO state")
