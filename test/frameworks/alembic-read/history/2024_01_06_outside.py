"""outside of the transaction, and rows

Revision ID: 1e05
Revises: 1d04

"""

import sqlalchemy as sa
from alembic import op

revision = "1e05"
down_revision = "1d04"
branch_labels = None
depends_on = None


def upgrade():
    op.execute("SET lock_timeout = '5s'")
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE status ADD VALUE IF NOT EXISTS 'paid' AFTER 'sent'")
        op.create_index("ix_accounts_born", "accounts", ["born"], postgresql_concurrently=True)
    levels = op.create_table("levels", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("name", sa.String(20), nullable=False))
    op.bulk_insert(levels, [{"id": n, "name": name} for n, name in enumerate(["low", "high"], start=1)])
    op.execute(levels.update().where(levels.c.id == 2).values(name="highest"))
    op.execute(sa.text("INSERT INTO levels (id, name) VALUES (:id, 'a\\:b')").bindparams(id=3))
    op.get_bind().execute(sa.text("DELETE FROM levels WHERE id = :id"), {"id": 3})
    op.execute("ALTER TABLE things ADD CONSTRAINT quick CHECK (size < 1000) NOT VALID; ALTER TABLE things VALIDATE CONSTRAINT quick")
    op.execute("CREATE VIEW heavy_things AS SELECT id, weight FROM things WHERE weight > 10")
    op.rename_table("levels", "ranks")


def downgrade():
    op.rename_table("ranks", "levels")
    op.execute("DROP VIEW heavy_things")
    op.drop_constraint("quick", "things")
    op.drop_table("levels")
    with op.get_context().autocommit_block():
        op.drop_index("ix_accounts_born", table_name="accounts", postgresql_concurrently=True)
