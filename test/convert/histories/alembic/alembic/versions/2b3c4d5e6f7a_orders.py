"""orders

Revision ID: 2b3c4d5e6f7a
Revises: 1a2b3c4d5e6f
Create Date: 2024-03-12 09:00:00

"""
from alembic import op
import sqlalchemy as sa

revision = '2b3c4d5e6f7a'
down_revision = '1a2b3c4d5e6f'
branch_labels = None
depends_on = None

STATES = ('new', 'paid')


def upgrade():
    op.create_table(
        'orders',
        sa.Column('id', sa.BigInteger(), nullable=False),
        sa.Column('account_id', sa.Integer(), sa.ForeignKey('accounts.id', ondelete='CASCADE'), nullable=False),
        sa.Column('state', sa.Enum(*STATES, name='order_state'), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    op.add_column('orders', sa.Column('note', sa.Text(), nullable=True))
    op.execute("INSERT INTO accounts (email) VALUES ('a@example.org')")


def downgrade():
    op.drop_column('orders', 'note')
    op.drop_table('orders')
    op.execute('DROP TYPE order_state')
