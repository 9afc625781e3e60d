import type { Repository } from '../frameworks/read.ts'
import type { Settings } from '../history/recorder.ts'
import type { FrameworkId } from '../model/framework.ts'
import type { Setup } from '../rules/rule.ts'

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  second: 1000,
  seconds: 1000,
  min: 60_000,
  minute: 60_000,
  minutes: 60_000,
  hour: 3_600_000,
  hours: 3_600_000,
  h: 3_600_000,
}

/** Where each framework's projects set limits for all migrations: files worth a look, by the end of their path. */
const places: Readonly<Partial<Record<FrameworkId, RegExp>>> = {
  rails: /(^|\/)config\/(initializers\/(strong|online|safe)[^/]*\.rb|database\.yml)$/,
  alembic: /(^|\/)(env\.py|alembic\.ini)$/,
  flyway: /(^|\/)(flyway\.(toml|conf)|application[^/]*\.(ya?ml|properties))$/,
}

/** `lock_timeout = 10.seconds`, `lock_timeout: 5s`, `lock_timeout=4000`: in milliseconds. */
function limit(text: string, name: string): number | undefined {
  const said = new RegExp(`^[^#\\n]*\\b${name}\\b["']?\\s*(?:=|:|to)\\s*["']?(\\d+)\\s*\\.?\\s*([a-z]*)`, 'im').exec(text)
  return said === null ? undefined : Number(said[1]) * (units[(said[2] ?? '').toLowerCase()] ?? 1)
}

const textsFor = (framework: FrameworkId, repository: Repository): readonly string[] =>
  repository.paths.filter(path => places[framework]?.test(path) === true).flatMap(path => repository.read(path) ?? [])

/** Limits that a project sets on every connection that runs migrations. */
export function settingsOf(framework: FrameworkId, repository: Repository): Settings {
  const texts = textsFor(framework, repository)
  const first = (name: string): number | undefined => texts.map(text => limit(text, name)).find(found => found !== undefined)
  const [lockTimeout, statementTimeout] = [first('lock_timeout'), first('statement_timeout')]
  return { ...(lockTimeout === undefined ? {} : { lockTimeout }), ...(statementTimeout === undefined ? {} : { statementTimeout }) }
}

export const setupOf = (framework: FrameworkId, repository: Repository): Setup =>
  framework === 'flyway' && textsFor(framework, repository).some(text => /transactional[.-]?lock\s*[=:]\s*["']?false/i.test(text))
    ? { transactionalLock: false }
    : {}
