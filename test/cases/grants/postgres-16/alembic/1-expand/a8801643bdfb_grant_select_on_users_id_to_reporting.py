"""grant select on users id to reporting

Lockstep plan 4dba255af3f4, phase 1 of 2 (expand)
Reports read names, and nothing else: grant SELECT on users.id to reporting; grant SELECT on users.name to reporting
Rollback: exact.

Revision ID: a8801643bdfb
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "a8801643bdfb"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("GRANT SELECT (id) ON users TO reporting")

    op.execute("GRANT SELECT (name) ON users TO reporting")


def downgrade() -> None:
    op.execute("REVOKE SELECT (name) ON users FROM reporting")

    op.execute("REVOKE SELECT (id) ON users FROM reporting")
