"""validate products price check

Lockstep plan 02fb0e97e204, phase 1 of 1 (migrate), file 2 of 2
Prices are never negative: validate constraint products.products_price_check
Rollback: leaves residue: products: validated flag of products_price_check.

Revision ID: c607e2240cd4
Revises: 67eeaac70e85
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "c607e2240cd4"
down_revision = "67eeaac70e85"
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
    op.execute("ALTER TABLE products VALIDATE CONSTRAINT products_price_check")


def downgrade() -> None:
    pass  # Nothing to undo.
