import type { Effects, RelationLock } from '../../../model/effects.ts'
import { keyOf, type Name } from '../../../model/name.ts'
import { tableIn, type Routine, type Schema, type View } from '../../../model/schema.ts'
import type { ObjectStep } from '../../../steps/shapes/object.ts'
import { relationsOfStatements } from '../expressions.ts'
import { tokensOf } from '../tokens.ts'
import { tablesUsing } from '../relations.ts'
import { answer, type Family, lock, lockAll, nothing, readLocks } from './answer.ts'
import { changedMeaning, goneRelation, rejectedWrite } from './breaks.ts'

const kindOf = (view: Pick<View, 'materialized'>): RelationLock['relationKind'] => (view.materialized ? 'materialized-view' : 'view')

/** `reads` is keyed by the catalog's own name text, so the relation is the one with that key. */
const basesOf = (reads: View['reads'] | undefined, before: Schema): readonly Name[] =>
  Object.keys(reads ?? {}).flatMap(key => before.tables.get(key)?.name ?? before.views.get(key)?.name ?? [])

/** A body in SQL is resolved when the routine is made (`check_function_bodies`), one in another language is not. */
function readByRoutine(routine: Routine, before: Schema): readonly Name[] {
  const tokens = tokensOf(routine.definition) ?? []
  const isSql = tokens.some((token, at) => token.name === 'language' && tokens[at + 1]?.name.replaceAll("'", '').toLowerCase() === 'sql')
  const body = tokens.find((token, at) => token.kind === 'string' && tokens[at - 1]?.name === 'as')?.text
  const text = body?.startsWith('$') === true ? body.replace(/^\$\w*\$|\$\w*\$$/g, '') : body?.slice(1, -1).replaceAll("''", "'")
  return [...basesOf(routine.reads, before), ...(isSql && text !== undefined ? relationsNamedIn(text) : [])]
}

/** A body that is no SQL is refused by the server as well, unless it is told not to look. */
function relationsNamedIn(body: string): readonly Name[] {
  try {
    return relationsOfStatements(body)
  } catch (problem) {
    if (!(problem instanceof Error && problem.name === 'SqlError')) throw problem
    return []
  }
}

/** Everything a query over the view reads in the end. */
const allBasesOf = (view: View, before: Schema): readonly Name[] =>
  basesOf(view.reads, before).flatMap(name => {
    const inner = before.views.get(keyOf(name))
    return inner === undefined || inner.materialized ? [name] : [name, ...allBasesOf(inner, before)]
  })

const viewDependents = (before: Schema, name: Name): readonly string[] =>
  before.views
    .values()
    .filter(view => view.reads[keyOf(name)] !== undefined)
    .map(view => `view ${keyOf(view.name)}`)

const dependsOn = (held: readonly string[], what: string): string | undefined =>
  held.length > 0 ? `${held.join(', ')} depends on ${what} (2BP01)` : undefined

const typeUsers = (before: Schema, type: Name): readonly string[] =>
  before.tables
    .values()
    .flatMap(table =>
      table.columns
        .filter(column => column.type.reference !== undefined && keyOf(column.type.reference) === keyOf(type))
        .map(column => `column ${keyOf(table.name)}.${column.name}`),
    )

const leadsAnIndex = (schema: Schema, name: Name, column: string): boolean => {
  const table = tableIn(schema, name)
  return (
    table !== undefined &&
    (table.constraints.some(c => (c.kind === 'primary-key' || c.kind === 'unique') && c.columns[0] === column) ||
      table.indexes.some(i => i.valid && i.where === undefined && (i.method ?? 'btree') === 'btree' && i.parts[0]?.column === column))
  )
}

