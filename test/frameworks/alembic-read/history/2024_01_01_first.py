"""the first tables

Revision ID: 1a01
Revises:
Create Date: 2024-01-01 10:00:00.000000

"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

# revision identifiers, used by Alembic.
revision = "1a01"
down_revision = None
branch_labels = None
depends_on = None

status = postgresql.ENUM("draft", "sent", name="status", create_type=False)


def upgrade():
    op.execute("CREATE SCHEMA billing")
    status.create(op.get_bind(), checkfirst=True)
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Unicode(), server_default="nobody"),
        sa.Column("notes", sa.Text(), comment="what they said"),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("score", sa.Float(), server_default=sa.text("0.5")),
        sa.Column("ratio", sa.Float(precision=20)),
        sa.Column("price", sa.Numeric(10, 2), server_default="9.99"),
        sa.Column("rate", sa.Numeric(precision=5)),
        sa.Column("small", sa.SmallInteger(), server_default=sa.text("1 + 1")),
        sa.Column("large", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("born", sa.Date()),
        sa.Column("woken", sa.Time()),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.TIMESTAMP(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP")),
        sa.Column("seen_at", postgresql.TIMESTAMP(timezone=True, precision=3)),
        sa.Column("lasts", sa.Interval()),
        sa.Column("span", postgresql.INTERVAL(fields="YEAR TO MONTH")),
        sa.Column("avatar", sa.LargeBinary()),
        sa.Column("settings", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("extra", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb")),
        sa.Column("token", postgresql.UUID(as_uuid=True), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.String(length=20)), server_default="{}"),
        sa.Column("matrix", sa.ARRAY(sa.Integer, dimensions=2)),
        sa.Column("address", postgresql.INET()),
        sa.Column("network", postgresql.CIDR()),
        sa.Column("bits", postgresql.BIT(length=4)),
        sa.Column("some_bits", postgresql.BIT(varying=True)),
        sa.Column("search", postgresql.TSVECTOR()),
        sa.Column("during", postgresql.TSTZRANGE()),
        sa.Column("code", sa.CHAR(length=2)),
        sa.Column("double", sa.Integer(), sa.Computed("small * 2", persisted=True)),
        sa.Column("sorted_name", sa.String(50, collation="C")),
        sa.Column("status", status, server_default="draft", nullable=False),
        sa.Column("kind", sa.Enum("person", "firm", name="kind"), nullable=True),
        sa.Column("level", sa.Enum("low", "high", native_enum=False, create_constraint=True, name="level")),
        sa.CheckConstraint("price >= 0", name="price_is_positive"),
        sa.CheckConstraint("score < 10"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("token", name="uq_token", deferrable=True, initially="DEFERRED"),
        comment="who pays",
    )
    op.create_index(op.f("ix_accounts_name"), "accounts", ["name"], unique=False)
    op.create_table(
        "invoices",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("accounts.id", ondelete="CASCADE"), index=True, nullable=False),
        sa.Column("number", sa.String(30), unique=True, index=True),
        sa.Column("reference", sa.String(30), unique=True),
        sa.Column("kind", sa.Enum("person", "firm", name="kind")),
        schema="billing",
    )
    op.create_table(
        "lines",
        sa.Column("invoice_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), sa.Identity(always=True, start=100, increment=5), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["billing.invoices.id"], name="fk_line", onupdate="CASCADE", ondelete="RESTRICT", deferrable=True, initially="DEFERRED"
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", name=op.f("pk_lines")),
        postgresql.ExcludeConstraint((sa.column("note_id"), "="), name="one_note", using="btree"),
        schema="billing",
    )


def downgrade():
    op.drop_table("lines", schema="billing")
    op.drop_table("invoices", schema="billing")
    op.drop_index(op.f("ix_accounts_name"), table_name="accounts")
    op.drop_table("accounts")
    for name in ("kind", "status"):
        sa.Enum(name=name).drop(op.get_bind(), checkfirst=False)
    op.execute("DROP SCHEMA billing")
