import { slot, type Form, type FormOption, type Given } from '../form.ts'
import { fieldsOf, listOf, plain, sqlValue, type Value } from '../value.ts'
import { splitList } from '../words.ts'

const group = 'indexes'
const table = slot('table', 'table', 'the table')
const index = slot('index', 'index', 'the index')
const parts = slot('columns', 'index-parts', 'columns or expressions, with commas: email,lower(name),"created_at desc"')

/** `created_at desc nulls last`, `name text_pattern_ops`, `lower(email)`. */
function part(text: string): Value {
  const [, start = text, order, nulls] = /^(.+?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/i.exec(text) ?? []
  const [, base = start, operatorClass] = /^([\w$]+)\s+(\w+)$/.exec(start) ?? []
  const isColumn = /^[\p{L}_][\p{L}\d_$]*$/u.test(base)
  const more = {
    operatorClass: operatorClass === undefined ? undefined : plain(operatorClass),
    order: order?.toLowerCase() === 'desc' ? plain('desc') : undefined,
    nulls: nulls === undefined ? undefined : plain(nulls.toLowerCase()),
  }
  const own = isColumn ? plain(base) : sqlValue(start)
  if (Object.values(more).every(each => each === undefined)) return own
  return fieldsOf({ ...(isColumn ? { column: own } : { expression: own }), ...more }) ?? own
}

const partsOf = (given: Given): Value => listOf(splitList(given.word('columns')).map(part))

const options: Readonly<Record<string, FormOption>> = {
  unique: { describe: 'no two rows may share a value' },
  name: { takes: 'new-name', describe: 'its name; <table>_<columns>_idx unless told' },
  where: { takes: 'sql', describe: 'SQL: only rows of which it is true' },
  include: { takes: 'columns', describe: 'columns that are stored with it' },
  method: { takes: 'text', choices: ['btree', 'hash', 'gin', 'gist', 'spgist', 'brin'], describe: 'btree unless told' },
  'nulls-not-distinct': { describe: 'with --unique: two rows without a value collide (PostgreSQL 15)' },
}

const said = (given: Given): Value | undefined => {
  const [name, where, include, method] = ['name', 'where', 'include', 'method'].map(given.option)
  return fieldsOf({
    name: name === undefined ? undefined : plain(name),
    unique: given.flag('unique') ? plain(true) : undefined,
    method: method === undefined ? undefined : plain(method),
    include: include === undefined ? undefined : plain(splitList(include)),
    where: where === undefined ? undefined : sqlValue(where),
    nullsNotDistinct: given.flag('nulls-not-distinct') ? plain(true) : undefined,
  })
}

const given = (...values: readonly (Value | undefined)[]): readonly Value[] => values.filter(each => each !== undefined)

export const indexForms: readonly Form[] = [
  {
    name: 'add-index',
    group,
    does: 'add an index',
    slots: [table, parts],
    options,
    example: 'add-index users email --unique',
    draft: line => ({
      title: `Index ${line.word('table')} by ${line.word('columns')}`,
      calls: [{ on: line.word('table'), method: 'addIndex', given: given(partsOf(line), said(line)) }],
    }),
  },
  {
    name: 'drop-index',
    group,
    does: 'drop an index',
    slots: [table, index],
    example: 'drop-index users users_email_idx',
    draft: line => ({
      title: `Drop ${line.word('index')}`,
      calls: [{ on: line.word('table'), method: 'dropIndex', given: [plain(line.word('index'))] }],
    }),
  },
  {
    name: 'rename-index',
    group,
    does: 'rename an index',
    slots: [table, index, slot('to', 'new-name', 'its new name')],
    example: 'rename-index users users_email_idx users_by_email',
    draft: line => ({
      title: `Rename ${line.word('index')} to ${line.word('to')}`,
      calls: [{ on: line.word('table'), method: 'renameIndex', given: [plain(line.word('index')), plain(line.word('to'))] }],
    }),
  },
  {
    name: 'replace-index',
    group,
    does: 'put another index in the place of one; there is one at every moment',
    slots: [table, index, parts],
    options,
    example: 'replace-index users users_email_idx email,created_at',
    draft: line => ({
      title: `Replace ${line.word('index')}`,
      calls: [{ on: line.word('table'), method: 'replaceIndex', given: given(plain(line.word('index')), partsOf(line), said(line)) }],
    }),
  },
]
