"""revoke select on users from reporting

Lockstep plan 4dba255af3f4, phase 2 of 2 (contract)
Reports read names, and nothing else: revoke SELECT on users from reporting
Rollback: exact.

Revision ID: e8cdf9329738
Revises: a8801643bdfb
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "e8cdf9329738"
down_revision = "a8801643bdfb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("REVOKE SELECT ON users FROM reporting")
    op.execute("GRANT SELECT (id) ON users TO reporting")
    op.execute("GRANT SELECT (name) ON users TO reporting")


def downgrade() -> None:
    op.execute("GRANT SELECT ON users TO reporting")
