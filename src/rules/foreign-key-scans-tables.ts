import { validatedLater } from './exact-remedy.ts'
import { byItself, heavyRule } from './heavy.ts'

export const foreignKeyScansTables = heavyRule({
  id: 'foreign-key-scans-tables',
  harm: 'ADD FOREIGN KEY takes SHARE ROW EXCLUSIVE on both tables and looks up every row under it: neither can be written meanwhile.',
  remedy: {
    words: 'add it NOT VALID, which reads no row, and validate it in a transaction of its own: then both tables are written all the while',
    sql: [
      'ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) REFERENCES {references} ({referenced}) NOT VALID',
      'ALTER TABLE {table} VALIDATE CONSTRAINT {name}',
    ],
    rails: [
      'add_foreign_key :{table}, :{references}, column: {symbols}{nameInRuby?}{actionsInRuby?}, validate: false',
      '# in the next migration:',
      'validate_foreign_key :{table}, name: "{name}"',
    ],
    alembic: [
      "op.create_foreign_key('{name}', '{table}', '{references}', [{strings}], ['{referenced}']{actionsInPython?}, postgresql_not_valid=True)",
      '# in the next revision:',
      'op.execute("ALTER TABLE {table} VALIDATE CONSTRAINT {name}")',
    ],
    liquibase: [
      '<addForeignKeyConstraint constraintName="{name}" baseTableName="{table}" baseColumnNames="{columns}" referencedTableName="{references}" referencedColumnNames="{referenced}"{actionsInXml?} validate="false"/>',
      '<!-- in the next changeSet: -->',
      '<sql>ALTER TABLE {table} VALIDATE CONSTRAINT {name}</sql>',
    ],
  },
  claims: (heavy, at) =>
    byItself('add-constraint')(heavy, at) && at.step.kind === 'add-constraint' && at.step.constraint.kind === 'foreign-key',
  exactly: (step, sql) => (step.kind === 'add-constraint' ? validatedLater(step, sql) : undefined),
  doing: ({ step }) => (step.kind === 'add-constraint' ? `every row is looked up for foreign key ${step.constraint.name}` : ''),
})
