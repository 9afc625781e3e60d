"""both ways come together

Revision ID: 1c03
Revises: 1a02, 1b02

"""

revision = "1c03"
down_revision = ("1a02", "1b02")
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
