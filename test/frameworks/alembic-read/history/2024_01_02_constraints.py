"""constraints and indexes of all kinds

Revision ID: 1b02
Revises: 1a01

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1b02"
down_revision = "1a01"
branch_labels = None
depends_on = None

things = sa.table("things", sa.column("size", sa.Integer), sa.column("label", sa.String))


def upgrade():
    op.create_table("things", sa.Column("id", sa.Integer), sa.Column("size", sa.Integer), sa.Column("label", sa.Text), sa.Column("account_id", sa.Integer))
    op.create_primary_key(None, "things", ["id"])
    op.create_unique_constraint("uq_size_label", "things", ["size", "label"])
    op.create_unique_constraint(None, "things", ["label"], deferrable=True)
    op.create_foreign_key(None, "things", "accounts", ["account_id"], ["id"], ondelete="SET NULL")
    op.create_foreign_key(
        op.f("a_name_that_is_said_to_be_final_and_goes_on_for_much_longer_than_names_may_be"),
        "things",
        "things",
        ["size"],
        ["id"],
    )
    op.create_check_constraint(None, "things", "size > 0")
    op.create_check_constraint("ck_label", "things", sa.and_(things.c.label != "", things.c.size.in_([1, 2, 3]), sa.func.length(things.c.label) < 10))
    op.create_index("by_label", "things", [sa.text("lower(label)")], unique=True, postgresql_where=sa.text("size IS NOT NULL"))
    op.create_index("by_size", "things", [sa.column("size").desc().nullslast(), "label"], postgresql_include=["id"])
    op.create_index(None, "things", ["account_id"])
    op.create_index("by_pattern", "things", ["label"], postgresql_ops={"label": "text_pattern_ops"}, postgresql_with={"fillfactor": 70})
    op.create_index("by_hash", "things", ["label"], postgresql_using="hash", postgresql_where=things.c.size > 3)
    op.create_exclude_constraint("no_twin", "things", (sa.column("size"), "="), (sa.column("label"), "="), using="btree", where=sa.text("size > 5"))


def downgrade():
    op.drop_constraint("no_twin", "things")
    op.drop_index("by_hash", table_name="things")
    op.drop_index("by_pattern", "things")
    op.drop_index(op.f("ix_things_account_id"))
    op.drop_index("by_size", table_name="things")
    op.drop_index("by_label", table_name="things")
    op.drop_constraint("ck_label", "things", type_="check")
    op.drop_constraint("things_size_check", "things", type_="check")
    op.drop_constraint("things_account_id_fkey", "things", type_="foreignkey")
    op.drop_constraint("uq_size_label", "things", type_="unique")
    op.drop_table("things")
