import { describe, expect, it } from 'vitest'
import type { Recorded } from '../../../src/history/recorder.ts'
import { described, prepareAndReplay, readFiles, replayFiles } from './reading.ts'

const head = 'from alembic import op\n\nrevision = "x"\ndown_revision = None\n\n\n'
const make = (name: string): string => `op.execute("CREATE TABLE ${name} (i int)")`
const down = '\n\ndef downgrade():\n    op.execute("DROP TABLE c")\n    op.execute("DROP TABLE a")\n'

/** The text between a statement before it and one after it, in `upgrade`. */
const raw = (text: string): string => `${head}def upgrade():\n    ${make('a')}\n${text}\n    ${make('c')}\n${down}`
const body = (text: string): string => raw(text.replace(/^(?=.)/gm, '    '))

/** Tables that are made and dropped, and in brackets the text that is kept as code. */
const seen = (steps: readonly Recorded[] | undefined): string =>
  (steps ?? [])
    .map(recorded => {
      const { step } = recorded
      return step.kind === 'run-code' ? `[${step.up}]` : described([recorded])[0]!.replace('create table ', '+').replace('drop table ', '-')
    })
    .join(' ')

const away = '-c -a'

type Case = readonly [name: string, text: string, up: string, down?: string, lines?: readonly number[]]

/** Name, file, what is read of `upgrade`, what of `downgrade`, and the lines that are said to be no Python 3. */
const cases: readonly Case[] = [
  // Python 2.
  ['print', body('print "x"'), '+a [print "x"] +c'],
  [
    'print between others',
    body(`print "x"\nprint "y"\n${make('b')}\nprint "z"`),
    '+a [print "x"] [print "y"] +b [print "z"] +c',
    away,
    [9, 10, 12],
  ],
  ['print into a file', body('print >>log, "x"'), '+a +c', away, []],
  ['print over lines', body('print "x" + (\n    "y"\n), 2'), '+a [print "x" + (\n        "y"\n    ), 2] +c'],
  ['except A, e', body(`try:\n    ${make('b')}\nexcept ValueError, e:\n    pass`), '+a +b +c', away, [11]],
  ['backticks', body('text = `a`'), '+a [text = `a`] +c'],
  ['<>', body(`if 1 <> 2:\n    ${make('b')}`), `+a [if 1 <> 2:\n        ${make('b')}] +c`],
  ['exec', body('exec "x = 1"'), '+a [exec "x = 1"] +c'],
  ['exec in', body('exec code in names'), '+a [exec code in names] +c'],
  ['0777', body('mode = 0777'), '+a +c', away, []],
  ['10L', body('n = 10L'), '+a [n = 10L] +c'],
  ["ur''", body("text = ur'x'"), "+a [text = ur'x'] +c"],
  ['raise E, "x"', body('if True:\n    raise ValueError, "x"'), '+a [raise ValueError, "x"] +c', away, [10]],
  ['tuple parameters', body('def f(a, (b, c)):\n    return a'), '+a [def f(a, (b, c)):\n        return a] +c'],
  ['tuple parameters of lambda', body('f = lambda (a, b): a'), '+a [f = lambda (a, b): a] +c'],
  ['a tab for eight blanks', raw(`    if True:\n\t${make('b')}`), '+a +b +c', away, []],
  ['tabs among blanks', `${head}def upgrade():\n\t${make('a')}\n        ${make('b')}\n\t${make('c')}\n${down}`, '+a +b +c', away, []],
  ['a list without brackets in a comprehension', body('xs = [x for x in 1, 2]'), '+a [xs = [x for x in 1, 2]] +c'],
  // What no Python takes.
  ['a bracket that is left open', body(`op.execute("CREATE TABLE b (i int)"`), '+a [op.execute("CREATE TABLE b (i int)"] +c'],
  [
    'a bracket that is left open over lines',
    body(`op.create_table("b",\n    sa.Column("i", sa.Integer())`),
    '+a [op.create_table("b",\n        sa.Column("i", sa.Integer())] +c',
  ],
  [
    'an open bracket at the end of a function',
    raw(`    ${make('b')}`).replace('"DROP TABLE a")', '"DROP TABLE a"'),
    '+a +b +c',
    '-c [op.execute("DROP TABLE a"]',
    [15],
  ],
  ['one bracket too many', body(`${make('b')})`), `+a [${make('b')})] +c`],
  ['a statement too deep', raw(`      ${make('b')}`), `+a [${make('b')}] +c`],
  ['a block too deep', raw(`        if True:\n            ${make('b')}`), `+a [if True:\n            ${make('b')}] +c`],
  ['a statement too far out', raw(`  ${make('b')}`), `+a [${make('b')}] +c`],
  [
    'a statement between two blocks',
    body(`if False:\n        ${make('d')}\n    ${make('b')}`).replace(`        ${make('b')}`, `      ${make('b')}`),
    `+a [${make('b')}] +c`,
    away,
    [11],
  ],
  ['a block that is missing', body(`if True:\n${make('b')}`), '+a [if True:] +b +c'],
  ['a first statement too deep', `${head}def upgrade():\n      ${make('a')}\n    ${make('c')}\n${down}`, `+a [${make('c')}]`, away, [9]],
  ['an empty function', `${head}def upgrade():\n\n${down}`, '[def upgrade():]', away, [7]],
  ['a function of comments', `${head}def upgrade():\n    # nothing\n${down}`, '[def upgrade():]', away, [7]],
  [
    'a conflict of two branches',
    raw(`<<<<<<< HEAD\n    ${make('b')}\n=======\n    ${make('d')}\n>>>>>>> other`),
    '+a [<<<<<<< HEAD] +b [=======] +d [>>>>>>> other] +c',
    away,
    [9, 11, 13],
  ],
  [
    'a conflict that shows its base',
    raw(`<<<<<<< HEAD\n    ${make('b')}\n||||||| 1f0\n=======\n    ${make('d')}\n>>>>>>> other`),
    '+a [<<<<<<< HEAD] +b [||||||| 1f0] [=======] +d [>>>>>>> other] +c',
    away,
    [9, 11, 12, 14],
  ],
  [
    'a conflict at the start of a function',
    `${head}def upgrade():\n<<<<<<< HEAD\n    ${make('a')}\n=======\n    ${make('c')}\n>>>>>>> other\n${down}`,
    '[<<<<<<< HEAD] +a [=======] +c [>>>>>>> other]',
    away,
    [8, 10, 12],
  ],
  [
    'a conflict outside of functions',
    `${head}<<<<<<< HEAD\nX = 1\n=======\nX = 2\n>>>>>>> other\n\n\ndef upgrade():\n    ${make('a')}\n${down}`,
    '+a',
    away,
    [7, 9, 11],
  ],
  ['a text that is not closed', body('text = "x'), '+a [text = "x] +c'],
  [
    'a long text that is not closed',
    `${head}def upgrade():\n    ${make('a')}\n    op.execute("""CREATE\n${down}`,
    '+a [op.execute("""CREATE]',
    away,
    [9],
  ],
  ['a header without a colon', body(`if True\n    ${make('b')}`), `+a [if True\n        ${make('b')}] +c`],
  ['a function without a colon', raw(`    ${make('b')}`).replace('upgrade():', 'upgrade()'), '+a +b +c', away, [7]],
  ['a comma that is missing', body('op.create_table("b" sa.Column("i"))'), '+a [op.create_table("b" sa.Column("i"))] +c'],
  ['half an assignment', body('x ='), '+a [x =] +c'],
  ['a stray word', body('op execute("x")'), '+a [op execute("x")] +c'],
  ['a sign of another language', body('x = $y'), '+a [x = $y] +c'],
  ['an else of nothing', body(`else:\n    ${make('b')}`), `+a [else:\n        ${make('b')}] +c`],
  ['a blank that is none', body(`\u00a0${make('b')}`), `+a [\u00a0${make('b')}] +c`],
  ['a template', raw(`    {% if x %}\n    ${make('b')}\n    {% endif %}`), '+a [{% if x %}] +b [{% endif %}] +c', away, [9, 11]],
  [
    'a file that is cut off',
    `${head}def upgrade():\n    ${make('a')}\n    op.create_table("b",\n        sa.Column("`,
    '+a [op.create_table("b",\n        sa.Column("]',
    '',
    [9],
  ],
]

