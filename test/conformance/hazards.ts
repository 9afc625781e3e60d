import type { SourceFile } from '../../src/history/migration.ts'

/** A small repository: what has run everywhere, and the newest migration, which must not run like that. */
export interface HazardousRepository {
  /** The tool of the lab that runs it. */
  readonly tool: string
  /** Where its migrations lie, from the root of the tool's project. */
  readonly folder: string
  /** Files beside the migrations by which the project is known for what it is. */
  readonly around: readonly SourceFile[]
  readonly history: readonly SourceFile[]
  readonly hazard: readonly SourceFile[]
}

const tables = `CREATE TABLE customers (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, state text, total integer NOT NULL);`

const drop = `DROP TABLE orders;
DROP TABLE customers;`

/** What each of them does, in SQL. */
export const hazards = `CREATE INDEX orders_customer_id_idx ON orders (customer_id);
ALTER TABLE orders ALTER COLUMN state SET NOT NULL;
ALTER TABLE orders ADD CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
ALTER TABLE customers RENAME COLUMN name TO full_name;`

const rails: Omit<HazardousRepository, 'tool'> = {
  folder: 'db/migrate',
  around: [
    {
      path: 'Gemfile.lock',
      text: 'GEM\n  specs:\n    activerecord (7.2.2)\n    pg (1.5.9)\n    strong_migrations (2.1.0)\n',
    },
  ],
  history: [
    {
      path: '20240101000000_create_shop.rb',
      text: `class CreateShop < ActiveRecord::Migration[7.1]
  def change
    create_table :customers do |t|
      t.text :name, null: false
    end
    create_table :orders do |t|
      t.bigint :customer_id
      t.text :state
      t.integer :total, null: false
    end
  end
end
`,
    },
  ],
  hazard: [
    {
      path: '20240201000000_reshape_shop.rb',
      text: `class ReshapeShop < ActiveRecord::Migration[7.1]
  def change
    safety_assured do
      add_index :orders, :customer_id, name: "orders_customer_id_idx"
      change_column_null :orders, :state, false
      add_foreign_key :orders, :customers, name: "orders_customer_id_fkey"
      reversible do |direction|
        direction.up { change_column :orders, :total, :bigint }
        direction.down { change_column :orders, :total, :integer }
      end
      rename_column :customers, :name, :full_name
    end
  end
end
`,
    },
  ],
}

const laravel: Omit<HazardousRepository, 'tool'> = {
  folder: 'database/migrations',
  around: [{ path: 'composer.json', text: '{ "require": { "laravel/framework": "^10.0" } }\n' }],
  history: [
    {
      path: '2024_01_01_000000_create_shop.php',
      text: `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('customers', function (Blueprint $table) {
            $table->id();
            $table->text('name');
        });
        Schema::create('orders', function (Blueprint $table) {
            $table->id();
            $table->unsignedBigInteger('customer_id')->nullable();
            $table->text('state')->nullable();
            $table->integer('total');
        });
    }

    public function down(): void
    {
        Schema::drop('orders');
        Schema::drop('customers');
    }
};
`,
    },
  ],
  hazard: [
    {
      path: '2024_02_01_000000_reshape_shop.php',
      text: `<?php

use Illuminate\\Database\\Migrations\\Migration;
use Illuminate\\Database\\Schema\\Blueprint;
use Illuminate\\Support\\Facades\\DB;
use Illuminate\\Support\\Facades\\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::table('orders', function (Blueprint $table) {
            $table->index('customer_id', 'orders_customer_id_idx');
            $table->foreign('customer_id', 'orders_customer_id_fkey')->references('id')->on('customers');
        });
        DB::statement('ALTER TABLE orders ALTER COLUMN state SET NOT NULL');
        DB::statement('ALTER TABLE orders ALTER COLUMN total TYPE bigint');
        DB::statement('ALTER TABLE customers RENAME COLUMN name TO full_name');
    }
};
`,
    },
  ],
}

