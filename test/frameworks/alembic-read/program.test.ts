import { describe, expect, it } from 'vitest'
import { described, readFiles, replayFiles, revisions, said, type Body } from './reading.ts'

const table = 'op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("a", sa.Text))'

/** The program code that stays in the last of some revisions. */
const kept = (...bodies: readonly Body[]) =>
  replayFiles(revisions(...bodies))
    .at(-1)!
    .up.flatMap(({ step, at }) =>
      step.kind === 'run-code' ? [{ reason: step.reason, source: step.up, touches: step.touches, line: at.line }] : [],
    )

describe('what is evaluated', () => {
  it.each([
    [
      'a loop over literals',
      'for name, size in [("b", 5), ("c", 6)]:\n    op.add_column("t", sa.Column(name, sa.String(size)))',
      ['b', 'c'],
    ],
    [
      'a dictionary',
      'for name, type_ in {"b": sa.Text, "c": sa.Integer}.items():\n    op.add_column("t", sa.Column(name, type_()))',
      ['b', 'c'],
    ],
    [
      'comprehensions and unpacking',
      'for c in [sa.Column(n, sa.Text) for n in "bcd" if n != "c"]:\n    op.add_column(*("t", c))',
      ['b', 'd'],
    ],
    [
      'f-strings, % and format',
      'x = "b"\nop.execute(f"ALTER TABLE t ADD COLUMN {x}1 text")\nop.execute("ALTER TABLE t ADD COLUMN %s2 text" % x)\nop.execute("ALTER TABLE t ADD COLUMN {}{n:d} text".format(x, n=3))',
      ['b1', 'b2', 'b3'],
    ],
    ['joined texts', 'op.execute("; ".join("ALTER TABLE t ADD COLUMN " + c + " text" for c in ("b", "c")))', ['b', 'c']],
    [
      'a guard on the dialect',
      'if op.get_bind().dialect.name == "postgresql":\n    op.add_column("t", sa.Column("b", sa.Text))\nelse:\n    op.drop_table("t")',
      ['b'],
    ],
    [
      'a guard that holds',
      'cols = [c["name"] for c in sa.inspect(op.get_bind()).get_columns("t")]\nif "b" not in cols:\n    op.add_column("t", sa.Column("b", sa.Text))',
      ['b'],
    ],
    [
      'while, break and augmented assignment',
      'n = 0\nwhile True:\n    n += 1\n    if n > 2:\n        break\n    op.add_column("t", sa.Column(f"b{n}", sa.Text))',
      ['b1', 'b2'],
    ],
    [
      'try and with',
      'try:\n    with op.get_context().autocommit_block():\n        op.add_column("t", sa.Column("b", sa.Text))\nexcept Exception:\n    raise',
      ['b'],
    ],
  ])('%s', (_, up, columns) => {
    expect(said(table, up)).toEqual(columns.map(column => `add column t.${column}`))
  })

  it.each([
    ['has_table', 'if sa.inspect(op.get_bind()).has_table("t"):\n    op.drop_table("t")', ['drop table t']],
    [
      'an index that is not there',
      'names = {i["name"] for i in sa.inspect(op.get_bind()).get_indexes("t")}\nif "i" in names:\n    op.drop_index("i")',
      [],
    ],
    [
      'offline mode',
      'from alembic import context\nif context.is_offline_mode():\n    raise Exception("no")\nop.drop_table("t")',
      ['drop table t'],
    ],
    ['an early return', 'if op.get_bind().dialect.name != "mysql":\n    return\nop.drop_table("t")', []],
    [
      'logging and printing',
      'import logging\nlogger = logging.getLogger(__name__) if False else logging.getLogger("x")\nlogger.info("a %s", 1)\nprint("b")\nop.drop_table("t")',
      ['drop table t'],
    ],
  ])('a guard: %s', (_, up, steps) => {
    expect(said(table, up)).toEqual(steps)
  })

  it('runs functions of the file where they are called', () => {
    const top = `
NAMES = ("b", "c")


def add(*names, kind=sa.Text, **options):
    for name in names:
        yield_it(name, kind, options)


def yield_it(name, kind, options):
    op.add_column("t", sa.Column(name, kind(), **options))
`
    expect(said(table, { top, up: 'add(*NAMES)\nadd("d", kind=sa.Integer, nullable=False)' })).toEqual([
      'add column t.b',
      'add column t.c',
      'add column t.d',
    ])
  })

  it('runs functions of files beside it, and takes types from the application', () => {
    const files = {
      ...revisions(table, {
        top: 'from .columns import stamp\nfrom app.types import Code',
        up: 'stamp("t")\nop.add_column("t", sa.Column("code", Code(length=9)))',
      }),
      'versions/columns.py':
        'import sqlalchemy as sa\nfrom alembic import op\n\n\ndef stamp(table):\n    op.add_column(table, sa.Column("made_at", sa.DateTime))\n',
    }
    const application: Readonly<Record<string, string>> = {
      'app/types/__init__.py': 'from .codes import *\n',
      'app/types/codes.py':
        'from sqlalchemy import String, TypeDecorator\n\n\nclass Code(TypeDecorator):\n    impl = String\n    cache_ok = True\n',
    }
    const last = replayFiles(files, { readText: path => application[path] }).at(-1)!
    expect(described(last.up)).toEqual(['add column t.made_at', 'add column t.code'])
    expect(last.after.tables.get('t')?.columns.at(-1)?.type.native).toBe('character varying(9)')
  })

  it('reads of the application what is used, however much that imports', () => {
    const many = Array.from({ length: 150 }, (_, n) => `app/part${n}.py`)
    const imports = many.map((_, n) => `from app.part${n} import thing${n}`).join('\n')
    const application: Record<string, string> = {
      ...Object.fromEntries(many.map(path => [path, 'x = 1\n'])),
      'app/models.py': `${imports}\nfrom app.sizes import SIZE\n\nLENGTH = SIZE + 1\n`,
      'app/sizes.py': 'SIZE = 41\n',
    }
    const files = revisions({
      top: 'from app.models import LENGTH',
      up: 'op.create_table("t", sa.Column("a", sa.String(LENGTH)))',
    })
    const [replayed] = replayFiles(files, { readText: path => application[path] })
    expect(replayed!.after.tables.get('t')?.columns[0]?.type.native).toBe('character varying(42)')
  })

  it('gives upgrade what env.py passes', () => {
    const files = {
      'env.py': `
import os
from alembic import context, op as alembic_op
from testing import Nothing, Something


def tester():
    return Something() if os.environ.get("TESTING", "") == "true" else Nothing()


context.run_migrations(op=alembic_op, tables=metadata.tables, tester=tester())
`,
      'testing.py':
        'class Nothing:\n    def fill(self, *args):\n        pass\n\n\nclass Something:\n    def fill(self, table):\n        raise NotImplementedError\n',
      'versions/a.py': `
import sqlalchemy as sa

revision = "a"
down_revision = None


def upgrade(op, tables, tester):
    op.create_table("t", sa.Column("a", sa.Text))
    op.bulk_insert(tables.t, [{"a": "x"}])
    tester.fill("t", [])
`,
    }
    expect(described(replayFiles(files)[0]!.up)).toEqual(['create table t', `run INSERT INTO "t" ("a") VALUES ('x')`])
  })
})

