import { domain as domainOf, enumType } from '../../../dsl/object.ts'
import { slot, type Form } from '../form.ts'
import { called, fieldsOf, listOf, plain, sqlValue, type Value } from '../value.ts'
import { splitList } from '../words.ts'

const group = 'enums and domains'
const type = slot('enum', 'enum', 'the enum type')
const domain = slot('domain', 'domain', 'the domain')
const labels = slot('labels', 'text', 'its labels in order, with commas: open,paid,sent')
const given = (...values: readonly (Value | undefined)[]): readonly Value[] => values.filter(each => each !== undefined)

const dropped = (name: string, method: string, of: typeof type): Form => ({
  name,
  group,
  does: `drop ${name === 'drop-enum' ? 'an enum' : 'a domain'} that no column uses`,
  slots: [of],
  example: `${name} ${name === 'drop-enum' ? 'old_state' : 'email'}`,
  draft: line => ({ title: `Drop ${line.word(of.name)}`, calls: [{ method, given: [plain(line.word(of.name))] }] }),
})

/** `sent=paid,lost=paid`: where rows of a label that goes are put. */
const replacements = (text: string | undefined): Value | undefined =>
  text === undefined
    ? undefined
    : fieldsOf({
        replace: plain(
          Object.fromEntries(
            splitList(text).map(pair => {
              const at = pair.indexOf('=')
              return [pair.slice(0, at), pair.slice(at + 1)]
            }),
          ),
        ),
      })

export const typeForms: readonly Form[] = [
  {
    name: 'create-enum',
    group,
    does: 'create an enum type',
    slots: [slot('enum', 'new-name', 'its name'), labels],
    example: 'create-enum payment_state due,paid',
    draft: line => ({
      title: `Create ${line.word('enum')}`,
      calls: [
        {
          method: 'createEnum',
          given: [called('enumType', enumType as never, plain(line.word('enum')), plain(splitList(line.word('labels'))))],
        },
      ],
    }),
  },
  {
    name: 'add-enum-value',
    group,
    does: 'add a label to an enum',
    slots: [type, slot('value', 'new-name', 'the new label')],
    options: {
      before: { takes: 'label', describe: 'the label it stands before' },
      after: { takes: 'label', describe: 'the label it stands after; last unless told' },
    },
    example: 'add-enum-value order_state refunded --after paid',
    draft: line => {
      const [before, after] = [line.option('before'), line.option('after')]
      return {
        title: `Add ${line.word('value')} to ${line.word('enum')}`,
        calls: [
          {
            method: 'addEnumValue',
            given: given(
              plain(line.word('enum')),
              plain(line.word('value')),
              fieldsOf({
                before: before === undefined ? undefined : plain(before),
                after: after === undefined ? undefined : plain(after),
              }),
            ),
          },
        ],
      }
    },
  },
  {
    name: 'rename-enum-value',
    group,
    does: 'rename a label of an enum',
    slots: [type, slot('label', 'label', 'the label'), slot('to', 'new-name', 'its new name')],
    example: 'rename-enum-value order_state sent shipped',
    draft: line => ({
      title: `Rename ${line.word('label')} of ${line.word('enum')} to ${line.word('to')}`,
      calls: [{ method: 'renameEnumValue', given: ['enum', 'label', 'to'].map(each => plain(line.word(each))) }],
    }),
  },
  {
    name: 'set-enum-values',
    group,
    does: 'remove or reorder labels: say them all as they should be',
    slots: [type, labels],
    options: { replace: { takes: 'text', describe: 'where rows of a label that goes are put: sent=paid,lost=paid' } },
    example: 'set-enum-values order_state open,paid --replace sent=paid',
    draft: line => ({
      title: `Labels of ${line.word('enum')}`,
      calls: [
        {
          method: 'setEnumValues',
          given: given(plain(line.word('enum')), listOf(splitList(line.word('labels')).map(plain)), replacements(line.option('replace'))),
        },
      ],
    }),
  },
  dropped('drop-enum', 'dropEnum', type),
  {
    name: 'rename-type',
    group,
    does: 'rename an enum or a domain',
    slots: [slot('type', 'user-type', 'the type'), slot('to', 'new-name', 'its new name')],
    example: 'rename-type order_state order_status',
    draft: line => ({
      title: `Rename ${line.word('type')} to ${line.word('to')}`,
      calls: [{ method: 'renameType', given: [plain(line.word('type')), plain(line.word('to'))] }],
    }),
  },
  {
    name: 'create-domain',
    group,
    does: 'create a domain: a type with conditions',
    slots: [slot('domain', 'new-name', 'its name'), slot('type', 'type', 'the type it is made of')],
    options: { check: { takes: 'sql', describe: 'SQL in terms of VALUE' }, 'not-null': { describe: 'a value is required' } },
    example: `create-domain phone text --check "VALUE LIKE '+%'"`,
    draft: line => {
      const { code, value } = line.type('type')
      const check = line.option('check')
      const options = fieldsOf({
        notNull: line.flag('not-null') ? plain(true) : undefined,
        checks:
          check === undefined
            ? undefined
            : listOf([fieldsOf({ name: plain(`${line.word('domain').split('.').at(-1)}_check`), expression: sqlValue(check) }) as Value]),
      })
      return {
        title: `Create ${line.word('domain')}`,
        calls: [
          { method: 'createDomain', given: [called('domain', domainOf as never, plain(line.word('domain')), { code, value }, options)] },
        ],
      }
    },
  },
  {
    name: 'add-domain-check',
    group,
    does: 'add a condition to a domain',
    slots: [domain, slot('check', 'new-name', 'the name of the condition'), slot('expression', 'sql', 'SQL in terms of VALUE')],
    options: { 'not-valid': { describe: 'for new values only; existing ones are not checked' } },
    example: `add-domain-check email email_at "VALUE LIKE '%@%'"`,
    draft: line => ({
      title: `Check ${line.word('check')} of ${line.word('domain')}`,
      calls: [
        {
          method: 'addDomainCheck',
          given: given(
            plain(line.word('domain')),
            plain(line.word('check')),
            sqlValue(line.word('expression')),
            fieldsOf({ notValid: line.flag('not-valid') ? plain(true) : undefined }),
          ),
        },
      ],
    }),
  },
  {
    name: 'drop-domain-check',
    group,
    does: 'drop a condition of a domain',
    slots: [domain, slot('check', 'domain-check', 'the condition')],
    example: 'drop-domain-check email email_length',
    draft: line => ({
      title: `Drop ${line.word('check')} of ${line.word('domain')}`,
      calls: [{ method: 'dropDomainCheck', given: [plain(line.word('domain')), plain(line.word('check'))] }],
    }),
  },
  dropped('drop-domain', 'dropDomain', domain),
]
