import type { Column, Constraint, Schema, Table } from '../../src/model/schema.ts'

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(
          Object.entries(each)
            .filter(([, v]) => v !== undefined)
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        )
      : each,
  ) ?? 'absent'
const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b)

const byName = <T extends { readonly name: string }>(list: readonly T[] = []): ReadonlyMap<string, T> =>
  new Map(list.map(each => [each.name, each]))
const names = (...maps: ReadonlyMap<string, unknown>[]): readonly string[] => [...new Set(maps.flatMap(map => [...map.keys()]))]

const positions = (path: string, a: readonly Column[], b: readonly Column[]): readonly string[] => {
  const order = (columns: readonly Column[], without?: string): string =>
    canonical(columns.map(c => c.name).filter(name => name !== without))
  const known = new Set(a.map(c => c.name))
  const common = b.filter(c => known.has(c.name))
  if (common.length < b.length || a.length > b.length || order(a) === order(b)) return []
  // The one that came back stands last.
  const moved = a.find(c => order(a, c.name) === order(b, c.name) && b.at(-1)?.name === c.name)
  return [moved === undefined ? `${path}: order of columns` : `${path}.${moved.name}: position`]
}

const column = (path: string, a: Column | undefined, b: Column | undefined): readonly string[] => {
  if (a === undefined || b === undefined) return [`${path}: column`]
  const { nullable: was, ...restA } = a
  const { nullable: is, ...restB } = b
  const isOfType = same(restA, { ...restB, type: a.type })
  const rest = isOfType ? `${path}: type ${b.type.native}` : `${path}: ${canonical(restA)} ${canonical(restB)}`
  return [...(was === is ? [] : [`${path}: not null`]), ...(same(restA, restB) ? [] : [rest])]
}

const constraint = (path: string, name: string, a: Constraint | undefined, b: Constraint | undefined): readonly string[] => {
  if (a === undefined || b === undefined) return [`${path}: ${(a ?? b)!.kind} ${name}`]
  if (same(a, b)) return []
  return [
    same({ ...a, validated: true }, { ...b, validated: true })
      ? `${path}: validated flag of ${name}`
      : `${path}: ${canonical(a)} ${canonical(b)}`,
  ]
}

const table = (path: string, a: Table, b: Table): readonly string[] => {
  const [columnsA, columnsB] = [byName(a.columns), byName(b.columns)]
  const [constraintsA, constraintsB] = [byName(a.constraints), byName(b.constraints)]
  const [indexesA, indexesB] = [byName(a.indexes), byName(b.indexes)]
  const parts = ['triggers', 'policies', 'extendedStatistics', 'publications'] as const
  const identity = a.replicaIdentity === b.replicaIdentity ? [] : [`${path}: replica identity`]
  const apart: readonly string[] = ['columns', 'constraints', 'indexes', 'replicaIdentity', ...parts]
  const rest = (whole: Table): object => Object.fromEntries(Object.entries(whole).filter(([key]) => !apart.includes(key)))
  return [
    ...positions(path, a.columns, b.columns),
    ...names(columnsA, columnsB).flatMap(name => column(`${path}.${name}`, columnsA.get(name), columnsB.get(name))),
    ...names(constraintsA, constraintsB).flatMap(name => constraint(path, name, constraintsA.get(name), constraintsB.get(name))),
    ...names(indexesA, indexesB)
      .filter(name => !same(indexesA.get(name), indexesB.get(name)))
      .map(name => `${path}: index ${name}`),
    ...identity,
    ...parts.flatMap(part => {
      const [listA, listB] = [byName<{ readonly name: string }>(a[part]), byName<{ readonly name: string }>(b[part])]
      return names(listA, listB)
        .filter(name => !same(listA.get(name), listB.get(name)))
        .map(name => `${path}: ${part} ${name}`)
    }),
    ...(same(rest(a), rest(b)) ? [] : [`${path}: ${canonical(rest(a))} ${canonical(rest(b))}`]),
  ]
}

/**
 * What two schemas differ in, in the words of a declared residue. The order of constraints, indexes and
 * the like is none of the catalog's; the order of columns is.
 */
export const differences = (a: Schema, b: Schema): readonly string[] => [
  ...[...new Set([...a.tables.keys(), ...b.tables.keys()])].flatMap(key => {
    const [was, is] = [a.tables.get(key), b.tables.get(key)]
    return was === undefined || is === undefined ? [`table ${key}`] : table(key, was, is)
  }),
  ...[...new Set([...a.enums.keys(), ...b.enums.keys()])].flatMap(key => {
    const [was, is] = [a.enums.get(key), b.enums.get(key)]
    if (was === undefined || is === undefined) return [`enum ${key}`]
    const added = is.values.filter(value => !was.values.includes(value))
    return same({ ...is, values: is.values.filter(value => !added.includes(value)) }, was)
      ? added.map(value => `${key}: enum label "${value}"`)
      : [`enum ${key}`]
  }),
  ...[...new Set([...a.domains.keys(), ...b.domains.keys()])].flatMap(key => {
    const [was, is] = [a.domains.get(key), b.domains.get(key)]
    if (was === undefined || is === undefined) return [`domain ${key}`]
    const [checksA, checksB] = [byName(was.checks), byName(is.checks)]
    return [
      ...names(checksA, checksB).flatMap(name => constraint(key, name, checksA.get(name), checksB.get(name))),
      ...(same({ ...was, checks: [] }, { ...is, checks: [] }) ? [] : [`domain ${key}`]),
    ]
  }),
  ...(['views', 'sequences', 'routines', 'extensions'] as const).flatMap(record =>
    [...new Set([...a[record].keys(), ...b[record].keys()])]
      .filter(key => !same(a[record].get(key), b[record].get(key)))
      .map(key => `${record.slice(0, -1)} ${key}: ${canonical(a[record].get(key))} ${canonical(b[record].get(key))}`),
  ),
  ...(same(a.tainted, b.tainted) ? [] : [`tainted: ${canonical(b.tainted)}`]),
]
