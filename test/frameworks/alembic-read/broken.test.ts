import { readdirSync, readFileSync } from 'node:fs'
import { emptySchema } from '../../../src/model/schema.ts'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { described, readFiles, replayFiles } from './reading.ts'

const file = (body: string): string =>
  `import sqlalchemy as sa\nfrom alembic import op\n\nrevision = "a"\ndown_revision = None\n\n\n${body}\n`

describe('files that are not Python 3', () => {
  it.each([
    [
      'a print statement',
      'def upgrade():\n    op.execute("CREATE TABLE a (b int)")\n    print "done", 1\n    op.execute("CREATE TABLE c (d int)")',
      'print "done", 1',
    ],
    [
      'a print over several lines',
      'def upgrade():\n    op.execute("CREATE TABLE a (b int)")\n    print ("x" +\n           "y"), 2, "z" "w" 3\n    op.execute("CREATE TABLE c (d int)")',
      'print ("x" +\n           "y"), 2, "z" "w" 3',
    ],
    [
      'a sign that begins no word',
      'def upgrade():\n    op.execute("CREATE TABLE a (b int)")\n    text = `a` # print\n    op.execute("CREATE TABLE c (d int)")',
      undefined,
    ],
    [
      'a text that is not closed',
      'def upgrade():\n    op.execute("CREATE TABLE a (b int)")\n    text = "print\n    op.execute("CREATE TABLE c (d int)")',
      'text = "print',
    ],
    [
      'an old except',
      'def upgrade():\n    try:\n        op.execute("CREATE TABLE a (b int)")\n    except ValueError, e:\n        pass\n    op.execute("CREATE TABLE c (d int)")',
      undefined,
    ],
    [
      'a bracket that is left open',
      'def upgrade():\n    op.execute("CREATE TABLE a (b int)")\n    op.execute("CREATE TABLE c (d int)")\n\n\ndef downgrade():\n    op.execute("x"',
      undefined,
    ],
  ])('%s is passed over alone', (_, body, source) => {
    const text = file(body)
    const [replayed] = replayFiles({ 'a.py': text })
    expect(described(replayed!.up).filter(step => step.startsWith('create'))).toEqual(['create table a', 'create table c'])
    if (source !== undefined) {
      const code = replayed!.up.find(({ step }) => step.kind === 'run-code')
      expect(code?.step).toMatchObject({ up: source, language: 'python' })
      expect(code?.at.line).toBe(text.slice(0, text.indexOf('print')).split('\n').length)
    }
    const [said] = readFiles({ 'a.py': text }).diagnostics
    expect(said).toMatchObject({ code: 'unreadable-statement', severity: 'warning' })
    expect(said?.span?.file).toBe('a.py')
  })

  it('keeps what is no program at all in one piece, in its place, and reads the rest', () => {
    const noise = Array.from({ length: 60 }, (_, n) => `${n} not a program ${n}`).join('\n')
    const files = {
      'a.py': file('def upgrade():\n    op.execute("CREATE TABLE a (b int)")'),
      'b.py': `revision = "b"\ndown_revision = (\n    "a"\n)\n${noise}\n`,
      'c.py': noise,
    }
    const history = readFiles(files)
    expect(history.diagnostics.map(({ code, severity, span }) => [code, severity, span?.file])).toEqual([
      ['unreadable-file', 'error', 'b.py'],
      ['unreadable-file', 'error', 'c.py'],
    ])
    expect(replayFiles(files).map(({ migration, up }) => [migration.id, described(up)])).toEqual([
      ['a', ['create table a']],
      ['b', ['run Python code (cannot be read: invalid syntax)']],
    ])
  })

  it('has places in UTF-16 units after letters of any width', () => {
    const text = file('def upgrade():\n    x = "é😀"; op.execute("CREATE TABLE a (b int)")')
    const [replayed] = replayFiles({ 'a.py': text })
    const line = text.split('\n').findIndex(each => each.includes('CREATE')) + 1
    expect(replayed!.up[0]!.at).toMatchObject({ line, column: text.split('\n')[line - 1]!.indexOf('CREATE') + 1 })
  })
})

const folder = join(import.meta.dirname, 'history')
const corpus = readdirSync(folder).map(name => readFileSync(join(folder, name), 'utf8'))

describe('any text', () => {
  const cut = fc.record({
    text: fc.constantFrom(...corpus),
    from: fc.nat(),
    length: fc.nat(60),
    put: fc.constantFrom(
      '',
      '(',
      ')',
      '"',
      "'''",
      ':',
      '\n',
      '    ',
      'print x',
      'op.',
      '\\',
      '\u0000',
      '😀',
      '%s',
      'None',
      '*',
      'lambda: ',
      'yield ',
      ' = ',
    ),
  })

  it('never throws and says places that are there', () => {
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 3 }), mutations => {
        const files = Object.fromEntries(
          mutations.map(({ text, from, length, put }, n) => {
            const at = from % text.length
            return [`r${n}.py`, text.slice(0, at) + put + text.slice(at + length)]
          }),
        )
        const history = readFiles(files)
        const replayed = replayFiles(files)
        for (const { span } of [...history.diagnostics, ...replayed.flatMap(({ diagnostics }) => diagnostics)]) {
          if (span === undefined) continue
          const lines = files[span.file]!.split('\n').length
          expect(span.line).toBeGreaterThanOrEqual(1)
          expect(span.line).toBeLessThanOrEqual(lines)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('takes a file of seven thousand lines in proportion', () => {
    const lines = (count: number): string =>
      file(
        `def upgrade():\n${Array.from({ length: count }, (_, n) => `    op.add_column("t", sa.Column("c${n}", sa.Text(), nullable=False))`).join('\n')}`,
      )
    const [small, large] = [700, 7000].map(count => readFiles({ 'a.py': lines(count) }))
    expect(small!.migrations).toHaveLength(1)
    expect(large!.migrations[0]!.at.endLine).toBe(7009)
    const statements: string[] = []
    const to = { schema: () => emptySchema, sql: (sql: string) => statements.push(sql) }
    large!.migrations[0]!.up(to as never)
    expect(statements).toHaveLength(7000)
  })
})
