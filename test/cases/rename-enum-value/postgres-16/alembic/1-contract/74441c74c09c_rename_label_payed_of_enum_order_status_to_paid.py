"""rename label payed of enum order status to paid

Lockstep plan 0f67e5135f76, phase 1 of 1 (contract)
Spell \"paid\" right: rename label payed of enum order_status to paid
Rollback: exact.

Revision ID: 74441c74c09c
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "74441c74c09c"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TYPE order_status RENAME VALUE 'payed' TO 'paid'")


def downgrade() -> None:
    op.execute("ALTER TYPE order_status RENAME VALUE 'paid' TO 'payed'")
