"""reshape

Revision ID: 4d5e6f7a8b9c
Revises: 3c4d5e6f7a8b
Create Date: 2024-03-14 09:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = '4d5e6f7a8b9c'
down_revision = '3c4d5e6f7a8b'
branch_labels = None
depends_on = None


def upgrade():
    op.alter_column('accounts', 'name', new_column_name='full_name')
    op.alter_column('accounts', 'email', existing_type=sa.String(length=255), type_=sa.Text(), existing_nullable=False)
    op.create_check_constraint('orders_note_check', 'orders', "note <> ''")
    op.alter_column('orders', 'note', server_default='-')


def downgrade():
    op.alter_column('orders', 'note', server_default=None)
    op.drop_constraint('orders_note_check', 'orders', type_='check')
    op.alter_column('accounts', 'email', type_=sa.String(length=255), existing_nullable=False)
    op.alter_column('accounts', 'full_name', new_column_name='name')
