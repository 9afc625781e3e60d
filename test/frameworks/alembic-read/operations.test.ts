import { describe, expect, it } from 'vitest'
import { described, replayFiles, revisions, said, tableAfter } from './reading.ts'

const users = `
op.create_table(
    "users",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("name", sa.String(80), nullable=False, server_default="x"),
)
`

describe('create_table', () => {
  it('makes a serial of the one integer key, and of no other', () => {
    const table = tableAfter('users', users)
    expect(table?.columns.map(({ name, type, nullable }) => [name, type.native, nullable])).toEqual([
      ['id', 'integer', false],
      ['name', 'character varying(80)', false],
    ])
    expect(table?.columns[0]?.ownedSequence).toEqual({ name: 'users_id_seq' })
    const plain = (column: string): unknown => tableAfter('t', `op.create_table("t", ${column})`)?.columns[0]?.ownedSequence
    expect(plain('sa.Column("id", sa.BigInteger, primary_key=True)')).toEqual({ name: 't_id_seq' })
    expect(plain('sa.Column("id", sa.Integer), sa.PrimaryKeyConstraint("id")')).toEqual({ name: 't_id_seq' })
    expect(plain('sa.Column("id", sa.Integer, primary_key=True, autoincrement=False)')).toBeUndefined()
    expect(plain('sa.Column("id", sa.Integer, primary_key=True, server_default=sa.text("1"))')).toBeUndefined()
    expect(plain('sa.Column("id", sa.Integer, sa.Identity(), primary_key=True)')).toBeUndefined()
    expect(plain('sa.Column("id", sa.Integer, primary_key=True), sa.Column("b", sa.Integer, primary_key=True)')).toBeUndefined()
    expect(
      plain('sa.Column("id", sa.Integer, primary_key=True, autoincrement=True), sa.Column("b", sa.Integer, primary_key=True)'),
    ).toEqual({
      name: 't_id_seq',
    })
  })

  it('takes a foreign key on the key column for no serial', () => {
    const table = tableAfter('t', users, 'op.create_table("t", sa.Column("id", sa.Integer, sa.ForeignKey("users.id"), primary_key=True))')
    expect(table?.columns[0]?.ownedSequence).toBeUndefined()
    expect(table?.constraints.map(({ name }) => name).toSorted()).toEqual(['t_id_fkey', 't_pkey'])
  })

  it('reads every type of SQLAlchemy and its PostgreSQL dialect', () => {
    const native = (type: string): string | undefined =>
      tableAfter('t', `op.create_table("t", sa.Column("c", ${type}))`)?.columns[0]?.type.native
    expect(
      Object.fromEntries(
        [
          'sa.String',
          'sa.Unicode(length=5)',
          'sa.Text()',
          'sa.SmallInteger()',
          'sa.Float()',
          'sa.Float(precision=20)',
          'sa.Double()',
          'sa.Numeric(10, 2)',
          'sa.Numeric(precision=8)',
          'sa.DateTime()',
          'sa.DateTime(timezone=True)',
          'sa.TIMESTAMP(timezone=True)',
          'postgresql.TIMESTAMP(precision=3)',
          'sa.Time()',
          'sa.Date()',
          'sa.Interval()',
          'postgresql.INTERVAL(fields="YEAR TO MONTH")',
          'sa.LargeBinary()',
          'sa.JSON()',
          'postgresql.JSONB(astext_type=sa.Text())',
          'postgresql.UUID(as_uuid=True)',
          'sa.Uuid(native_uuid=False)',
          'postgresql.ARRAY(sa.String(length=3))',
          'sa.ARRAY(sa.Integer, dimensions=2)',
          'postgresql.INET()',
          'postgresql.BIT(length=4)',
          'postgresql.BIT(varying=True)',
          'postgresql.TSVECTOR()',
          'postgresql.DATERANGE()',
          'sa.Enum("a", "bcd", native_enum=False)',
          'sa.Text().with_variant(postgresql.JSONB(), "postgresql")',
          'sa.CHAR(2)',
          'sa.Boolean',
        ].map(type => [type, native(type)]),
      ),
    ).toMatchSnapshot()
  })

  it('writes a text as a literal and text() as it is', () => {
    const columns = tableAfter(
      't',
      `op.create_table(
    "t",
    sa.Column("a", sa.Text(), server_default="now()"),
    sa.Column("b", sa.DateTime(), server_default=sa.text("now()")),
    sa.Column("c", sa.DateTime(), server_default=sa.func.now()),
    sa.Column("d", sa.Boolean(), server_default=sa.false()),
    sa.Column("e", postgresql.JSONB(), server_default="{}"),
    sa.Column("f", sa.Integer(), server_default="5"),
)`,
    )?.columns
    expect(columns?.map(each => each.default?.sql)).toMatchSnapshot()
  })

  it('makes the enums of its columns first, once, unless they are said to be there', () => {
    expect(
      said(`
kind = postgresql.ENUM("a", "b", name="kind", create_type=False)
op.create_table("one", sa.Column("k", sa.Enum("a", "b", name="state")), sa.Column("l", sa.Enum("a", "b", name="state")))
kind.create(op.get_bind(), checkfirst=True)
op.create_table("two", sa.Column("k", kind))
`),
    ).toEqual(['create enum state', 'create table one', 'create enum kind', 'create table two'])
  })

  it('leaves the names of constraints to the server, and makes those of indexes as SQLAlchemy does', () => {
    const table = tableAfter(
      'app.things',
      'op.execute("CREATE SCHEMA app")\n' +
        'op.create_table("things", sa.Column("a", sa.Text, index=True), sa.Column("b", sa.Text, unique=True), sa.Column("c", sa.Text, unique=True, index=True), schema="app")',
    )
    expect(table?.indexes.map(({ name, unique }) => [name, unique])).toEqual([
      ['ix_app_things_a', false],
      ['ix_app_things_c', true],
    ])
    expect(table?.constraints.map(({ name }) => name)).toEqual(['things_b_key'])
  })

  it('says comments, checks, exclusions, generated and identity columns', () => {
    expect(
      tableAfter(
        't',
        `op.create_table(
    "t",
    sa.Column("id", sa.BigInteger(), sa.Identity(always=True, start=10), nullable=False),
    sa.Column("a", sa.Integer(), sa.CheckConstraint("a > 0", name="a_is_positive"), comment="how many"),
    sa.Column("b", sa.Integer(), sa.Computed("a * 2", persisted=True)),
    sa.Column("r", postgresql.INT4RANGE()),
    sa.PrimaryKeyConstraint("id", name="pk_t"),
    postgresql.ExcludeConstraint(("r", "&&"), name="no_overlap", using="gist"),
    sa.CheckConstraint(sa.column("a") < 100, name="a_is_small"),
    comment="things",
)`,
      ),
    ).toMatchSnapshot()
  })
})