export const object: Family<ObjectStep> = {
  'create-enum': () => nothing,
  'drop-enum': ({ enum: type }, before) => answer([], { fails: dependsOn(typeUsers(before, type.name), `type ${keyOf(type.name)}`) }),
  'add-enum-value': ({ enum: type, value }) =>
    answer([], { breaks: [changedMeaning(`readers may meet the new value ${value} of ${keyOf(type)} as soon as it is written`)] }),
  'rename-enum-value': ({ enum: type, from }) =>
    answer([], { breaks: [rejectedWrite(`statements with the literal ${from} of ${keyOf(type)} fail with 22P02`)] }),
  'rename-type': ({ from }) => answer([], { breaks: [changedMeaning(`statements naming the type ${keyOf(from)} fail with 42704`)] }),

  'create-domain': () => nothing,
  'drop-domain': ({ domain }, before) => answer([], { fails: dependsOn(typeUsers(before, domain.name), `type ${keyOf(domain.name)}`) }),
  'add-domain-check': ({ domain, check }, before) =>
    answer(check.validated ? lockAll(tablesUsing(before, domain), 'share', 'scan') : [], {
      breaks: [rejectedWrite(`values that ${check.name} excludes are no longer accepted by ${keyOf(domain)}`)],
    }),
  'drop-domain-check': () => nothing,
  'validate-domain-check': ({ domain }, before) => answer(lockAll(tablesUsing(before, domain), 'share', 'scan')),

  'create-sequence': ({ sequence }) =>
    answer([
      lock(sequence.name, 'access exclusive', 'none', 'sequence'),
      ...(sequence.ownedBy === undefined ? [] : [lock(sequence.ownedBy.table, 'access share')]),
    ]),
  'drop-sequence': ({ sequence }, before) => {
    const users = before.tables
      .values()
      .flatMap(table =>
        table.columns
          .filter(
            column =>
              column.ownedSequence !== undefined &&
              keyOf(column.ownedSequence) === keyOf(sequence.name) &&
              /nextval/i.test(column.default?.sql ?? ''),
          )
          .map(column => `default of ${keyOf(table.name)}.${column.name}`),
      )
    return answer([lock(sequence.name, 'access exclusive', 'none', 'sequence')], {
      breaks: [goneRelation(sequence.name)],
      fails: dependsOn(users, `sequence ${keyOf(sequence.name)}`),
    })
  },
  'alter-sequence': ({ from, to }) => {
    const changesOwner = JSON.stringify(from.ownedBy) !== JSON.stringify(to.ownedBy)
    return answer([
      lock(from.name, 'share row exclusive', 'none', 'sequence'),
      ...(changesOwner && to.ownedBy !== undefined ? [lock(to.ownedBy.table, 'access share')] : []),
    ])
  },
  // The largest value of an indexed column is one look-up.
  'advance-sequence': ({ sequence, table, column }, before) =>
    answer([
      lock(sequence, 'row exclusive', 'none', 'sequence'),
      lock(table, 'access share', leadsAnIndex(before, table, column) ? 'none' : 'scan'),
    ]),

  'create-view': ({ view, withData }, before) => {
    const reads = view.materialized && withData !== false
    return answer([
      lock(view.name, 'access exclusive', 'none', kindOf(view)),
      ...readLocks(before, reads ? allBasesOf(view, before) : basesOf(view.reads, before), reads ? 'scan' : 'none'),
    ])
  },
  'drop-view': ({ view }, before) =>
    answer([lock(view.name, 'access exclusive', 'none', kindOf(view))], {
      breaks: [goneRelation(view.name)],
      fails: dependsOn(viewDependents(before, view.name), `view ${keyOf(view.name)}`),
    }),
  'replace-view': ({ from, to }, before) =>
    answer([lock(from.name, 'access exclusive', 'none', kindOf(from)), ...readLocks(before, basesOf(to.reads, before))], {
      breaks:
        to.columns.length > from.columns.length
          ? [
              {
                kind: 'cached-plan',
                what: `prepared statements that return every column of ${keyOf(from.name)} fail once with 0A000`,
                heals: true,
              },
            ]
          : [],
      fails: from.columns.some((column, at) => to.columns[at] !== column)
        ? `cannot drop or rename columns of view ${keyOf(from.name)} (42P16)`
        : undefined,
    }),
  'rename-view': ({ from, materialized }) =>
    answer([lock(from, 'access exclusive', 'none', kindOf({ materialized }))], { breaks: [goneRelation(from)] }),
  'refresh-view': ({ view: name, online }, before) => {
    const view = before.views.get(keyOf(name))
    const hasUnique =
      view?.indexes?.some(
        index => index.unique && index.valid && index.where === undefined && index.parts.every(part => part.column !== undefined),
      ) === true
    return answer(
      [
        lock(name, online ? 'exclusive' : 'access exclusive', online ? 'scan' : 'rewrite', 'materialized-view'),
        ...(view === undefined ? [] : readLocks(before, allBasesOf(view, before), 'scan')),
      ],
      {
        fails:
          online && view !== undefined && !hasUnique
            ? `cannot refresh materialized view ${keyOf(name)} concurrently without a unique index (55000)`
            : undefined,
      },
    )
  },

  'create-routine': ({ routine }, before) => answer(readLocks(before, readByRoutine(routine, before))),
  'drop-routine': ({ routine }) => answer([], { breaks: [changedMeaning(`statements calling ${keyOf(routine.name)} fail with 42883`)] }),
  'replace-routine': ({ to }, before) =>
    answer(readLocks(before, readByRoutine(to, before)), {
      breaks: [changedMeaning(`${keyOf(to.name)} does something else, also for code that runs now`)],
    }),

  'create-extension': () => nothing,
  'drop-extension': ({ extension }, before) =>
    answer([], {
      fails: dependsOn(
        before.tables
          .values()
          .flatMap(table =>
            table.columns.filter(column => column.type.kind === extension.name).map(column => `column ${keyOf(table.name)}.${column.name}`),
          ),
        `extension ${extension.name}`,
      ),
      breaks: [changedMeaning(`what extension ${extension.name} provides is gone`)],
    }),

  'execute-sql': ({ touches, transactional, known }, before) => {
    if (known !== undefined) return answer(known.locks, { transactional, long: known.long, fails: known.fails })
    return anything(touches, before, transactional, 'SQL that was not understood may break running code')
  },
  'run-code': ({ touches, fails, reason }, before) =>
    fails === true
      ? answer([], { fails: reason })
      : anything(touches, before, true, 'program code that was not understood may break running code'),
}

/** Nothing is known of it, so the worst is assumed of everything it may touch. */
const anything = (touches: readonly string[], before: Schema, transactional: boolean, meaning: string): Effects => {
  const tables = touches.length === 0 ? before.tables.values() : touches.flatMap(key => before.tables.get(key) ?? [])
  const views = touches.length === 0 ? before.views.values() : touches.flatMap(key => before.views.get(key) ?? [])
  return answer(
    [
      ...lockAll(tables, 'access exclusive', 'rewrite'),
      ...views.map(view => lock(view.name, 'access exclusive', view.materialized ? 'rewrite' : 'none', kindOf(view))),
    ],
    { transactional, long: true, breaks: [changedMeaning(meaning)] },
  )
}
