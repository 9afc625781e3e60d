"""validate products price check

Lockstep plan 0aa2a871d1c2, phase 1 of 1 (migrate)
Prove the old prices too: validate constraint products.products_price_check
Rollback: leaves residue: products: validated flag of products_price_check.

Revision ID: d6b977c45a00
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "d6b977c45a00"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Commits what ran before, so that none of its locks is held meanwhile.
    with op.get_context().autocommit_block():  # fails where env.py began a transaction
        pass

    # Long work that blocks neither reads nor writes: no short time limits.
    op.execute("SET LOCAL lock_timeout = 0")
    op.execute("SET LOCAL statement_timeout = 0")

    # the constraint binds new rows already; this proves the old ones
    op.execute("ALTER TABLE products VALIDATE CONSTRAINT products_price_check")


def downgrade() -> None:
    pass  # Nothing to undo.