const alembic: Omit<HazardousRepository, 'tool'> = {
  folder: 'alembic/versions',
  around: [],
  history: [
    {
      path: '0a1b2c3d4e5f_create_shop.py',
      text: `"""create shop"""

import sqlalchemy as sa
from alembic import op

revision = "0a1b2c3d4e5f"
down_revision = None


def upgrade():
    op.create_table(
        "customers",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("customer_id", sa.BigInteger()),
        sa.Column("state", sa.Text()),
        sa.Column("total", sa.Integer(), nullable=False),
    )


def downgrade():
    op.drop_table("orders")
    op.drop_table("customers")
`,
    },
  ],
  hazard: [
    {
      path: '1b2c3d4e5f6a_reshape_shop.py',
      text: `"""reshape shop"""

import sqlalchemy as sa
from alembic import op

revision = "1b2c3d4e5f6a"
down_revision = "0a1b2c3d4e5f"


def upgrade():
    op.create_index("orders_customer_id_idx", "orders", ["customer_id"])
    op.alter_column("orders", "state", nullable=False)
    op.create_foreign_key("orders_customer_id_fkey", "orders", "customers", ["customer_id"], ["id"])
    op.alter_column("orders", "total", type_=sa.BigInteger())
    op.alter_column("customers", "name", new_column_name="full_name")
`,
    },
  ],
}

const liquibase: Omit<HazardousRepository, 'tool'> = {
  folder: 'db/changelog',
  around: [],
  history: [
    {
      path: '001-create-shop.xml',
      text: `<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                   xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                   xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
  <changeSet id="1" author="ann">
    <createTable tableName="customers">
      <column name="id" type="bigint"><constraints primaryKey="true" primaryKeyName="customers_pkey"/></column>
      <column name="name" type="text"><constraints nullable="false"/></column>
    </createTable>
    <createTable tableName="orders">
      <column name="id" type="bigint"><constraints primaryKey="true" primaryKeyName="orders_pkey"/></column>
      <column name="customer_id" type="bigint"/>
      <column name="state" type="text"/>
      <column name="total" type="int"><constraints nullable="false"/></column>
    </createTable>
  </changeSet>
</databaseChangeLog>
`,
    },
  ],
  hazard: [
    {
      path: '002-reshape-shop.xml',
      text: `<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
                   xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                   xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
  <changeSet id="2" author="ann">
    <createIndex tableName="orders" indexName="orders_customer_id_idx"><column name="customer_id"/></createIndex>
    <addNotNullConstraint tableName="orders" columnName="state" columnDataType="text"/>
    <addForeignKeyConstraint constraintName="orders_customer_id_fkey" baseTableName="orders" baseColumnNames="customer_id"
                             referencedTableName="customers" referencedColumnNames="id"/>
    <modifyDataType tableName="orders" columnName="total" newDataType="bigint"/>
    <renameColumn tableName="customers" oldColumnName="name" newColumnName="full_name" columnDataType="text"/>
  </changeSet>
</databaseChangeLog>
`,
    },
  ],
}

const formatted = (id: number, sql: string): string => `--liquibase formatted sql

--changeset ann:${id}
${sql}
`

export const hazardousRepositories: readonly HazardousRepository[] = [
  { tool: 'rails-7.2', ...rails },
  { tool: 'laravel-10', ...laravel },
  { tool: 'alembic-1.20', ...alembic },
  {
    tool: 'flyway-12',
    folder: 'src/main/resources/db/migration',
    around: [],
    history: [{ path: 'V1__create_shop.sql', text: `${tables}\n` }],
    hazard: [{ path: 'V2__reshape_shop.sql', text: `${hazards}\n` }],
  },
  { tool: 'liquibase-5', ...liquibase },
  {
    tool: 'liquibase-5-sql',
    folder: 'db/changelog',
    around: [],
    history: [{ path: '001-create-shop.sql', text: formatted(1, tables) }],
    hazard: [{ path: '002-reshape-shop.sql', text: formatted(2, hazards) }],
  },
  {
    tool: 'psql',
    folder: 'migrations',
    // Numbered pairs would be taken for those of golang-migrate, which opens a transaction for each.
    around: [
      {
        path: 'lockstep.config.json',
        text: '{ "framework": "sql", "folders": ["migrations"], "naming": { "layout": "pairs" }, "policy": { "maxStall": 60 } }\n',
      },
    ],
    history: [
      { path: '001_create_shop.up.sql', text: `${tables}\n` },
      { path: '001_create_shop.down.sql', text: `${drop}\n` },
    ],
    hazard: [{ path: '002_reshape_shop.up.sql', text: `BEGIN;\n${hazards}\nCOMMIT;\n` }],
  },
  {
    tool: 'golang-migrate',
    folder: 'migrations',
    around: [],
    history: [
      { path: '000001_create_shop.up.sql', text: `${tables}\n` },
      { path: '000001_create_shop.down.sql', text: `${drop}\n` },
    ],
    hazard: [{ path: '000002_reshape_shop.up.sql', text: `${hazards}\n` }],
  },
]
