import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { inPart, missingPart } from './part.ts'
import { type Driver, startDriver, type Command } from './process.ts'

const isCommand = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some(folder => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false // not in this folder of the path
    }
  })

/** Why a part that runs on Java, and needs other commands too, cannot run here. */
export const missingFor = (part: string, ...commands: readonly string[]): string | undefined => {
  const absent = ['java', ...commands].filter(name => !isCommand(name))
  return absent.length > 0 ? `there is no ${absent.join(', no ')} on this machine` : missingPart(part)
}

/** A start-up is most of what such a process does: no compiler that takes its time. */
const quickly = '-XX:TieredStopAtLevel=1'

/** Nobody is told what a test does. */
const quietly = { REDGATE_DISABLE_TELEMETRY: 'true', LIQUIBASE_ANALYTICS_ENABLED: 'false' }

export const java = (part: string, ...words: readonly string[]): Command => ({
  command: 'java',
  env: quietly,
  args: [quickly, '-cp', inPart(part, 'jars', '*'), ...words],
})

/** A driver of one source file, compiled as it starts. */
export const startJavaDriver = (part: string, source: string): Promise<Driver> =>
  startDriver(java(part, join(import.meta.dirname, 'drivers', source)))
