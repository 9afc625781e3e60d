import { describe, expect, it } from 'vitest'
import { readFiles } from './reading.ts'

/** `b: a, c` is a revision b that follows a and c; `@name` labels it, `+d` depends on d. */
const history = (...lines: readonly string[]) =>
  readFiles(
    Object.fromEntries(
      lines.map((line, n) => {
        const [id = '', rest = ''] = line.split(':')
        const words = rest.split(/[\s,]+/).filter(word => word !== '')
        const of = (mark: string): string[] =>
          words.filter(word => word.startsWith(mark)).map(word => JSON.stringify(word.slice(mark.length)))
        const parents = words.filter(word => /^\w/.test(word)).map(word => JSON.stringify(word))
        const text = `revision: str = ${JSON.stringify(id)}\ndown_revision = ${parents.length === 0 ? 'None' : parents.length === 1 ? parents[0] : `(${parents.join(', ')})`}\nbranch_labels = (${of('@').join(', ')}${of('@').length === 1 ? ',' : ''})\ndepends_on = [${of('+').join(', ')}]\n\n\ndef upgrade():\n    pass\n`
        return [`versions/${String(n).padStart(3, '0')}_${id}_x.py`, text]
      }),
    ),
  )

const order = (...lines: readonly string[]): string =>
  history(...lines)
    .migrations.map(({ id }) => id)
    .join(' ')

describe('the order of revisions', () => {
  it('is that of the graph, whatever the files are called', () => {
    expect(order('c: b', 'a:', 'b: a')).toBe('a b c')
  })

  // Compared with `alembic upgrade heads` by the history that the conformance suite runs.
  it('goes branch by branch, and puts what others need before them', () => {
    expect(order('a:', 'b1: a', 'b2: b1', 'c1: a', 'c2: c1', 'm: b2, c2')).toBe('a c1 c2 b1 b2 m')
    expect(order('a:', 'b: a', 'x: @other', 'y: x +b')).toBe('a b x y')
    expect(order('a:', 'b: a +other', 'x: @other')).toBe('x a b')
  })

  it('says what is missing, circular, or there twice, and reads the rest', () => {
    const { migrations, diagnostics } = history('a:', 'b: gone', 'c: d', 'd: c', 'a: b')
    expect(migrations.map(({ id }) => id).toSorted()).toEqual(['a', 'b', 'c', 'd'])
    expect(diagnostics.map(({ code, span }) => `${code} ${span?.file}`).toSorted()).toEqual([
      'missing-revision versions/001_b_x.py',
      'revisions-in-a-circle versions/002_c_x.py',
      'revisions-in-a-circle versions/003_d_x.py',
      'same-revision versions/004_a_x.py',
    ])
  })

  it('orders thousands in proportion', () => {
    const lines = Array.from({ length: 3000 }, (_, n) => `r${n}:${n === 0 ? '' : ` r${n - 1}`}`)
    expect(order(...lines).split(' ')).toEqual(lines.map(line => line.split(':')[0]))
  })

  it('knows revisions by their variables, and calls them by their files', () => {
    const files = {
      '2024-01-02-1034_add_the_name.py': 'import os\nrevision = "abc" + "def"\ndown_revision = None\n',
      'env.py': 'print("not a revision")\n',
      'abc_.py': '"""Say more of it.\n\nRevision ID: x\n"""\nrevision = "abc"\ndown_revision = "abcdef"\n',
    }
    expect(readFiles(files).migrations.map(({ id, name, file, after }) => [id, name, file, after])).toEqual([
      ['abcdef', 'add_the_name', '2024-01-02-1034_add_the_name.py', []],
      ['abc', 'say_more_of_it', 'abc_.py', ['abcdef']],
    ])
  })
})
