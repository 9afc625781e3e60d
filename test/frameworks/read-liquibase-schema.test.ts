import { beforeAll, describe, expect, test } from 'vitest'
import { postgres } from '../../src/engines/postgres/index.ts'
import { liquibase } from '../../src/frameworks/liquibase/index.ts'
import type { FrontEnd } from '../../src/frameworks/read.ts'
import { replay, type Replayed } from '../../src/history/replay.ts'
import type { Engine } from '../../src/steps/engine.ts'
import { codes, files } from './played.ts'

let engine: Engine
let frontEnd: FrontEnd
beforeAll(async () => {
  engine = await postgres({ engine: 'postgres', major: 18, minor: 4 })
  frontEnd = await liquibase.frontEnd!()
})

const run = (...sets: readonly string[]): readonly Replayed[] =>
  replay(
    frontEnd.read(
      files({
        'a.xml': `<databaseChangeLog>${sets.map((body, n) => `<changeSet id="${n}" author="ann"${body.startsWith(' ') ? body : `>${body}`}</changeSet>`).join('\n')}</databaseChangeLog>`,
      }),
      {},
    ),
    { engine },
  )

const users = `<createTable tableName="users"><column name="id" type="int"><constraints primaryKey="true"/></column><column name="org" type="int"/>
  <column name="Mixed" type="text"><constraints unique="true" uniqueConstraintName="one_mixed"/></column></createTable>
  <addForeignKeyConstraint baseTableName="users" baseColumnNames="org" referencedTableName="users" referencedColumnNames="id" constraintName="boss"/>
  <createIndex tableName="users" indexName="by_org"><column name="org"/></createIndex>
  <createSequence sequenceName="numbers"/><createView viewName="seen">SELECT id FROM users</createView>`

const mark = (condition: string): string =>
  `<preConditions onFail="MARK_RAN">${condition}</preConditions><addColumn tableName="users"><column name="added" type="int"/></addColumn>`

describe('preconditions are asked of the schema as it stands', () => {
  test.each([
    ['<tableExists tableName="users"/>', true],
    ['<tableExists tableName="USERS"/>', true],
    ['<tableExists tableName="nowhere"/>', false],
    ['<not><tableExists tableName="nowhere"/></not>', true],
    ['<columnExists tableName="users" columnName="org"/>', true],
    ['<columnExists tableName="users" columnName="Mixed"/>', true],
    ['<columnExists tableName="users" columnName="mixed"/>', false],
    ['<columnExists tableName="nowhere" columnName="org"/>', false],
    ['<indexExists indexName="by_org"/>', true],
    ['<indexExists tableName="users" indexName="one_mixed"/>', true],
    ['<indexExists tableName="users" columnNames="org"/>', true],
    ['<indexExists tableName="users" columnNames="org, id"/>', false],
    ['<primaryKeyExists tableName="users"/>', true],
    ['<primaryKeyExists primaryKeyName="other"/>', false],
    ['<uniqueConstraintExists tableName="users" constraintName="one_mixed"/>', true],
    ['<uniqueConstraintExists tableName="users" columnNames="org"/>', false],
    ['<foreignKeyConstraintExists foreignKeyTableName="users" foreignKeyName="boss"/>', true],
    ['<foreignKeyConstraintExists foreignKeyName="other"/>', false],
    ['<sequenceExists sequenceName="numbers"/>', true],
    ['<viewExists viewName="seen"/>', true],
    ['<viewExists viewName="users"/>', false],
    ['<dbms type="postgresql"/>', true],
    ['<dbms type="mysql, oracle"/>', false],
    ['<or><dbms type="mysql"/><tableExists tableName="users"/></or>', true],
    ['<and><dbms type="postgresql"/><tableExists tableName="nowhere"/></and>', false],
    ['<changeSetExecuted id="0" author="ann" changeLogFile="a.xml"/>', true],
    ['<changeSetExecuted id="7" author="ann" changeLogFile="a.xml"/>', false],
    ['<changeLogPropertyDefined property="x"/>', false],
  ])('%s: %s', (condition, holds) => {
    const [, second] = run(users, mark(condition))
    expect(second!.up.map(({ step }) => step.kind)).toEqual(holds ? ['add-column'] : [])
    expect(codes(second!.diagnostics)).toEqual(holds ? [] : ['precondition-fails', 'takes-back-what-never-ran'])
  })

  test.each([
    '<sqlCheck expectedResult="0">SELECT 1</sqlCheck>',
    '<customPrecondition className="x.Y"/>',
    '<rowCount tableName="users" expectedRows="0"/>',
  ])('%s cannot be known: the changes are taken, with a note', condition => {
    const [, second] = run(users, mark(condition))
    expect(second!.up.map(({ step }) => step.kind)).toEqual(['add-column'])
    expect(codes(second!.diagnostics)).toEqual(['unknown-precondition'])
  })

  test('behind code that may have done anything they are judged by the change sets, with a note', () => {
    const code = '<customChange class="x.Y"/>'
    const after = (condition: string): Replayed => run(users, code, mark(condition))[2]!
    const absent = '<columnExists tableName="users" columnName="late"/>'
    expect(after(absent).up).toEqual([])
    expect(after(`<not>${absent}</not>`).up).toHaveLength(1)
    for (const condition of [absent, `<not>${absent}</not>`]) expect(codes(after(condition).diagnostics)).toContain('unknown-precondition')
    // What is there is there.
    expect(codes(after('<tableExists tableName="users"/>').diagnostics)).toEqual([])
  })

  test('before anything is known the changes are taken', () => {
    const [first] = run(mark('<columnExists tableName="users" columnName="late"/>'))
    expect(first!.up).toHaveLength(1)
    expect(codes(first!.diagnostics)).toContain('unknown-precondition')
  })

  test('those that stop a run are told of, and the changes are taken; those that warn are not', () => {
    const failing = (onFail: string): string => mark('<tableExists tableName="nowhere"/>').replace('MARK_RAN', onFail)
    expect(codes(run(users, failing('HALT'))[1]!.diagnostics)).toEqual(['precondition-halts'])
    expect(codes(run(users, failing('WARN'))[1]!.diagnostics)).toEqual([])
    expect(run(users, failing('CONTINUE'))[1]!.up).toEqual([])
  })
})

