import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ToolFailed, type Running } from './tool.ts'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Starts a command in a process group of its own. */
export function start({ command, args, cwd, env }: Command): Running {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let output = ''
  const keep = (data: Buffer): void => {
    output += String(data)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const done = new Promise<{ succeeded: boolean; output: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', code => resolve({ succeeded: code === 0, output }))
  })
  return {
    done,
    kill: () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL')
    },
    stop: () => {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGTERM')
    },
  }
}

/** Runs a command to its end. @throws {ToolFailed} with its output when it exits with anything but 0 */
export async function run(command: Command): Promise<string> {
  const { succeeded, output } = await start(command).done
  if (!succeeded) throw new ToolFailed(`${command.command} ${command.args.join(' ')}\n${output}`)
  return output
}

export interface Driver {
  /** Sends one request and waits for its answer. @throws {ToolFailed} where the driver answers `{ "failed": … }` */
  readonly ask: (request: Readonly<Record<string, unknown>>) => Promise<void>
  readonly stop: () => Promise<void>
  /** Ends the process at once (SIGKILL): what it was asked is never answered. */
  readonly kill: () => void
}

/**
 * A long-lived process that takes requests and gives answers as lines of JSON, one at a time: `{ "ready": true }` once, then
 * `{ "done": true }` or `{ "failed": "what the framework said" }`. Other lines are the framework's own and are kept for errors.
 */
export async function startDriver({ command, args, cwd, env }: Command): Promise<Driver> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', data => {
    said += String(data)
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async (): Promise<Readonly<Record<string, unknown>>> => {
    for (;;) {
      const { done, value } = await lines.next()
      if (done === true) throw new Error(`${command} ${args.join(' ')} ended:\n${said}`)
      const read = /^\{"(ready|done|failed)"/.test(value) ? (JSON.parse(value) as Readonly<Record<string, unknown>>) : undefined
      if (read !== undefined) return read
      said += `${value}\n`
    }
  }
  await answer()
  let last: Promise<unknown> = Promise.resolve()
  const ask = async (request: Readonly<Record<string, unknown>>): Promise<void> => {
    said = ''
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const { failed } = await answer()
    if (failed !== undefined) throw new ToolFailed(`${String(failed)}\n${said}`)
  }
  return {
    ask: request => {
      const asked = last.then(() => ask(request))
      last = asked.catch(() => undefined)
      return asked
    },
    kill: () => void child.kill('SIGKILL'),
    stop: async () => {
      child.stdin.end()
      if (child.exitCode === null && child.signalCode === null) await new Promise(resolve => child.on('close', resolve))
    },
  }
}
