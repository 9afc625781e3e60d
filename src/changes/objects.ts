import { keyOf } from '../model/name.ts'
import type { GateLine } from '../model/gate.ts'
import { catalogOnly } from './catalog-only.ts'
import type { ChangeOf } from './change.ts'
import { codeDeployed, oldVersionDrained } from './gates.ts'

/** Objects beside tables: created in one catalog-only step; dropped once no code uses them. */

const unused = (what: string): readonly GateLine[] => [codeDeployed(`No running code uses ${what}`), oldVersionDrained()]

export const createRoutine = catalogOnly<ChangeOf<'create-routine'>>({
  recipe: 'create-routine',
  how: 'creates the function; nothing calls it yet',
  steps: ({ routine }) => [{ kind: 'create-routine', routine }],
  describe: ({ routine }) => `create ${routine.kind} ${keyOf(routine.name)}(${routine.arguments})`,
})

export const dropRoutine = catalogOnly<ChangeOf<'drop-routine'>>({
  recipe: 'drop-routine',
  how: 'drops the function once nothing calls it',
  gate: ({ routine }) => unused(keyOf(routine.name)),
  phase: 'contract',
  steps: ({ routine }) => [{ kind: 'drop-routine', routine }],
  describe: ({ routine }) => `drop ${routine.kind} ${keyOf(routine.name)}(${routine.arguments})`,
})

export const replaceRoutine = catalogOnly<ChangeOf<'replace-routine'>>({
  recipe: 'replace-routine',
  how: 'replaces the body; callers see the new one from their next statement on',
  steps: ({ from, to }) => [{ kind: 'replace-routine', from, to }],
  describe: ({ to }) => `replace ${to.kind} ${keyOf(to.name)}(${to.arguments})`,
  notes: ({ to }) => [`Both application versions call the new ${keyOf(to.name)} at once: its answers must suit the old one too.`],
  refuse: ({ from, to }) =>
    from.arguments === to.arguments
      ? undefined
      : {
          refused: 'other argument types make another function: calls of the old one would fail',
          instead: 'create the new function beside the old one, then drop the old one',
        },
})

export const createSequence = catalogOnly<ChangeOf<'create-sequence'>>({
  recipe: 'create-sequence',
  how: 'creates the sequence',
  steps: ({ sequence }) => [{ kind: 'create-sequence', sequence }],
  describe: ({ sequence }) => `create sequence ${keyOf(sequence.name)}`,
})

export const dropSequence = catalogOnly<ChangeOf<'drop-sequence'>>({
  recipe: 'drop-sequence',
  how: 'drops the sequence once nothing draws from it',
  gate: ({ sequence }) => unused(keyOf(sequence.name)),
  phase: 'contract',
  steps: ({ sequence }) => [{ kind: 'drop-sequence', sequence }],
  describe: ({ sequence }) => `drop sequence ${keyOf(sequence.name)}`,
})

export const alterSequence = catalogOnly<ChangeOf<'alter-sequence'>>({
  recipe: 'alter-sequence',
  how: 'changes the sequence under a short lock, during which nothing draws from it',
  steps: ({ from, to }) => [{ kind: 'alter-sequence', from, to }],
  describe: ({ to }) => `alter sequence ${keyOf(to.name)}`,
})

export const createTrigger = catalogOnly<ChangeOf<'create-trigger'>>({
  recipe: 'create-trigger',
  how: 'creates the trigger; it fires for both application versions at once',
  steps: ({ table, trigger }) => [{ kind: 'create-trigger', table, trigger }],
  describe: ({ table, trigger }) => `create trigger ${trigger.name} on ${keyOf(table)}`,
})

export const dropTrigger = catalogOnly<ChangeOf<'drop-trigger'>>({
  recipe: 'drop-trigger',
  how: 'drops the trigger',
  steps: ({ table, trigger }) => [{ kind: 'drop-trigger', table, trigger }],
  describe: ({ table, trigger }) => `drop trigger ${trigger.name} of ${keyOf(table)}`,
})

