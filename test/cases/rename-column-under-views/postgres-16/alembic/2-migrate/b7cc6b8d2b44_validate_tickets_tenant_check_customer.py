"""validate tickets tenant check customer

Lockstep plan f4739f33db93, phase 2 of 3 (migrate), file 6 of 6
Tenants are customers: validate constraint tickets.tickets_tenant_check_customer
Rollback: leaves residue: tickets: validated flag of tickets_tenant_check_customer.

Revision ID: b7cc6b8d2b44
Revises: fd852c5f9583
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "b7cc6b8d2b44"
down_revision = "fd852c5f9583"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")

    # reads the old rows while reads and writes go on
    op.execute("ALTER TABLE tickets VALIDATE CONSTRAINT tickets_tenant_check_customer")


def downgrade() -> None:
    pass  # Nothing to undo.
