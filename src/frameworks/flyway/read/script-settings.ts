import type { SourceFile } from '../../../history/migration.ts'

/** The settings a script may have of its own, in `<script>.conf`. */
export interface ScriptSettings {
  readonly executeInTransaction?: boolean
  readonly placeholderReplacement?: boolean
  readonly encoding?: string
  /** A condition of the paid editions. */
  readonly shouldExecute?: string
}

export const readScriptSettings = ({ text }: SourceFile): ScriptSettings => {
  const values = new Map(
    text.split('\n').flatMap(line => {
      const [, name, value] = /^\s*(?:flyway\.)?(\w+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value] as const]
    }),
  )
  const flag = (name: string): boolean | undefined => {
    const value = values.get(name.toLowerCase())?.toLowerCase()
    return value === 'true' ? true : value === 'false' ? false : undefined
  }
  return {
    executeInTransaction: flag('executeInTransaction'),
    placeholderReplacement: flag('placeholderReplacement'),
    encoding: values.get('encoding'),
    shouldExecute: values.get('shouldexecute'),
  }
}
