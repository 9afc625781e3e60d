import { keyOf, nameOf } from '../../model/name.ts'
import type { Check, Enum, Expression, Extension, Routine, Schema, Sequence, View } from '../../model/schema.ts'
import { alreadyThere, mistake, unknown } from '../mistakes.ts'
import { nameFrom, type DomainDefinition, type EnumDefinition, type ObjectDefinition } from '../object.ts'
import { changes, unless, withEntry, wrong, type Outcome, type SchemaOperation, type Situation } from '../outcome.ts'
import { checkDraft, said, type CheckOptions } from '../parts.ts'

type Kept = 'views' | 'enums' | 'domains' | 'sequences' | 'extensions'

const refuseTaken = ({ schema, site }: Situation, record: Kept, key: string, then: () => Outcome): Outcome =>
  schema[record].get(key) === undefined ? then() : wrong(alreadyThere(record.slice(0, -1), 'The schema', key, site()))

/** Columns and domains of a type: it cannot go while there are any. */
const usersOf = (schema: Schema, key: string): readonly string[] =>
  schema.tables
    .values()
    .flatMap(t =>
      t.columns.filter(c => c.type.reference !== undefined && keyOf(c.type.reference) === key).map(c => `${keyOf(t.name)}.${c.name}`),
    )

const unused = ({ schema, site }: Situation, key: string, change: () => Outcome): Outcome => {
  const users = usersOf(schema, key)
  return users.length === 0
    ? change()
    : wrong(
        mistake(
          'type-in-use',
          `${key} cannot be dropped: ${users.join(', ')} ${users.length === 1 ? 'is' : 'are'} of that type`,
          'Drop the column or change its type first.',
          site(),
        ),
      )
}

const withEnum = (situation: Situation, key: string, then: (found: Enum) => Outcome): Outcome =>
  withEntry(situation, 'enums', nameFrom(key), then)

const checkLabels = ({ site }: Situation, { name, values }: Enum, labels: readonly (string | undefined)[]) =>
  labels.flatMap(label => (label === undefined || values.includes(label) ? [] : [unknown('value', keyOf(name), label, values, site())]))

const addEnumValue = (
  situation: Situation,
  key: string,
  value: string,
  { before, after }: { readonly before?: string; readonly after?: string } = {},
): Outcome =>
  withEnum(situation, key, found =>
    unless(
      [
        ...checkLabels(situation, found, [before, after]),
        ...(found.values.includes(value) ? [alreadyThere('value', keyOf(found.name), value, situation.site())] : []),
      ],
      { kind: 'add-enum-value', enum: found, value, ...said({ before, after }) },
    ),
  )

const renameEnumValue = (situation: Situation, key: string, from: string, to: string): Outcome =>
  withEnum(situation, key, found =>
    unless(
      [
        ...checkLabels(situation, found, [from]),
        ...(found.values.includes(to) ? [alreadyThere('value', keyOf(found.name), to, situation.site())] : []),
      ],
      { kind: 'rename-enum-value', enum: found, from, to },
    ),
  )

const setEnumValues = (
  situation: Situation,
  key: string,
  to: readonly string[],
  { replace }: { readonly replace?: Readonly<Record<string, string>> } = {},
): Outcome =>
  withEnum(situation, key, found => {
    const lost = found.values.filter(v => !to.includes(v) && replace?.[v] === undefined)
    return unless(
      [
        ...checkLabels(situation, found, Object.keys(replace ?? {})),
        ...checkLabels(situation, { ...found, values: to }, Object.values(replace ?? {})),
        ...(lost.length === 0
          ? []
          : [
              mistake(
                'value-without-replacement',
                `${keyOf(found.name)} loses ${lost.join(', ')}, and rows that hold it have nowhere to go`,
                `Say where: { replace: { '${lost[0]}': '…' } }.`,
                situation.site(),
              ),
            ]),
      ],
      { kind: 'rebuild-enum', enum: found, to, ...said({ replace }) },
    )
  })

const renameType = (situation: Situation, key: string, to: string): Outcome => {
  const name = nameFrom(key)
  const { schema, site } = situation
  const known = [...schema.enums.keys(), ...schema.domains.keys()]
  if (!known.includes(keyOf(name))) return wrong(unknown('type', 'The schema', key, known, site()))
  return known.includes(keyOf(nameOf(to, name.schema)))
    ? wrong(alreadyThere('type', 'The schema', to, site()))
    : changes({ kind: 'rename-type', from: name, to })
}

const addDomainCheck = (situation: Situation, key: string, name: string, expression: Expression, options?: CheckOptions): Outcome =>
  withEntry(situation, 'domains', nameFrom(key), domain =>
    changes({ kind: 'add-domain-check', domain, check: checkDraft(name, expression, options) as Check }),
  )

const dropDomainCheck = (situation: Situation, key: string, name: string): Outcome =>
  withEntry(situation, 'domains', nameFrom(key), domain => {
    const check = domain.checks.find(c => c.name === name)
    return check === undefined
      ? wrong(
          unknown(
            'check',
            keyOf(domain.name),
            name,
            domain.checks.map(c => c.name),
            situation.site(),
          ),
        )
      : changes({ kind: 'drop-domain-check', domain, check })
  })

/** `text` and `given text`: the catalog, and so a pulled schema, spells the names of arguments out. */
const isSameSignature = (one: string, other: string): boolean => {
  const [left, right] = [one.split(','), other.split(',')].map(list => list.map(each => each.trim()))
  return (
    left!.length === right!.length &&
    left!.every((a, at) => a === right![at] || a.endsWith(` ${right![at]}`) || right![at]!.endsWith(` ${a}`))
  )
}

