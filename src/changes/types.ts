import { keyOf } from '../model/name.ts'
import { catalogOnly } from './catalog-only.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, oldVersionDrained } from './gates.ts'

/** Enums: what the server changes in its catalog alone. Removing and reordering labels is `rebuild-enum`. */

export const createEnum = catalogOnly<ChangeOf<'create-enum'>>({
  recipe: 'create-enum',
  how: 'creates the type',
  steps: change => [{ kind: 'create-enum', enum: change.enum }],
  describe: change => `create enum ${keyOf(change.enum.name)}`,
})

export const dropEnum = catalogOnly<ChangeOf<'drop-enum'>>({
  recipe: 'drop-enum',
  how: 'drops the type once nothing names it',
  gate: change => [codeDeployed(`No running code names the type ${keyOf(change.enum.name)}`)],
  phase: 'contract',
  steps: change => [{ kind: 'drop-enum', enum: change.enum }],
  describe: change => `drop enum ${keyOf(change.enum.name)}`,
})

/** Readers must be able to meet the new label before the first writer may write it. */
export const addEnumValue = catalogOnly<ChangeOf<'add-enum-value'>>({
  recipe: 'add-enum-value',
  how: 'waits for code that can read the label, then adds it; it can be used once the file has committed',
  gate: change => [
    codeDeployed(`Code that can read "${change.value}" from ${keyOf(change.enum.name)} is deployed everywhere`, {
      kind: 'accept-value',
      type: change.enum.name,
      value: change.value,
    }),
    oldVersionDrained(),
  ],
  steps: ({ enum: { name }, value, before, after }) => [
    { kind: 'add-enum-value', enum: name, value, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) },
  ],
  describe: change => `add "${change.value}" to enum ${keyOf(change.enum.name)}`,
})

/** Not used by running code by its old label, or every statement that names it fails with 22P02. */
export const renameEnumValue = catalogOnly<ChangeOf<'rename-enum-value'>>({
  recipe: 'rename-enum-value',
  how: 'waits for code that names the label nowhere, then renames it; no row is touched',
  gate: change => [
    codeDeployed(`No running code names "${change.from}" of ${keyOf(change.enum.name)}, and it can read "${change.to}"`, {
      kind: 'stop-using-value',
      type: change.enum.name,
      value: change.from,
    }),
    oldVersionDrained(),
  ],
  phase: 'contract',
  steps: change => [{ kind: 'rename-enum-value', enum: change.enum.name, from: change.from, to: change.to }],
  describe: change => `rename "${change.from}" of enum ${keyOf(change.enum.name)} to "${change.to}"`,
  notes: change => [
    `Code that must name the label all the while needs the longer way: add "${change.to}", write it, move the rows, and remove "${change.from}" (setEnumValues).`,
  ],
})

/** Running code rarely names a type; casts that do (`'x'::mood`) fail at once. */
export const renameType = catalogOnly<ChangeOf<'rename-type'>>({
  recipe: 'rename-type',
  how: 'renames the type once no running code names it; no row is touched',
  gate: ({ from }) => [codeDeployed(`No running code names the type ${keyOf(from)}: no cast, no function argument`), oldVersionDrained()],
  phase: 'contract',
  steps: ({ from, to }) => [{ kind: 'rename-type', from, to }],
  describe: ({ from, to }) => `rename type ${keyOf(from)} to ${to}`,
})

export const createDomain = catalogOnly<ChangeOf<'create-domain'>>({
  recipe: 'create-domain',
  how: 'creates the domain',
  steps: ({ domain }) => [{ kind: 'create-domain', domain }],
  describe: ({ domain }) => `create domain ${keyOf(domain.name)}`,
})

export const dropDomain = catalogOnly<ChangeOf<'drop-domain'>>({
  recipe: 'drop-domain',
  how: 'drops the domain once nothing names it',
  gate: ({ domain }) => [codeDeployed(`No running code names the domain ${keyOf(domain.name)}`)],
  phase: 'contract',
  steps: ({ domain }) => [{ kind: 'drop-domain', domain }],
  describe: ({ domain }) => `drop domain ${keyOf(domain.name)}`,
})

export const dropDomainCheck = catalogOnly<ChangeOf<'drop-domain-check'>>({
  recipe: 'drop-domain-check',
  how: 'drops the check; no row is touched',
  steps: ({ domain, check }) => [{ kind: 'drop-domain-check', domain: domain.name, check }],
  describe: ({ domain, check }) => `drop check ${check.name} of domain ${keyOf(domain.name)}`,
})
