import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { generateFiles } from '../../src/pipeline.ts'
import { prepare } from '../acceptance/rehearsal.ts'
import { loadExample } from '../acceptance/examples.ts'
import { now } from './lab/case.ts'
import { makeFolder, removeFolder, writeFiles } from './lab/folder.ts'
import { inPart, missingPart } from './lab/part.ts'

interface Finding {
  readonly rule: string
  readonly major: number
  /** `rename-column/20261120093000_drop_name_from_users.up.sql` */
  readonly file: string
  /** The first line of what it is about. */
  readonly line: string
  /** What stands before it in the file. */
  readonly before: string
}

/** What squawk says of a file and is wrong about, or what its file is for; each must still occur. */
interface Accepted {
  readonly rules: readonly string[]
  readonly because: string
  readonly where: (finding: Finding) => boolean
}

const saysFirst = (...starts: readonly string[]) => {
  const pattern = new RegExp(`^(?:${starts.join('|')})(?!\\w)`)
  return ({ line }: Finding): boolean => pattern.test(line)
}
const isContractOrBack = ({ file, before }: Finding): boolean =>
  file.endsWith('.down.sql') || /^-- Lockstep plan .*\(contract\)/.test(before)
const ofExample =
  (...names: readonly string[]) =>
  ({ file }: Finding): boolean =>
    names.includes(file.split('/')[0]!)

const accepted: readonly Accepted[] = [
  {
    rules: ['require-lock-timeout'],
    because: 'the DO block before it has taken the lock already, with 50 ms for each try; squawk does not look into DO',
    where: ({ before }) => /DECLARE give_up timestamptz[^]*SET LOCAL lock_timeout = '50ms'/.test(before),
  },
  {
    rules: ['require-lock-timeout', 'require-statement-timeout'],
    because: 'it makes something new, or replaces a function: no lock of it is held by any traffic',
    where: saysFirst('CREATE OR REPLACE VIEW', 'CREATE OR REPLACE FUNCTION', 'CREATE SEQUENCE', 'CREATE EXTENSION'),
  },
  {
    rules: ['require-lock-timeout', 'require-statement-timeout'],
    because: 'it locks a type, a domain, a function or an extension, which traffic locks in modes that do not conflict and for a moment',
    where: saysFirst('ALTER TYPE', 'COMMENT ON TYPE', 'DROP TYPE', 'ALTER DOMAIN', 'DROP DOMAIN', 'DROP FUNCTION', 'DROP EXTENSION'),
  },
  {
    rules: ['ban-drop-column', 'ban-drop-constraint', 'ban-drop-function', 'ban-drop-not-null', 'ban-drop-default', 'ban-drop-type'],
    because: 'it is the contract phase, behind its gate, or the way back of the file that added it',
    where: isContractOrBack,
  },
  {
    rules: ['ban-drop-constraint'],
    because: 'the check has served to prove NOT NULL or the bounds of a partition, or a new one has taken its place',
    where: saysFirst('ALTER TABLE \\S+ DROP CONSTRAINT IF EXISTS \\S+_(?:not_null|partition_bounds|nickname_check);'),
  },
  {
    rules: [
      'ban-drop-constraint',
      'ban-drop-not-null',
      'ban-drop-generated-expression',
      'ban-alter-identity',
      'ban-drop-domain',
      'ban-drop-extension',
    ],
    because: 'it is what the change asks for, or undoes, and running code may go on with it',
    where: ofExample('drop-constraint', 'drop-column', 'make-optional', 'make-identity', 'drop-generated', 'domains', 'extensions'),
  },
  {
    rules: ['adding-not-nullable-field'],
    because: 'a validated CHECK proves it, so that PostgreSQL 12 and later read no row',
    where: saysFirst('ALTER TABLE \\S+ ALTER COLUMN \\S+ SET NOT NULL'),
  },
  {
    rules: ['require-concurrent-index-creation', 'require-concurrent-index-deletion'],
    because:
      'an index of a partitioned table cannot be made or dropped concurrently: ON ONLY builds nothing, and the partitions come one by one',
    where: ofExample('create-index-on-partitions', 'create-unique-index-on-partitions', 'drop-index-of-partitions'),
  },
  {
    rules: ['require-concurrent-index-creation'],
    because: 'the materialized view is new and nobody reads it yet',
    where: ofExample('replace-materialized-view'),
  },
  {
    rules: ['prefer-bigint-over-int'],
    because: 'the column has the type that the team gave it, or had before',
    where: ofExample('change-primary-key-type', 'change-type-under-views', 'create-table-and-reshape', 'drop-table'),
  },
  {
    rules: ['prefer-robust-stmts'],
    because: 'DETACH … CONCURRENTLY has no IF EXISTS; the statements before it take an interrupted one to its end',
    where: saysFirst('ALTER TABLE \\S+ DETACH PARTITION \\S+ CONCURRENTLY'),
  },
]

const examples = readdirSync('schema-examples')
  .filter(f => f.endsWith('.ts'))
  .map(f => f.slice(0, -3))
const folder = makeFolder('squawk')
afterAll(() => removeFolder(folder))

/** Writes the ups and downs of every example for one version, and lets squawk read them. */
const findingsOn = async (major: number): Promise<readonly Finding[]> => {
  for (const name of examples) {
    const example = await loadExample(name)
    if (major < (example.minimumMajor ?? 0)) continue
    const { plan } = await prepare(example, major, example.policy)
    const files = await generateFiles(plan, { framework: 'sql', phase: 'all', now })
    if (!files.ok) throw new Error(`${name}: ${files.diagnostics.map(d => d.message).join('\n')}`)
    mkdirSync(join(folder, String(major), name), { recursive: true })
    writeFiles(join(folder, String(major), name), files.value)
  }
  const { stdout, stderr, error } = spawnSync(
    inPart('squawk', 'bin', 'squawk'),
    ['--pg-version', `${major}.0`, '--reporter', 'json', '**/*.sql'],
    { cwd: join(folder, String(major)), encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  if (error !== undefined || !stdout.startsWith('[')) throw new Error(`squawk said: ${stderr}`)
  return (JSON.parse(stdout) as readonly { readonly rule_name: string; readonly file: string; readonly line: number }[]).map(
    ({ rule_name: rule, file, line }) => {
      const lines = readFileSync(join(folder, String(major), file), 'utf8').split('\n')
      return { rule, major, file, line: lines[line]!.trim(), before: lines.slice(0, line).join('\n') }
    },
  )
}

const missing = missingPart('squawk')
describe('squawk', () => {
  if (missing !== undefined) it.skip(missing, () => undefined)
  it.runIf(missing === undefined)('accepts the SQL of every example but for what is listed here with the reason', async () => {
    const findings = [...(await findingsOn(12)), ...(await findingsOn(18))]
    const isAccepted = (finding: Finding): boolean => accepted.some(({ rules, where }) => rules.includes(finding.rule) && where(finding))
    expect(
      findings.filter(finding => !isAccepted(finding)).map(({ rule, file, major, line }) => `${rule} on ${major}: ${file}: ${line}`),
    ).toEqual([])
    const unused = accepted.flatMap(({ rules, because, where }) =>
      rules.filter(rule => !findings.some(finding => finding.rule === rule && where(finding))).map(rule => `${rule}, ${because}`),
    )
    expect(unused, 'listed, but no longer found').toEqual([])
  })
})
