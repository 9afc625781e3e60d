import { slot, type Form, type Given } from '../form.ts'
import { fieldsOf, plain, sqlValue, type Value } from '../value.ts'
import { splitList } from '../words.ts'

const group = 'who may do what'
const table = slot('table', 'table', 'the table')
const role = slot('role', 'text', 'the role, or public')
const privileges = slot('privileges', 'privileges', 'with commas: select,insert')
const given = (...values: readonly (Value | undefined)[]): readonly Value[] => values.filter(each => each !== undefined)
const columns = { takes: 'columns', describe: 'for these columns alone' } as const

const granting = (name: 'grant' | 'revoke', does: string): Form => ({
  name,
  group,
  does,
  slots: [table, role, privileges],
  options: { columns, ...(name === 'grant' ? { grantable: { describe: 'the role may grant them on' } } : {}) },
  example: `${name} orders reporting select`,
  draft: line => {
    const own = line.option('columns')
    return {
      title: `${name === 'grant' ? 'Let' : 'Stop'} ${line.word('role')} ${line.word('privileges')} on ${line.word('table')}`,
      calls: [
        {
          on: line.word('table'),
          method: name,
          given: given(
            plain(line.word('role')),
            plain(splitList(line.word('privileges')).map(each => each.toUpperCase())),
            fieldsOf({
              columns: own === undefined ? undefined : plain(splitList(own)),
              grantable: line.flag('grantable') ? plain(true) : undefined,
            }),
          ),
        },
      ],
    }
  },
})

const policy = (line: Given): Value | undefined => {
  const [using, check, command, roles] = ['using', 'check', 'command', 'roles'].map(line.option)
  return fieldsOf({
    name: plain(line.word('name')),
    command: command === undefined ? undefined : plain(command),
    permissive: line.flag('restrictive') ? plain(false) : undefined,
    roles: roles === undefined ? undefined : plain(splitList(roles)),
    using: using === undefined ? undefined : sqlValue(using),
    check: check === undefined ? undefined : sqlValue(check),
  })
}

export const accessForms: readonly Form[] = [
  granting('grant', 'give a role privileges on a table or its columns'),
  granting('revoke', 'take privileges from a role'),
  {
    name: 'enable-row-security',
    group,
    does: 'show each role only the rows that policies let it see',
    slots: [table],
    options: { forced: { describe: 'for the owner of the table as well' } },
    example: 'enable-row-security orders',
    draft: line => ({
      title: `Row security for ${line.word('table')}`,
      calls: [
        {
          on: line.word('table'),
          method: 'enableRowSecurity',
          given: given(fieldsOf({ forced: line.flag('forced') ? plain(true) : undefined })),
        },
      ],
    }),
  },
  {
    name: 'disable-row-security',
    group,
    does: 'show all rows again',
    slots: [table],
    example: 'disable-row-security orders',
    draft: line => ({
      title: `No row security for ${line.word('table')}`,
      calls: [{ on: line.word('table'), method: 'disableRowSecurity', given: [] }],
    }),
  },
  {
    name: 'create-policy',
    group,
    does: 'a policy of row security',
    slots: [table, slot('name', 'new-name', 'the name of the policy')],
    options: {
      using: { takes: 'sql', describe: 'SQL: rows that are seen, changed and deleted' },
      check: { takes: 'sql', describe: 'SQL: rows that may be written; as --using unless told' },
      command: { choices: ['all', 'select', 'insert', 'update', 'delete'], describe: 'all unless told' },
      roles: { takes: 'text', describe: 'with commas; public unless told' },
      restrictive: { describe: 'every other policy must hold as well' },
    },
    example: `create-policy orders own_tenant --using "tenant = CURRENT_USER"`,
    draft: line => ({
      title: `Policy ${line.word('name')} on ${line.word('table')}`,
      calls: [{ on: line.word('table'), method: 'createPolicy', given: given(policy(line)) }],
    }),
  },
  {
    name: 'drop-policy',
    group,
    does: 'drop a policy',
    slots: [table, slot('policy', 'policy', 'the policy')],
    example: 'drop-policy orders open_orders',
    draft: line => ({
      title: `Drop ${line.word('policy')}`,
      calls: [{ on: line.word('table'), method: 'dropPolicy', given: [plain(line.word('policy'))] }],
    }),
  },
]
