import type { ObjectStep } from '../../steps/shapes/object.ts'
import type { StepEntries } from './entry.ts'
import { adults, invoices, orders, stamp, state, totals, zip, zipCheck } from './sample-schema.ts'

const wider = { ...adults, query: 'SELECT id, email, age FROM users WHERE age >= 18', columns: [...adults.columns, 'age'] }

export const objectSteps: StepEntries<ObjectStep['kind']> = {
  'create-enum': {
    what: 'Creates an enum type.',
    samples: { 'a type': { kind: 'create-enum', enum: { ...state, name: { name: 'colour' } } } },
  },
  'drop-enum': { what: 'Drops an enum type.', samples: { 'a type': { kind: 'drop-enum', enum: state } } },
  'add-enum-value': {
    what: 'Adds a label; it cannot be used in the same transaction, and never be taken away.',
    samples: { 'a label': { kind: 'add-enum-value', enum: state.name, value: 'sent', after: 'paid' } },
  },
  'rename-enum-value': {
    what: 'Renames a label at once: code that names the old one fails.',
    samples: { 'a label': { kind: 'rename-enum-value', enum: state.name, from: 'open', to: 'new' } },
  },
  'rename-type': {
    what: 'Renames an enum or a domain.',
    samples: { 'an enum': { kind: 'rename-type', from: state.name, to: 'order_status' } },
  },
  'create-domain': {
    what: 'Creates a domain.',
    samples: { 'a domain': { kind: 'create-domain', domain: { ...zip, name: { name: 'phone' } } } },
  },
  'drop-domain': { what: 'Drops a domain.', samples: { 'a domain': { kind: 'drop-domain', domain: zip } } },
  'add-domain-check': {
    what: 'Adds a check to a domain; NOT VALID reads no row of the tables that use it.',
    samples: {
      'not valid yet': { kind: 'add-domain-check', domain: zip.name, check: zipCheck },
      'validated at once': { kind: 'add-domain-check', domain: zip.name, check: { ...zipCheck, validated: true } },
    },
  },
  'drop-domain-check': {
    what: 'Drops a check of a domain.',
    samples: { 'a check': { kind: 'drop-domain-check', domain: zip.name, check: zipCheck } },
  },
  'validate-domain-check': {
    what: 'Proves a domain’s check on every table that uses it.',
    samples: { 'a check': { kind: 'validate-domain-check', domain: zip.name, check: zipCheck } },
  },
  'create-sequence': {
    what: 'Creates a sequence.',
    samples: { 'a sequence': { kind: 'create-sequence', sequence: { ...invoices, name: { name: 'receipt_numbers' } } } },
  },
  'drop-sequence': { what: 'Drops a sequence.', samples: { 'a sequence': { kind: 'drop-sequence', sequence: invoices } } },
  'alter-sequence': {
    what: 'Changes a sequence’s type or options.',
    samples: {
      'its cache': {
        kind: 'alter-sequence',
        from: invoices,
        to: { ...invoices, options: invoices.options.replace('CACHE 1', 'CACHE 20') },
      },
    },
  },
  'advance-sequence': {
    what: 'Moves a sequence past the largest value of a column.',
    samples: { 'a sequence': { kind: 'advance-sequence', sequence: invoices.name, table: orders, column: 'id' } },
  },
  'create-view': {
    what: 'Creates a view.',
    samples: {
      'a view': { kind: 'create-view', view: adults },
      'a materialized view': { kind: 'create-view', view: totals, withData: true },
    },
  },
  'drop-view': {
    what: 'Drops a view.',
    samples: { 'a view': { kind: 'drop-view', view: adults }, 'a materialized view': { kind: 'drop-view', view: totals } },
  },
  'replace-view': {
    what: 'Replaces a view’s query; columns may only be added at its end.',
    samples: { 'a view': { kind: 'replace-view', from: adults, to: wider } },
  },
  'rename-view': {
    what: 'Renames a view.',
    samples: { 'a view': { kind: 'rename-view', from: adults.name, to: 'grown_ups', materialized: false } },
  },
  'refresh-view': {
    what: 'Fills a materialized view anew.',
    samples: {
      concurrently: { kind: 'refresh-view', view: totals.name, online: true },
      plainly: { kind: 'refresh-view', view: totals.name, online: false },
    },
  },
  'create-routine': { what: 'Creates a function or procedure.', samples: { 'a function': { kind: 'create-routine', routine: stamp } } },
  'drop-routine': { what: 'Drops a function or procedure.', samples: { 'a function': { kind: 'drop-routine', routine: stamp } } },
  'replace-routine': {
    what: 'Replaces a function’s body.',
    samples: {
      'a function': {
        kind: 'replace-routine',
        from: stamp,
        to: { ...stamp, definition: stamp.definition.replace('RETURN NEW', 'NEW.name := lower(NEW.name); RETURN NEW') },
      },
    },
  },
  'create-extension': {
    what: 'Installs an extension.',
    samples: { 'an extension': { kind: 'create-extension', extension: { name: 'citext' } } },
  },
  'drop-extension': {
    what: 'Removes an extension.',
    samples: { 'an extension': { kind: 'drop-extension', extension: { name: 'citext' } } },
  },
  'execute-sql': {
    what: 'Runs SQL as it stands. What it may touch is treated with the greatest care afterwards.',
    samples: {
      'any statement': {
        kind: 'execute-sql',
        up: "UPDATE users SET name = 'x' WHERE id = 1",
        reason: 'a one-off',
        transactional: true,
        touches: ['users'],
      },
    },
  },
  'run-code': {
    what: 'Runs program code of a migration that was read, as it stands. What it may touch is treated with the greatest care afterwards.',
    samples: {
      'any code': { kind: 'run-code', language: 'ruby', up: 'User.find_each(&:touch)', reason: 'calls the model User', touches: ['users'] },
    },
  },
}
