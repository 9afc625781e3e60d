import { ofKind, type Rule } from './rule.ts'

export const dropSchemaLosesData: Rule = {
  id: 'drop-schema-loses-data',
  severity: 'error',
  harm: 'DROP SCHEMA … CASCADE, DROP DATABASE and DROP OWNED remove every table in it with all rows, for good.',
  remedy: { words: 'drop the tables by name, in migrations of their own; a database is not dropped by a migration' },
  check: ({ steps }) =>
    ofKind(steps, 'execute-sql')
      .filter(({ step }) => /^\s*drop\s+(schema\b[\s\S]*\bcascade|database|owned)\b/i.test(step.up))
      .map(at => ({ at, message: 'everything in it is lost for good' })),
}
