import { validatedLater } from './exact-remedy.ts'
import { byItself, heavyRule } from './heavy.ts'

export const checkScansTable = heavyRule({
  id: 'check-scans-table',
  harm: 'ADD CHECK takes ACCESS EXCLUSIVE and reads every row under it: the table can be neither read nor written meanwhile.',
  remedy: {
    words: 'add it NOT VALID, which reads no row, and validate it in a transaction of its own',
    sql: ['ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({expression}) NOT VALID', 'ALTER TABLE {table} VALIDATE CONSTRAINT {name}'],
    rails: [
      'add_check_constraint :{table}, "{expression}", name: "{name}", validate: false',
      '# in the next migration:',
      'validate_check_constraint :{table}, name: "{name}"',
    ],
    alembic: [
      "op.create_check_constraint('{name}', '{table}', \"{expression}\", postgresql_not_valid=True)",
      '# in the next revision:',
      'op.execute("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")',
    ],
  },
  claims: (heavy, at) =>
    byItself('add-constraint')(heavy, at) && at.step.kind === 'add-constraint' && ['check', 'not-null'].includes(at.step.constraint.kind),
  exactly: (step, sql) => (step.kind === 'add-constraint' ? validatedLater(step, sql) : undefined),
  doing: ({ step }) => (step.kind === 'add-constraint' ? `every row is read for check ${step.constraint.name}` : ''),
})
