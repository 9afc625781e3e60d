"""loops, functions, guards and batches

Revision ID: 1d04
Revises: 1c03

"""

import enum
from textwrap import dedent

import sqlalchemy as sa
from alembic import context, op

revision = "1d04"
down_revision = "1c03"
branch_labels = None
depends_on = None


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"


def has_column(table, column):
    inspector = sa.inspect(op.get_bind())
    return column in [each["name"] for each in inspector.get_columns(table)]


def timestamps(table, *, suffix="at"):
    for verb in ("made", "changed"):
        name = f"{verb}_{suffix}"
        if not has_column(table, name):
            op.add_column(table, sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False))


def upgrade():
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    if context.is_offline_mode():
        raise Exception("not without a database")
    timestamps("things")
    timestamps("things")
    with op.batch_alter_table("things", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weight", sa.Integer(), nullable=True))
        batch_op.alter_column("weight", existing_type=sa.Integer(), nullable=False, server_default="1")
        batch_op.create_index("by_weight", ["weight"], unique=False)
        batch_op.create_unique_constraint("uq_weight_size", ["weight", "size"])
        batch_op.create_check_constraint("heavy", "weight > 0")
        batch_op.create_foreign_key("fk_weight", "things", ["weight"], ["id"])
        batch_op.drop_constraint("fk_weight", type_="foreignkey")
    colors = sa.Enum(Color, name="color")
    colors.create(bind, checkfirst=True)
    colors.create(bind, checkfirst=True)
    op.add_column("things", sa.Column("color", colors, server_default=Color.RED.name))
    for table in sorted({"things", "accounts"} & set(sa.inspect(bind).get_table_names())):
        op.execute("COMMENT ON TABLE %s IS 'made by a loop'" % table)
    op.execute(
        dedent(
            """
            CREATE FUNCTION weigh() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              NEW.weight := coalesce(NEW.weight, 1);
              RETURN NEW;
            END $$
            """
        )
    )
    op.execute("CREATE TRIGGER weighs BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION weigh()")


def downgrade():
    op.execute("DROP TRIGGER weighs ON things")
    op.execute("DROP FUNCTION weigh()")
    for table in ("things", "accounts"):
        op.drop_table_comment(table)
    op.drop_column("things", "color")
    sa.Enum(name="color").drop(op.get_bind())
    with op.batch_alter_table("things") as batch_op:
        batch_op.drop_constraint("heavy", type_="check")
        batch_op.drop_constraint("uq_weight_size", type_="unique")
        batch_op.drop_index("by_weight")
        batch_op.drop_column("weight")
    for name in ["changed_at", "made_at"]:
        if has_column("things", name):
            op.drop_column("things", name)
