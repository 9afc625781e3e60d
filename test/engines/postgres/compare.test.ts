import { Entries } from '../../../src/model/entries.ts'
import { describe, expect, it } from 'vitest'
import { schemaFrom, type WrittenSchema } from '../../../src/model/entry-kinds.ts'
import { emptySchema, type Column, type Schema, type Table } from '../../../src/model/schema.ts'
import { compareSchemas, printDifferences } from '../../../src/engines/postgres/compare.ts'

const id: Column = { name: 'id', type: { kind: 'bigint', native: 'bigint' }, nullable: false }
const name: Column = {
  name: 'full name',
  type: { kind: 'varchar', length: 20, native: 'character varying(20)' },
  nullable: true,
  comment: 'both',
}
const users: Table = {
  name: { name: 'users' },
  columns: [id, name],
  indexes: [{ name: 'by_name', parts: [{ column: 'full name' }, { expression: 'a + b' }], unique: false, valid: true }],
  constraints: [
    { kind: 'primary-key', name: 'users_pkey', columns: ['id'] },
    { kind: 'check', name: 'positive', expression: 'id > 0', validated: true },
  ],
  grants: [
    { grantee: 'app', privileges: ['SELECT'] },
    { grantee: 'app', privileges: ['INSERT'], grantable: true },
  ],
  owner: 'dba',
}
const schemaOf = (...tables: Table[]): Schema => ({
  ...emptySchema,
  tables: Entries.from(tables.map(table => [table.name.name, table])),
})
const differences = (left: Table, right: Table, ...ignore: NonNullable<NonNullable<Parameters<typeof compareSchemas>[2]>['ignore']>) =>
  printDifferences(compareSchemas(schemaOf(left), schemaOf(right), { ignore }))

describe('compareSchemas', () => {
  it('finds nothing between a schema and its copy', () => {
    expect(compareSchemas(schemaOf(users), schemaFrom(JSON.parse(JSON.stringify(schemaOf(users))) as WrittenSchema))).toEqual([])
  })

  it('names what stands on one side only', () => {
    expect(compareSchemas(schemaOf(users), emptySchema)).toEqual([{ path: 'tables.users', left: users, right: undefined }])
    expect(differences(users, { ...users, columns: [id] })).toMatch(/^tables\.users\.columns\["full name"\]: \{.*\} → \(absent\)$/)
  })

  it('reports a changed type once, by its spelling', () => {
    expect(differences(users, { ...users, columns: [{ ...id, type: { kind: 'integer', native: 'integer' } }, name] })).toBe(
      'tables.users.columns.id.type: "bigint" → "integer"',
    )
  })

  it('reports each changed field by its path', () => {
    const changed: Table = {
      ...users,
      columns: [
        { ...id, nullable: true },
        { ...name, comment: 'one' },
      ],
      indexes: [{ name: 'by_name', parts: [{ column: 'full name', order: 'desc' }, { expression: 'a - b' }], unique: false, valid: false }],
    }
    expect(differences(users, changed).split('\n')).toEqual([
      'tables.users.columns["full name"].comment: "both" → "one"',
      'tables.users.columns.id.nullable: false → true',
      'tables.users.indexes.by_name.parts["#1"].order: (absent) → "desc"',
      'tables.users.indexes.by_name.parts["#2"].expression: "a + b" → "a - b"',
      'tables.users.indexes.by_name.valid: true → false',
    ])
  })

  it('matches constraints and grants by name, whatever their order', () => {
    expect(differences(users, { ...users, constraints: users.constraints.toReversed(), grants: users.grants?.toReversed() })).toBe('')
    expect(differences(users, { ...users, grants: [{ grantee: 'app', privileges: ['SELECT', 'UPDATE'] }] }).split('\n')).toEqual([
      'tables.users.grants.app.privileges: ["SELECT"] → ["SELECT","UPDATE"]',
      'tables.users.grants["app with grant option"]: {"grantee":"app","privileges":["INSERT"],"grantable":true} → (absent)',
    ])
  })

  it('compares positions of columns unless told not to', () => {
    const swapped = { ...users, columns: [name, id] }
    expect(differences(users, swapped)).toBe('tables.users.columns (order): ["id","full name"] → ["full name","id"]')
    expect(differences(users, swapped, 'column-order')).toBe('')
    expect(differences(users, { ...users, columns: [name] })).not.toContain('order')
  })

  it('is not taken in by names that objects or arrays know', () => {
    const odd = {
      ...users,
      columns: [
        { ...id, name: 'b' },
        { ...id, name: '1' },
        { ...id, name: 'constructor' },
      ],
    }
    expect(differences(odd, { ...odd, columns: odd.columns.toReversed() })).toBe(
      'tables.users.columns (order): ["b","1","constructor"] → ["constructor","1","b"]',
    )
    expect(compareSchemas(schemaOf({ ...users, name: { name: 'toString' } }), emptySchema)).toHaveLength(1)
  })

  it('ignores owners, comments and grants only when told to', () => {
    const bare = { ...users, owner: 'app', comment: 'x', grants: [] }
    expect(differences(users, bare).split('\n')).toHaveLength(4)
    expect(differences(users, bare, 'owner', 'comment', 'grants')).toBe('')
  })

  it('ignores statistics, but not a table of that name', () => {
    expect(differences(users, { ...users, statistics: { rows: 5 } })).toBe('')
    const statistics = { ...users, name: { name: 'statistics' } }
    expect(compareSchemas(schemaOf(statistics), emptySchema)).toHaveLength(1)
    expect(compareSchemas(schemaOf({ ...users, name: { name: 'owner' } }), emptySchema, { ignore: ['owner'] })).toHaveLength(1)
  })

  it('takes an absent list as empty and an absent flag as false, but not a constraint that is not enforced', () => {
    expect(differences(users, { ...users, triggers: [], unlogged: false })).toBe('')
    const [, check] = users.constraints
    expect(
      differences(users, {
        ...users,
        constraints: [users.constraints[0]!, { ...check!, enforced: false } as Table['constraints'][number]],
      }),
    ).toBe('tables.users.constraints.positive.enforced: (absent) → false')
  })

  it('keeps the order of enum labels', () => {
    const mood = (...values: string[]): Schema => ({ ...emptySchema, enums: Entries.of({ mood: { name: { name: 'mood' }, values } }) })
    expect(printDifferences(compareSchemas(mood('a', 'b'), mood('b', 'a')))).toBe('enums.mood.values: ["a","b"] → ["b","a"]')
  })

  it('reports what is tainted', () => {
    expect(compareSchemas(emptySchema, { ...emptySchema, tainted: ['*'] })).toHaveLength(1)
    expect(compareSchemas(emptySchema, { ...emptySchema, tainted: ['*'] }, { ignore: ['tainted'] })).toEqual([])
  })
})
