import { format } from '@wasm-fmt/ruff_fmt'
import { parse } from 'py-ast'
import { describe, expect, test } from 'vitest'
import { alembic } from '../../src/frameworks/alembic/index.ts'
import { escapeBinds } from '../../src/frameworks/alembic/python.ts'
import { emit, engine, hostile, hostileTexts, refusals, shapes, show } from './sample.ts'
import { wordUnits } from './words.ts'

const isPython = (name: string, content: string): void => {
  expect(() => parse(content), name).not.toThrow()
  expect(format(content, name), name).toBe(content)
}

describe('Alembic', () => {
  test('gets valid Python as ruff lays it out, and the same each time', () => {
    const files = emit(alembic, shapes, { after: 'ae1027a6acf' })
    for (const { name, content } of files) isPython(name, content)
    expect(files).toEqual(emit(alembic, shapes, { after: 'ae1027a6acf' }))
    expect(show(files)).toMatchSnapshot()
  })

  test.each(['1.8', '1.20'])('gets its own words as ruff lays them out (%s)', async version => {
    const files = emit(alembic, await wordUnits(), { version })
    for (const { name, content } of files) isPython(name, content)
    expect(
      show(files.map(({ name, content, ...rest }) => ({ ...rest, name, content: /^def upgrade[^]*?\n\n\n/m.exec(content)![0] }))),
    ).toMatchSnapshot()
  })

  test('says in its own words what it can say exactly', async () => {
    const units = await wordUnits()
    const said = units.filter(({ up }) => alembic.isIdiomatic!(up.statements[0]!, {}, engine)).map(({ slug }) => slug)
    expect(units.map(({ slug }) => slug).filter(slug => !said.includes(slug))).toMatchInlineSnapshot(`
      [
        "step_15_create_enum",
        "step_16_add_column",
        "step_18_alter_column_type",
        "step_26_create_index",
        "step_31_rename_index",
        "step_32_add_constraint",
        "step_35_validate_constraint",
        "step_37_validate_constraint",
      ]
    `)
  })

  test.each(hostileTexts)('keeps the text %j', text => {
    for (const { name, content } of emit(alembic, [hostile(text)])) isPython(name, content)
  })

  test('follows the head it is given, and then its own', () => {
    const files = emit(alembic, shapes, { after: 'ae1027a6acf' })
    const [first, second] = files.map(({ content }) => /^down_revision = (.*)$/m.exec(content)![1])
    expect([first, second]).toEqual(['"ae1027a6acf"', `"${files[0]!.unit}"`])
    expect(emit(alembic, shapes)[0]!.content).toContain('\ndown_revision = None\n')
    expect(refusals(alembic, shapes, { after: 'ae1027a6acf, 27c6a30d7c24' })).toEqual(['several-heads'])
  })
})

describe('colons', () => {
  /** What SQLAlchemy's compiler does to a text (sqlalchemy/sql/compiler.py, BIND_PARAMS and BIND_PARAMS_ESC). */
  const compiled = (text: string): string =>
    text.replace(/(?<![:\w$\\]):([\w$]+)(?![:\w$])/g, '<bind $1>').replace(/\\(:[\w$]*)(?![:\w$])/g, '$1')

  test.each([...hostileTexts, String.raw`\:x \\:y \::z`, 'a:b :c:d ::e :f', `':x'::text`, '[1:n] [ :n]', ':', '\\:'])(
    'survive SQLAlchemy in %j',
    text => {
      expect(compiled(escapeBinds(text))).toBe(text)
    },
  )
})

test('the way back takes an object as gone already where this Alembic can say so, else in SQL', () => {
  const down = (version: string): string => emit(alembic, shapes.slice(0, 1), { version })[0]!.content.split('def downgrade')[1]!
  expect(down('1.16')).toContain('op.drop_column("users", "full_name", if_exists=True)')
  expect(down('1.15')).toContain('op.execute("ALTER TABLE users DROP COLUMN full_name")')
})
