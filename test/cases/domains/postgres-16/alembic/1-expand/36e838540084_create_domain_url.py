"""create domain url

Lockstep plan 0b45af2978fc, phase 1 of 2 (expand)
Tidy up the domains: create domain url; drop check email_short of domain email; add check email_length to domain email
Rollback: exact: fails if rows break email_short by then.

Revision ID: 36e838540084
Revises:
Create Date: 2026-11-20 09:30:00
"""

from alembic import op

# revision identifiers, used by Alembic.
revision = "36e838540084"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE DOMAIN url AS text")

    op.execute("ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_short")

    op.execute(
        "ALTER DOMAIN email ADD CONSTRAINT email_length CHECK (length(VALUE) < 255) NOT VALID"
    )


def downgrade() -> None:
    op.execute("ALTER DOMAIN email DROP CONSTRAINT IF EXISTS email_length")

    op.execute(
        "ALTER DOMAIN email ADD CONSTRAINT email_short CHECK (length(VALUE) < 20)"
    )

    op.execute("DROP DOMAIN IF EXISTS url")
