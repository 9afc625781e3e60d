import type { Migration } from '../../../history/migration.ts'
import type { Recorder } from '../../../history/recorder.ts'
import type { Span } from '../../../model/diagnostic.ts'
import { callMethod, methodOf, propertyOf } from './php/classes.ts'
import type { PhpClass } from './php/frame.ts'
import type { Method } from './php/nodes.ts'
import { positional } from './php/value.ts'
import { ask, playMethod, type Play } from './run.ts'

export interface MigrationRequest {
  /** `id`: the file's name without `.php`, as the ledger has it. */
  readonly play: Omit<Play, 'isWrapped'>
  readonly at: Span
}

/** A migration class as a migration. */
export const migrationOf = ({ play: given, at }: MigrationRequest): Migration => {
  const { of, id } = given
  const play: Play = { ...given, isWrapped: !isFalse(of, 'withinTransaction') }
  const down = methodOf(of, 'down')?.found
  const noDown = noWayBack(down)
  return {
    id,
    name: id.replace(/^\d{4}_\d{2}_\d{2}_\d{6}_/, ''),
    file: of.file.path,
    at,
    wrapping: play.isWrapped ? 'one-each' : 'none',
    up: to => {
      if (isSkipped(to, play, at)) return
      playMethod('up', to, play)
    },
    ...(noDown === undefined ? { down: (to: Recorder) => playMethod('down', to, play) } : { noDown }),
  }
}

/** A property whose default is `false` as it stands. */
const isFalse = (of: PhpClass, property: string): boolean => {
  const found = propertyOf(of, property)?.found
  return found !== undefined && found !== 'none' && found.kind === 'boolean' && !found.value
}

const noWayBack = (down: Method | undefined): Migration['noDown'] => {
  if (down === undefined || down.body === null) return 'missing'
  const [first, ...others] = down.body.children.filter(each => each.kind !== 'noop')
  if (first === undefined) return 'empty'
  if (first.kind === 'throw' || (first.kind === 'expressionstatement' && first.expression.kind === 'throw')) return 'irreversible'
  return first.kind === 'return' && first.expr === null && others.length === 0 ? 'empty' : undefined
}

/** `shouldRun()`, since 12.4. */
const isSkipped = (to: Recorder, play: Play, at: Span): boolean => {
  const method = play.settings.major < 12 ? undefined : methodOf(play.of, 'shouldRun')
  if (method === undefined) return false
  const says = ask(
    (self, run) =>
      callMethod(
        method,
        positional(),
        { frame: { variables: new Map(), file: play.of.file, run, isStrict: true }, isLenient: false },
        self,
      ),
    to,
    play,
  )
  if (says === false) {
    to.note({ code: 'not-run', severity: 'note', message: 'shouldRun() says no: Laravel passes this migration over.', span: at })
    return true
  }
  if (says === undefined)
    to.note({
      code: 'guard-supposed',
      severity: 'note',
      message: 'shouldRun() is known only when it runs; the migration is read as if it said yes.',
      span: at,
    })
  return false
}
