import { basename } from 'node:path/posix'
import type { SourceFile } from '../../../history/migration.ts'
import { placesIn } from '../../../history/place.ts'
import type { Half } from '../../half.ts'
import { entryOf, type Entry } from './entry.ts'

const registration = /\bgoose\.Add(?:Named)?Migration(?<noTransaction>NoTx)?(?:Context)?\s*\((?<arguments>[^)]*)\)/

/** A migration of goose's that is a Go program: kept as it is, in its place. */
export const readGoFile = (file: SourceFile): Entry | undefined => {
  const digits = /^\d+/.exec(basename(file.path))?.[0]
  const found = registration.exec(file.text)?.groups
  if (digits === undefined || found === undefined || file.path.endsWith('_test.go')) return undefined
  const given = (found['arguments'] ?? '').split(',').map(each => each.trim())
  const isTransactional = found['noTransaction'] === undefined
  const half = (name: string): Half => ({
    play: to => to.code({ language: 'go', source: file.text, reason: `the Go function ${name}` }, placesIn(file)(0, file.text.length)),
    isTransactional,
    isEmpty: name === 'nil',
  })
  const [up = 'nil', down = 'nil'] = given.slice(-2)
  return entryOf({
    version: digits,
    id: String(BigInt(digits)),
    name: basename(file.path, '.go').replace(/^\d+_?/, ''),
    file,
    up: half(up),
    down: half(down),
    sending: isTransactional ? 'transaction' : 'statements',
  })
}