describe('what changes do on PostgreSQL', () => {
  const kinds = (replayed: Replayed): readonly string[] => replayed.up.map(({ step }) => step.kind)

  test('constraints that are not named are found', () => {
    const [, second] = run(users, '<dropPrimaryKey tableName="users"/>')
    expect(second!.up[0]!.step).toMatchObject({ kind: 'drop-constraint', constraint: { name: 'users_pkey', columns: ['id'] } })
    const [, keys] = run(users, '<dropAllForeignKeyConstraints baseTableName="users"/>')
    expect(keys!.up[0]!.step).toMatchObject({ kind: 'drop-constraint', constraint: { name: 'boss' } })
    const [, unique] = run(users, '<dropUniqueConstraint tableName="users" uniqueColumns="Mixed"/>')
    expect(unique!.up[0]!.step).toMatchObject({ kind: 'drop-constraint', constraint: { name: 'one_mixed' } })
    expect(codes(unique!.diagnostics)).toEqual(['fails-in-liquibase'])
  })

  test('a truth value that is misspelled is false to Liquibase', () => {
    const [, second] = run(
      users,
      '<insert tableName="users"><column name="id" valueBoolean="falsee"/><column name="org" valueBoolean="TRUE"/></insert>',
    )
    expect(second!.up[0]!.text).toBe('INSERT INTO users (id, org) VALUES (FALSE, TRUE)')
  })

  test('modifySql edits the statements of its database, and the way back only where it says so', () => {
    const [, second] = run(
      users,
      `<createIndex tableName="users" indexName="some"><column name="id"/></createIndex>
       <modifySql dbms="postgresql"><append value=" WHERE org > 0"/><replace replace="INDEX" with="INDEX CONCURRENTLY"/></modifySql><modifySql dbms="mysql"><prepend value="NONSENSE"/></modifySql>`,
    )
    expect(second!.up[0]!.step).toMatchObject({ kind: 'create-index', online: true, index: { name: 'some', where: 'org > 0' } })
    expect(second!.down![0]!.step).toMatchObject({ kind: 'drop-index' })
  })

  test('outside a transaction each statement stands alone, but a text that is sent whole has one of its own', () => {
    const [alone, whole] = run(
      ' runInTransaction="false"><sql>SELECT 1; SELECT 2</sql>',
      ' runInTransaction="false"><sql splitStatements="false">SELECT 1; SELECT 2</sql>',
    )
    expect(alone!.up.map(({ block }) => block.transactional)).toEqual([false, false])
    expect(whole!.up.map(({ block }) => block.transactional)).toEqual([true, true])
    expect(new Set(whole!.up.map(({ block }) => block.id)).size).toBe(1)
  })

  test('code and unknown changes are kept whole, with what they may touch', () => {
    const [first, second, third, fourth] = run(
      '<customChange class="com.x.Fill"><param name="a" value="b"/></customChange>',
      '<executeCommand executable="sh"/>',
      '<ext:partition xmlns:ext="x" tableName="Users" by="id"/>',
      '<loadData tableName="users" file="u.csv"/>',
    )
    expect(first!.up[0]!.step).toMatchObject({
      kind: 'run-code',
      reason: 'runs the Java class com.x.Fill',
      up: '<customChange class="com.x.Fill"><param name="a" value="b"/></customChange>',
      touches: [],
    })
    expect(second!.up[0]!.step).toMatchObject({ reason: 'runs the command sh' })
    expect(third!.up[0]!.step).toMatchObject({ reason: "partition is no change of Liquibase's own", touches: ['Users'] })
    expect(fourth!.up[0]!.step).toMatchObject({ reason: 'loads rows of u.csv, which is not there', touches: ['users'] })
    expect([first, second, third, fourth].map(each => each!.migration.noDown)).toEqual(['missing', 'missing', 'missing', 'missing'])
  })

  test('what Liquibase leaves out is told of', () => {
    const [first, second] = run(
      '<createTable tableName="t"><column name="a" type="int"><constraints checkConstraint="a > 0"/></column></createTable>',
      '<createIndex tableName="t" indexName="i" associatedWith="foreignKey"><column name="a"/></createIndex>',
    )
    expect(kinds(first!)).toEqual(['create-table'])
    expect(kinds(second!)).toEqual([])
    expect([first, second].map(each => codes(each!.diagnostics))).toEqual([['ignored-by-liquibase'], ['ignored-by-liquibase']])
  })

  test('a change set that is run again when it changes is repeatable; one that may fail is noted', () => {
    const [first, second, third] = run(
      ' runOnChange="true"><sql>SELECT 1</sql>',
      ' runAlways="true"><sql>SELECT 1</sql>',
      ' failOnError="false"><sql>SELECT 1</sql>',
    )
    expect([first, second, third].map(each => each!.migration.repeatable)).toEqual([true, true, undefined])
    expect(codes(third!.diagnostics)).toEqual(['may-fail'])
  })
})
