"""columns come and change

Revision ID: 1a02
Revises: 1a01

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "1a02"
down_revision: Union[str, None] = "1a01"
branch_labels: Union[str, Sequence[str], None] = ("columns",)
depends_on: Union[str, Sequence[str], None] = None

TABLE = "accounts"
ADDED = [("first_name", sa.String(40)), ("last_name", sa.Text)]


def upgrade() -> None:
    for name, type_ in ADDED:
        op.add_column(TABLE, sa.Column(name, type_, nullable=True))
    op.add_column(
        TABLE,
        sa.Column("boss_id", sa.Integer(), sa.ForeignKey("accounts.id", name="fk_boss"), unique=True, index=True, comment="above them"),
    )
    op.add_column(TABLE, sa.Column("points", sa.Integer(), server_default="0", nullable=False))
    op.alter_column(
        TABLE,
        "name",
        new_column_name="full_name",
        existing_type=sa.Unicode(),
        type_=sa.Text(),
        nullable=False,
        server_default="somebody",
        comment="as they say it",
    )
    op.alter_column(TABLE, "rate", type_=sa.Integer(), postgresql_using="rate::integer", existing_type=sa.Numeric(5))
    op.alter_column(TABLE, "notes", comment=None, existing_comment="what they said")
    op.create_table_comment(TABLE, "who pays us", existing_comment="who pays")
    op.drop_column(TABLE, "woken")


def downgrade() -> None:
    op.add_column(TABLE, sa.Column("woken", sa.Time(), nullable=True))
    op.drop_table_comment(TABLE)
    op.alter_column(TABLE, "rate", type_=sa.Numeric(5), existing_type=sa.Integer())
    op.alter_column(TABLE, "full_name", new_column_name="name", type_=sa.Unicode(), nullable=True, server_default=None, comment=None)
    op.drop_column(TABLE, "points")
    op.drop_column(TABLE, "boss_id")
    for name, _ in reversed(ADDED):
        op.drop_column(TABLE, name)
