import { parseXml, XmlElement, type XmlNode } from '@rgrove/parse-xml'
import { loadModule, parseSync } from 'libpg-query'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { liquibase } from '../../src/frameworks/liquibase/index.ts'
import { commentsIn, emit, engine, hostile, hostileTexts, refusals, shapes, show } from './sample.ts'
import { wordUnits } from './words.ts'

beforeAll(() => loadModule())

type Data = { readonly databaseChangeLog: readonly Readonly<Record<string, Record<string, unknown>>>[] }

const descendants = (node: XmlNode): readonly XmlElement[] =>
  node instanceof XmlElement ? [node, ...node.children.flatMap(descendants)] : []
const dollars = (text: string): string => text.replaceAll('${lockstep.dollar}', '$')

/** Every SQL text of a changelog, up and back, as Liquibase would send it. */
const sqlIn: Readonly<Record<string, (content: string) => readonly string[]>> = {
  xml: content =>
    descendants(parseXml(content).root!)
      .filter(({ name }) => name === 'sql')
      .map(({ text }) => dollars(text.trim())),
  yaml: content => sqlInData(parse(content, { version: '1.1' }) as Data),
  json: content => sqlInData(JSON.parse(content) as Data),
  sql: content => {
    const body = content.slice(content.indexOf('\n', content.indexOf('--comment ')) + 1)
    const [back, up] = [true, false].map(isBack =>
      body
        .split('\n')
        .filter(line => line.startsWith('--rollback ') === isBack)
        .map(line => line.replace(/^--rollback /, ''))
        .join('\n'),
    )
    return [up!, back!]
      .flatMap(text => text.split(/^\/$/m))
      .map(text => dollars(text.trim()))
      .filter(text => text !== '' && text !== 'empty')
  },
}

const sqlInData = ({ databaseChangeLog }: Data): readonly string[] =>
  databaseChangeLog
    .flatMap(({ changeSet }) => [
      ...((changeSet?.['changes'] as object[] | undefined) ?? []),
      ...((changeSet?.['rollback'] as object[] | undefined) ?? []),
    ])
    .flatMap(change => ('sql' in change ? [dollars((change.sql as { sql: string }).sql)] : []))

describe.each(['xml', 'yaml', 'json', 'sql'])('Liquibase as %s', layout => {
  test('is well formed, holds valid SQL, and is the same each time', () => {
    const files = emit(liquibase, shapes, { layout })
    for (const { name, content } of files)
      for (const sql of sqlIn[layout]!(content)) expect(() => parseSync(sql), `${name}: ${sql}`).not.toThrow()
    expect(files).toEqual(emit(liquibase, shapes, { layout }))
    expect(show(files)).toMatchSnapshot()
  })

  test.each(hostileTexts)('keeps the text %j', text => {
    for (const { content } of emit(liquibase, [hostile(text)], { layout })) {
      expect(sqlIn[layout]!(content).flatMap(commentsIn)).toEqual([text, text])
      expect(content.includes('lockstep.dollar')).toBe(text.includes('${'))
    }
  })
})

test.each(['yaml', 'json'])('%s says the same as XML', async layout => {
  const units = await wordUnits()
  const texts = (one: string): readonly string[] => emit(liquibase, units, { layout: one }).flatMap(({ content }) => sqlIn[one]!(content))
  expect(texts(layout)).toEqual(texts('xml'))
})

describe('Liquibase', () => {
  test('gets its own words', async () => {
    const files = emit(liquibase, await wordUnits())
    expect(
      show(
        files.map(file => ({
          ...file,
          content: /  <changeSet[^]*<\/changeSet>/.exec(file.content)![0].replace(/<sql [^]*<\/sql>/g, '<sql/>'),
        })),
      ),
    ).toMatchSnapshot()
  })

  test('has a rollback in every changeSet', () => {
    for (const { content } of emit(liquibase, shapes)) expect(content).toMatch(/<rollback>\n {6}<(sql|empty)/)
    for (const { content } of emit(liquibase, shapes, { layout: 'sql' })) expect(content).toMatch(/^--rollback ./m)
  })

  test('passes over what a crash has left done', () => {
    const [first] = emit(liquibase, shapes)
    expect(first!.content).toContain(
      '<preConditions onFail="MARK_RAN">\n      <not>\n        <columnExists tableName="users" columnName="full_name"/>',
    )
  })

  test('takes the author, contexts and labels of the team', () => {
    for (const layout of ['xml', 'yaml', 'json', 'sql']) {
      const [{ content } = { content: '' }] = emit(liquibase, shapes, { layout, author: 'Jo "x" <jo>', contexts: 'a & b', labels: 'c' })
      expect(content).toContain(layout === 'xml' ? 'author="Jo &quot;x&quot; &lt;jo&gt;" context="a &amp; b" labels="c"' : 'a & b')
    }
  })

  test('does not say in its own words what they would say otherwise', async () => {
    const said = (await wordUnits()).filter(({ up }) => liquibase.isIdiomatic!(up.statements[0]!, {}, engine)).map(({ slug }) => slug)
    expect(said).toMatchSnapshot()
  })

  test('refuses what it cannot hold', () => {
    expect(refusals(liquibase, shapes, { layout: 'groovy' })).toEqual(['unknown-layout'])
    expect(refusals(liquibase, [hostile('a\rb')])).toEqual(['unsupported'])
    expect(refusals(liquibase, [hostile('a\u0001b')])).toEqual(['unsupported'])
    expect(refusals(liquibase, [hostile('a\u0001b')], { layout: 'yaml' })).toEqual([])
    expect(refusals(liquibase, [hostile('a\n--changeset b:c\nd')], { layout: 'sql' })).toEqual(['unsupported'])
    expect(refusals(liquibase, [hostile('a\n--changeset b:c\nd')], { layout: 'xml' })).toEqual([])
  })
})