describe.each(cases.map(([name, text, up, back = away, lines = [9]]) => ({ name, text, up, back, lines })))(
  '$name',
  ({ text, up, back, lines }) => {
    const where = (diagnostics: readonly { readonly code: string; readonly span?: { readonly line: number } }[]) =>
      diagnostics.map(({ code, span }) => [code, span?.line])
    const expected = lines.map(line => ['unreadable-statement', line])

    it('is read around by covering alone', () => {
      const [replayed] = replayFiles({ 'a.py': text })
      expect([seen(replayed!.up), seen(replayed!.down)]).toEqual([up, back])
      expect(where(readFiles({ 'a.py': text }).diagnostics)).toEqual(expected)
    })

    it('is read around with statements told apart first', async () => {
      const { history, replayed } = await prepareAndReplay('a.py', text)
      expect([seen(replayed.up), seen(replayed.down)]).toEqual([up, back])
      expect(where(history.diagnostics)).toEqual(expected)
    })
  },
)

describe('statements told apart first', () => {
  it('let the others on a line be read', async () => {
    const { replayed } = await prepareAndReplay('a.py', body(`${make('b')}; print "é"; ${make('d')}\nfor x in (1, 2): print x`))
    expect(seen(replayed.up)).toBe('+a +b [print "é"] +d [print x] +c')
    const { line, column, endColumn } = replayed.up[2]!.at
    expect([line, column, endColumn]).toEqual([9, 43, 52])
    expect(replayed.up[3]!.at).toMatchObject({ line: 9, column: 66 })
  })

  it('let any number of them be Python 2', async () => {
    const text = body(Array.from({ length: 60 }, (_, n) => `print "${n}"`).join('\n'))
    const { history, replayed } = await prepareAndReplay('a.py', text)
    expect(replayed.up).toHaveLength(62)
    expect(history.diagnostics).toHaveLength(60)
  })
})

it('a function that a statement took in is said to be there', () => {
  const text = `${head}def upgrade():\n    ${make('a')}\n    x = """ $\n${down}    """ ?\n`
  const [replayed] = replayFiles({ 'a.py': text })
  expect(replayed!.migration.noDown).toBeUndefined()
  expect(replayed!.down?.map(({ step }) => step.kind)).toEqual(['run-code'])
  expect(replayed!.down?.[0]?.step).toMatchObject({ up: expect.stringContaining('DROP TABLE c') as string })
})
