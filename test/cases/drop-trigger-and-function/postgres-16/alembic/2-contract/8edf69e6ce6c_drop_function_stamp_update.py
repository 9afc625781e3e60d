"""drop function stamp update

Lockstep plan d782b0ce579e, phase 2 of 2 (contract)
The application stamps its updates itself: drop function stamp_update()
Rollback: exact.

Revision ID: 8edf69e6ce6c
Revises: 2cbc5452eb9e
Create Date: 2026-11-20 09:30:00
"""

from textwrap import dedent

from alembic import op

# revision identifiers, used by Alembic.
revision = "8edf69e6ce6c"
down_revision = "2cbc5452eb9e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP FUNCTION IF EXISTS stamp_update()")


def downgrade() -> None:
    op.execute(
        dedent("""
            CREATE OR REPLACE FUNCTION stamp_update()
             RETURNS trigger
             LANGUAGE plpgsql
            AS $function$
            BEGIN
              NEW.updated_at := now();
              RETURN NEW;
            END
            $function$
        """)
    )