const findRoutine = ({ schema }: Situation, key: string, args: string | undefined): readonly Routine[] => {
  const named = schema.routines.values().filter(r => keyOf(r.name) === keyOf(nameFrom(key)))
  if (args === undefined) return named
  const exact = named.filter(r => r.arguments === args)
  return exact.length > 0 ? exact : named.filter(r => isSameSignature(r.arguments, args))
}

/** What a replacement leaves as it is unless it says otherwise, as CREATE OR REPLACE and ALTER do. */
const standing = ({ owner, grants, comment }: Pick<Routine, 'owner' | 'grants' | 'comment'>) => said({ owner, grants, comment })

const withRoutine = (situation: Situation, key: string, args: string | undefined, then: (found: Routine) => Outcome): Outcome => {
  const [found, ...more] = findRoutine(situation, key, args)
  if (found === undefined)
    return wrong(
      unknown(
        'routine',
        'The schema',
        args === undefined ? key : `${key}(${args})`,
        situation.schema.routines.values().map(r => `${keyOf(r.name)}(${r.arguments})`),
        situation.site(),
      ),
    )
  return more.length === 0
    ? then(found)
    : wrong(mistake('ambiguous-routine', `There are ${more.length + 1} routines ${key}`, 'Say which by its arguments.', situation.site()))
}

type ViewOf = ObjectDefinition<'view', string, View>
type RoutineOf = ObjectDefinition<'routine', string, Routine>
type SequenceOf = ObjectDefinition<'sequence', string, Sequence>

export const objectOperations = {
  addEnumValue,
  renameEnumValue,
  setEnumValues,
  renameType,
  addDomainCheck,
  dropDomainCheck,
  createEnum: (situation: Situation, definition: EnumDefinition<string, string>) =>
    refuseTaken(situation, 'enums', keyOf(definition.enum.name), () => changes({ kind: 'create-enum', enum: definition.enum })),
  dropEnum: (situation: Situation, key: string) =>
    withEnum(situation, key, found => unused(situation, key, () => changes({ kind: 'drop-enum', enum: found }))),
  createDomain: (situation: Situation, { domain }: DomainDefinition<string, never>) =>
    refuseTaken(situation, 'domains', keyOf(domain.name), () => changes({ kind: 'create-domain', domain })),
  dropDomain: (situation: Situation, key: string) =>
    withEntry(situation, 'domains', nameFrom(key), domain => unused(situation, key, () => changes({ kind: 'drop-domain', domain }))),
  createView: (situation: Situation, { value: view }: ViewOf) =>
    refuseTaken(situation, 'views', keyOf(view.name), () => changes({ kind: 'create-view', view })),
  dropView: (situation: Situation, key: string) =>
    withEntry(situation, 'views', nameFrom(key), view => changes({ kind: 'drop-view', view })),
  replaceView: (situation: Situation, { value: to }: ViewOf) =>
    withEntry(situation, 'views', to.name, from =>
      changes({
        kind: 'replace-view',
        from,
        to: {
          ...standing(from),
          ...said({ columnGrants: from.columnGrants, columnComments: from.columnComments, triggers: from.triggers }),
          ...to,
        },
      }),
    ),
  renameView: (situation: Situation, key: string, to: string) =>
    withEntry(situation, 'views', nameFrom(key), from =>
      refuseTaken(situation, 'views', keyOf(nameOf(to, from.name.schema)), () => changes({ kind: 'rename-view', from, to })),
    ),
  createRoutine: (situation: Situation, { key, value: routine }: RoutineOf) =>
    findRoutine(situation, key, routine.arguments).length === 0
      ? changes({ kind: 'create-routine', routine })
      : wrong(alreadyThere('routine', 'The schema', `${key}(${routine.arguments})`, situation.site())),
  dropRoutine: (situation: Situation, key: string, args?: string) =>
    withRoutine(situation, key, args, routine => changes({ kind: 'drop-routine', routine })),
  replaceRoutine: (situation: Situation, { key, value: to }: RoutineOf) =>
    withRoutine(situation, key, to.arguments, from =>
      changes({ kind: 'replace-routine', from, to: { ...standing(from), ...to, arguments: from.arguments } }),
    ),
  createSequence: (situation: Situation, { value: sequence }: SequenceOf) =>
    refuseTaken(situation, 'sequences', keyOf(sequence.name), () => changes({ kind: 'create-sequence', sequence })),
  dropSequence: (situation: Situation, key: string) =>
    withEntry(situation, 'sequences', nameFrom(key), sequence => changes({ kind: 'drop-sequence', sequence })),
  alterSequence: (situation: Situation, { value: to }: SequenceOf) =>
    withEntry(situation, 'sequences', to.name, from =>
      changes({ kind: 'alter-sequence', from, to: { ...standing(from), ...said({ ownedBy: from.ownedBy }), ...to } }),
    ),
  createExtension: (situation: Situation, { value: extension }: ObjectDefinition<'extension', string, Extension>) =>
    refuseTaken(situation, 'extensions', extension.name, () => changes({ kind: 'create-extension', extension })),
  dropExtension: (situation: Situation, name: string) =>
    withEntry(situation, 'extensions', { name }, extension => changes({ kind: 'drop-extension', extension })),
} satisfies Readonly<Record<string, SchemaOperation>>