export const createPolicy = catalogOnly<ChangeOf<'create-policy'>>({
  recipe: 'create-policy',
  how: 'creates the policy; it binds as soon as row security is enabled',
  steps: ({ table, policy }) => [{ kind: 'create-policy', table, policy }],
  describe: ({ table, policy }) => `create policy ${policy.name} on ${keyOf(table)}`,
})

export const dropPolicy = catalogOnly<ChangeOf<'drop-policy'>>({
  recipe: 'drop-policy',
  how: 'drops the policy',
  steps: ({ table, policy }) => [{ kind: 'drop-policy', table, policy }],
  describe: ({ table, policy }) => `drop policy ${policy.name} of ${keyOf(table)}`,
  notes: ({ table, policy }) =>
    policy.permissive
      ? [`Without ${policy.name}, roles that no other policy of ${keyOf(table)} admits see no row.`]
      : [`${policy.name} held rows back: without it more rows of ${keyOf(table)} can be read and written.`],
})

export const setRowSecurity = catalogOnly<ChangeOf<'set-row-security'>>({
  recipe: 'set-row-security',
  how: 'switches row security',
  steps: ({ table, from, to }) => [{ kind: 'set-row-security', table, from, to }],
  describe: ({ table, to }) => `${to === undefined ? 'disable' : to === 'forced' ? 'force' : 'enable'} row security on ${keyOf(table)}`,
  refuse: ({ table, to }, { schema }) =>
    to !== undefined && (schema.tables.get(keyOf(table))?.policies ?? []).length === 0
      ? { refused: 'without a policy nobody but the owner would see a row', instead: 'create the policies first, in the same change file' }
      : undefined,
})

export const grantPrivileges = catalogOnly<ChangeOf<'grant'>>({
  recipe: 'grant',
  how: 'grants the privileges',
  steps: ({ table, column, grant }) => [{ kind: 'grant-privileges', table, ...(column === undefined ? {} : { column }), grant }],
  describe: ({ table, column, grant }) =>
    `grant ${grant.privileges.join(', ')} on ${keyOf(table)}${column === undefined ? '' : `.${column}`} to ${grant.grantee}`,
})

export const revokePrivileges = catalogOnly<ChangeOf<'revoke'>>({
  recipe: 'revoke',
  how: 'takes the privileges away once nothing needs them',
  gate: ({ table, grant }) => [
    codeDeployed(`Nothing that runs as ${grant.grantee} needs ${grant.privileges.join(', ')} on ${keyOf(table)}`),
  ],
  phase: 'contract',
  steps: ({ table, column, grant }) => [{ kind: 'revoke-privileges', table, ...(column === undefined ? {} : { column }), grant }],
  describe: ({ table, column, grant }) =>
    `revoke ${grant.privileges.join(', ')} on ${keyOf(table)}${column === undefined ? '' : `.${column}`} from ${grant.grantee}`,
})

export const createExtension = catalogOnly<ChangeOf<'create-extension'>>({
  recipe: 'create-extension',
  how: 'installs the extension, in a file of its own',
  steps: ({ extension }) => [{ kind: 'create-extension', extension }],
  describe: ({ extension }) => `install extension ${extension.name}`,
  notes: ({ extension }) => [
    `The server must have ${extension.name} (pg_available_extensions), and the role must be allowed to install it.`,
  ],
})

export const dropExtension = catalogOnly<ChangeOf<'drop-extension'>>({
  recipe: 'drop-extension',
  how: 'removes the extension once nothing uses it',
  gate: ({ extension }) => unused(`what ${extension.name} provides`),
  phase: 'contract',
  steps: ({ extension }) => [{ kind: 'drop-extension', extension }],
  describe: ({ extension }) => `remove extension ${extension.name}`,
})