describe('alter_column', () => {
  it('sends several statements in the order of Alembic on PostgreSQL', () => {
    const [, replayed] = replayFiles(
      revisions(
        users,
        'op.alter_column("users", "name", new_column_name="title", nullable=True, server_default=None, type_=sa.Text(), comment="t", existing_type=sa.String(80))',
      ),
    )
    expect(described(replayed!.up)).toEqual([
      'change type of users.name to text',
      'drop not null from users.name',
      'drop default of users.name',
      'set comment of column users.name',
      'rename column users.name to title',
    ])
    expect(new Set(replayed!.up.map(({ statement }) => statement)).size).toBe(5)
  })

  it('keeps what it does not mention', () => {
    expect(said(users, 'op.alter_column("users", "name", existing_type=sa.String(80), existing_nullable=False)')).toEqual([])
  })
})

describe('other operations', () => {
  it.each([
    ['op.drop_column("users", "name")', ['drop column users.name']],
    ['op.rename_table("users", "people")', ['rename table users to people']],
    ['op.create_index("i", "users", ["name"], unique=True)', ['create index i on users']],
    ['op.create_index(op.f("i"), "users", [sa.text("lower(name)")], postgresql_using="btree")', ['create index i on users']],
    ['op.create_unique_constraint(None, "users", ["name"])', ['add constraint users.users_name_key']],
    ['op.create_check_constraint("c", "users", "name <> \'\'")', ['add constraint users.c']],
    ['op.create_table_comment("users", "people")', ['set comment of table users']],
    ['op.add_column("users", sa.Column("k", sa.Enum("a", name="not_made")))', ['add column users.k']],
    ['op.drop_table("users")', ['drop table users']],
    ['op.drop_constraint("users_pkey", "users", type_="primary")', ['drop constraint users.users_pkey']],
  ])('%s', (operation, steps) => {
    expect(said(users, operation)).toEqual(steps)
  })

  it('adds a column with its key, its index and its comment as statements of their own', () => {
    expect(
      said(
        users,
        'op.add_column("users", sa.Column("boss", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE"), index=True, comment="who"))',
      ),
    ).toEqual([
      'add column users.boss',
      'add constraint users.users_boss_fkey',
      'create index ix_users_boss on users',
      'set comment of column users.boss',
    ])
  })

  it('does what a batch says, statement by statement', () => {
    expect(
      said(
        users,
        `with op.batch_alter_table("users", schema=None) as batch_op:
    batch_op.add_column(sa.Column("age", sa.Integer()))
    batch_op.create_index("by_age", ["age"], unique=False)
    batch_op.create_foreign_key("self", "users", ["age"], ["id"])
    batch_op.alter_column("name", nullable=True)
    batch_op.drop_constraint("self", type_="foreignkey")`,
      ),
    ).toEqual([
      'add column users.age',
      'create index by_age on users',
      'add constraint users.self',
      'drop not null from users.name',
      'drop constraint users.self',
    ])
  })

  it('inserts literal rows', () => {
    const [, replayed] = replayFiles(
      revisions(
        users,
        `people = sa.table("users", sa.column("id", sa.Integer), sa.column("name", sa.String))
op.bulk_insert(people, [{"id": 1, "name": "it's"}, {"id": 2, "name": None}])
op.execute(people.update().where(people.c.id == 1).values(name="b"))
op.execute(sa.text("DELETE FROM users WHERE id = :id").bindparams(id=2))`,
      ),
    )
    expect(replayed!.up.map(({ step }) => (step.kind === 'execute-sql' ? step.up : step.kind))).toEqual([
      `INSERT INTO "users" ("id", "name") VALUES (1, 'it''s'), (2, NULL)`,
      `UPDATE "users" SET "name" = 'b' WHERE "users"."id" = 1`,
      'DELETE FROM users WHERE id = 2',
    ])
  })

  it('applies a naming convention of the project', () => {
    const options = { namingConvention: { uq: 'uq_%(table_name)s_%(column_0_name)s', ck: 'ck_%(table_name)s_%(constraint_name)s' } }
    const files = revisions(
      users,
      'op.create_unique_constraint(None, "users", ["name"])\nop.create_check_constraint("full", "users", "name <> \'\'")\nop.create_check_constraint(op.f("as_is"), "users", "name <> \'x\'")',
    )
    expect(described(replayFiles(files, options).at(-1)!.up)).toEqual([
      'add constraint users.uq_users_name',
      'add constraint users.ck_users_full',
      'add constraint users.as_is',
    ])
  })
})

describe('transactions', () => {
  it('runs an autocommit block outside of them', () => {
    const [, replayed] = replayFiles(
      revisions(
        users,
        `op.execute("SET lock_timeout = '5s'")
op.drop_column("users", "name")
with op.get_context().autocommit_block():
    op.create_index("i", "users", ["id"], postgresql_concurrently=True)
op.drop_index("i", table_name="users")`,
      ),
    )
    expect(replayed!.up.map(({ block, settings }) => [block.transactional, settings.lockTimeout])).toEqual([
      [true, 5000],
      [false, 5000],
      [true, 5000],
    ])
  })

  it('shares one for all revisions unless the project says otherwise', () => {
    const files = revisions(users)
    expect(replayFiles(files)[0]!.migration.wrapping).toBe('one-for-all')
    expect(replayFiles(files, { transactionPerMigration: true })[0]!.migration.wrapping).toBe('one-each')
  })
})
