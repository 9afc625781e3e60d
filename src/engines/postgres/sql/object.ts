import type { Routine } from '../../../model/schema.ts'
import type { SqlStatement } from '../../../steps/engine.ts'
import type { ObjectStep } from '../../../steps/shapes/object.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { commentOn, grantsOn, ownerOf } from './grant.ts'
import { type Printers } from './print.ts'
import { sequenceSql } from './sequence.ts'
import { splitStatements } from './split-statements.ts'
import { userTypeSql } from './user-type.ts'
import { viewSql } from './view.ts'

type Kind = Exclude<ObjectStep['kind'], keyof typeof userTypeSql | keyof typeof viewSql | keyof typeof sequenceSql>

const signature = ({ name, arguments: types }: Routine): string => `${quoteName(name)}(${types})`
const noun = ({ kind }: Routine): string => kind.toUpperCase()

const create = (routine: Routine): SqlStatement => ({
  sql: routine.definition
    .trim()
    .replace(/;$/, '')
    .replace(/^CREATE\s+(?:OR\s+REPLACE\s+)?/i, 'CREATE OR REPLACE '),
})

const carried = (routine: Routine): readonly SqlStatement[] => {
  const target = `${noun(routine)} ${signature(routine)}`
  return [
    ...commentOn(target, routine.comment, quoteLiteral),
    ...ownerOf(noun(routine), signature(routine), routine.owner),
    ...grantsOn({ target }, routine.grants, routine.owner, true),
  ]
}

const drop = (routine: Routine): SqlStatement => ({ sql: `DROP ${noun(routine)} IF EXISTS ${signature(routine)}` })

const steps: Printers<Kind> = {
  'create-routine': ({ routine }) => [create(routine), ...carried(routine)],
  'drop-routine': ({ routine }) => [drop(routine)],
  // Grants, owner and comment stay with a routine that is replaced.
  'replace-routine': ({ to }) => [create(to)],

  'create-extension': ({ extension: { name, schema } }) => [
    {
      sql: `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)}${schema === undefined ? '' : ` WITH SCHEMA ${quoteIdentifier(schema)}`}`,
    },
  ],
  'drop-extension': ({ extension: { name } }) => [{ sql: `DROP EXTENSION IF EXISTS ${quoteIdentifier(name)}` }],

  // Kept as its author wrote it; whether it may be repeated only the author knows.
  'execute-sql': ({ up }) => splitStatements(up).map(sql => ({ sql })),

  // Never passed over in silence: whoever runs the file has to do it by hand, and say so by deleting the stub.
  'run-code': ({ language, up, reason }) => [{ sql: stub(language, up, reason) }],
}

const stub = (language: string, source: string, reason: string): string => {
  const message = `LOCKSTEP: this ${language} code was not translated (${reason}). Do by hand what it did, then delete this statement.`
  const quoted = source.split('\n').map(line => `-- ${line}`.trimEnd())
  return [...quoted, 'DO $lockstep$', 'BEGIN', `  RAISE EXCEPTION USING MESSAGE = ${quoteLiteral(message)};`, 'END', '$lockstep$'].join(
    '\n',
  )
}

export const objectSql = { ...steps, ...userTypeSql, ...viewSql, ...sequenceSql }
