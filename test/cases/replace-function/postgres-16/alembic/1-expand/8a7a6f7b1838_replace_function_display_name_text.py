"""replace function display name text

Lockstep plan e2d805580909, phase 1 of 1 (expand)
Capitalise names: replace function display_name(text)
Rollback: exact.

Revision ID: 8a7a6f7b1838
Revises:
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "8a7a6f7b1838"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        dedent("""
            CREATE OR REPLACE FUNCTION display_name(given text)
             RETURNS text
             LANGUAGE plpgsql
             IMMUTABLE
            AS $function$
            BEGIN
              RETURN initcap(given);
            END
            $function$
        """)
    )


def downgrade() -> None:
    op.execute(
        dedent("""
            CREATE OR REPLACE FUNCTION display_name(given text)
             RETURNS text
             LANGUAGE plpgsql
             IMMUTABLE
            AS $function$
            BEGIN
              RETURN upper(given);
            END
            $function$
        """)
    )