describe('what is not', () => {
  it('keeps a statement whole, in its place, with the tables it names', () => {
    const top = `
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session

Base = declarative_base()


class Thing(Base):
    __tablename__ = "t"
    id = sa.Column(sa.Integer, primary_key=True)
`
    const up = `op.add_column("t", sa.Column("b", sa.Text))
session = Session(bind=op.get_bind())
for thing in session.query(Thing).all():
    thing.b = thing.a
session.commit()
op.alter_column("t", "b", nullable=False)`
    expect(said(table, { top, up })).toEqual(['add column t.b', 'run Python code (asks a session for query)', 'set not null on t.b'])
    expect(kept(table, { top, up })).toEqual([
      {
        reason: 'asks a session for query',
        source: 'for thing in session.query(Thing).all():\n        thing.b = thing.a',
        touches: ['t'],
        line: 22,
      },
    ])
  })

  it('says which tables a loop over rows touches, by its SQL', () => {
    const up = `rows = op.get_bind().execute(sa.text("SELECT id FROM t"))
for row in rows:
    op.get_bind().execute(sa.text("UPDATE t SET a = :a WHERE id = :id"), {"id": row.id, "a": compute(row)})`
    expect(kept(table, { top: 'def compute(row):\n    return str(row)', up }).map(({ touches }) => touches)).toEqual([[]])
    expect(kept(table, up.replace('compute(row)', '"x"')).map(({ touches }) => touches)).toEqual([['t']])
  })

  it.each([
    ['a call of the application', 'from app.jobs import refill\nrefill("t")', 'calls app.jobs.refill'],
    ['a type of the application', 'from app.types import Money\nop.add_column("t", sa.Column("b", Money()))', 'calls app.types.Money'],
    [
      'a condition on data',
      'if op.get_bind().execute(sa.text("SELECT 1")).scalar():\n    op.drop_table("t")',
      'depends on data: asks the database',
    ],
    ['a name that is not there', 'op.drop_table(nobody)', 'nobody is not defined'],
    [
      'a constraint without a name',
      'op.drop_constraint(None, "t", type_="unique")',
      'drops a constraint without a name, which Alembic refuses',
    ],
    ['an operation of a plug-in', 'op.create_hypertable("t")', 'calls op.create_hypertable, which is no operation of Alembic itself'],
    ['an error', 'raise RuntimeError("no")', 'raises RuntimeError'],
    ['a function without end', 'def f(n):\n    f(n + 1)\nf(0)', 'calls f in itself'],
    ['a loop without end', 'n = 0\nwhile True:\n    n += 1', 'takes too long to follow'],
  ])('%s', (_, up, reason) => {
    expect(kept(table, up).map(each => each.reason)).toEqual([reason])
  })
})

describe('ways back', () => {
  it.each([
    ['pass', 'empty'],
    ['"""Nothing to undo."""', 'empty'],
    ['raise NotImplementedError', 'irreversible'],
    ['op.drop_table("t")', undefined],
  ])('%s', (down, noDown) => {
    const [migration] = readFiles(revisions({ up: table, down })).migrations
    expect(migration?.noDown).toBe(noDown)
    expect(migration?.down === undefined).toBe(noDown !== undefined)
  })

  it('is missing where there is no function', () => {
    expect(readFiles({ 'a.py': 'revision = "a"\ndown_revision = None\n\n\ndef upgrade():\n    pass\n' }).migrations[0]?.noDown).toBe(
      'missing',
    )
  })
})
