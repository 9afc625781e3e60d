import type { Recorder, PlaceOf } from '../../../history/recorder.ts'
import type { Settings } from './blueprint/settings.ts'
import { Closure } from './php/invoke.ts'
import { evaluate } from './php/evaluate.ts'
import { runBody } from './php/execute.ts'
import { callMethod, Instance, methodOf } from './php/classes.ts'
import { Opaque, PhpArray, Thrown, type PhpClass, type PhpFile, type Run, type Value } from './php/frame.ts'
import { isObject, positional } from './php/value.ts'
import type { Application } from './illuminate/context.ts'
import { Effects } from './illuminate/effects.ts'
import { worldOf } from './illuminate/world.ts'

/** More than any migration needs; what runs longer is kept as it is. */
const fuel = 500_000

/** A migration: what its base class adds to what it says itself. */
class Migration extends Instance {
  override get(property: string): Value | undefined {
    const own = super.get(property)
    if (own !== undefined) return own
    return property === 'connection' || property === 'command' ? null : property === 'withinTransaction' ? true : undefined
  }

  override call(...[method, args, site]: Parameters<Instance['call']>): Value | undefined {
    const value = super.call(method, args, site)
    return value === undefined && method === 'getConnection' ? this.get('connection') : value
  }
}

export interface Play {
  readonly of: PhpClass
  readonly settings: Settings
  readonly application: Application
  readonly placesOf: (file: PhpFile) => PlaceOf
  readonly isWrapped: boolean
  /** Its name, and those of the migrations before it. */
  readonly id: string
  readonly before: readonly string[]
}

const runOf = (effects: Effects, { settings, application, before }: Play, ran = before): Run => {
  let left = fuel
  const run: Run = {
    world: worldOf({ effects, settings, application, ran }),
    evaluate,
    runBody,
    invoke: (callable, args, site) => {
      if (callable instanceof Closure) return callable.invoke(args, site)
      if (typeof callable === 'string') {
        const value = run.world.callFunction(callable, args, site)
        if (value !== undefined) return value
      }
      if (callable instanceof PhpArray) {
        const [object = null, method] = callable.values
        const value = isObject(object) && typeof method === 'string' ? object.call?.(method, args, site) : undefined
        if (value !== undefined) return value
      }
      throw new Opaque('calls a function that is known only when it runs')
    },
    spend: () => {
      left -= 1
      if (left < 0) throw new Opaque('takes too many steps')
    },
    done: () => effects.done(),
    keep: kept => effects.keep(kept),
    note: (code, severity, message, at, file) => effects.note(code, severity, message, effects.spanOf(at, file)),
    attempt: work => effects.attempt(work),
  }
  return run
}

/** Runs `up` or `down`. */
export const playMethod = (name: 'up' | 'down', to: Recorder, play: Play): void => {
  const effects = new Effects(to, play.placesOf, play.isWrapped)
  const run = runOf(effects, play, name === 'down' ? [...play.before, play.id] : play.before)
  const self = new Migration(play.of, run)
  const method = methodOf(play.of, name)
  if (method === undefined) return
  const frame = { variables: new Map<string, Value>(), file: play.of.file, run, isStrict: false }
  try {
    construct(self, { frame, isLenient: false })
    noteConnection(self, effects, play)
    callMethod(method, positional(), { frame, isLenient: true }, self)
  } catch (problem) {
    effects.flush()
    if (problem instanceof Thrown)
      effects.note('raises', 'note', 'The migration raises an exception here.', effects.spanOf(problem.at, play.of.file))
    // Endless recursion of the file's own functions.
    else if (problem instanceof Opaque || problem instanceof RangeError)
      to.code(
        { language: 'php', source: sourceOf(method.found.loc, method.home.file), reason: problem.message },
        effects.spanOf(method.found.loc, method.home.file),
      )
    else throw problem
  }
  effects.flush()
}

/** What it sets up is not known where it is not understood; what uses it is kept then. */
const construct = (self: Migration, site: Parameters<typeof callMethod>[2]): void => {
  const constructor = methodOf(self.of, '__construct')
  if (constructor === undefined) return
  try {
    callMethod(constructor, positional(), site, self)
  } catch (problem) {
    if (!(problem instanceof Opaque)) throw problem
  }
}

/** `protected $connection = 'reporting'` */
const noteConnection = (self: Migration, effects: Effects, { of }: Play): void => {
  const name = self.get('connection')
  if (typeof name !== 'string' || /^(pgsql|postgres(ql)?)$/.test(name)) return
  effects.note(
    'other-connection',
    'note',
    `The migration runs on the connection ${name}; it is read as if it was this database.`,
    effects.spanOf(of.node.loc, of.file),
  )
}

const sourceOf = (
  { start, end }: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } },
  { text }: PhpFile,
): string => text.slice(start.offset, end.offset)

/** A property or method without effects, asked before the migration runs; undefined where it is not known. */
export const ask = (question: (self: Instance, run: Run) => Value | undefined, to: Recorder, play: Play): Value | undefined => {
  const run = runOf(new Effects(to, play.placesOf, play.isWrapped), play)
  try {
    return question(new Migration(play.of, run), run)
  } catch (problem) {
    if (problem instanceof Opaque || problem instanceof Thrown || problem instanceof RangeError) return undefined
    throw problem
  }
}
