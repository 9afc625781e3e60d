import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Runs a command to its end. @throws with the last lines it said */
export function run(command, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...options })
  if (error) throw new Error(`${command} could not be started: ${error.message}`)
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} exited with ${status}:\n${`${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n')}`,
    )
  return stdout
}

/**
 * Makes a folder once: `fill` gets a staging folder beside it, which takes its place when all went well. `stamp` says what
 * is wanted; where the folder has another one it is made anew.
 *
 * @param inPlace for what cannot be moved afterwards (a Python environment): filled where it stays, stamped last
 */
export function once(folder, stamp, fill, { inPlace = false } = {}) {
  const mark = at => join(at, '.lockstep-lab')
  if (existsSync(mark(folder)) && readFileSync(mark(folder), 'utf8') === stamp) return `is there (${stamp})`
  rmSync(folder, { recursive: true, force: true })
  const staging = inPlace ? folder : `${folder}.${process.pid}`
  mkdirSync(dirname(folder), { recursive: true })
  rmSync(staging, { recursive: true, force: true })
  mkdirSync(staging)
  try {
    fill(staging)
    writeFileSync(mark(staging), stamp)
    if (!inPlace) renameSync(staging, folder)
  } catch (reason) {
    rmSync(staging, { recursive: true, force: true })
    throw reason
  }
  return `installed ${stamp}`
}
