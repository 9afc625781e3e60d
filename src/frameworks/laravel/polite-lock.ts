import type { LockRequest } from '../../steps/engine.ts'
import type { Render } from '../framework.ts'
import { askedBeyond } from '../frozen-file.ts'
import type { LaravelContext } from './context.ts'
import { php, phpString, phpText } from './php.ts'

/** Beside the folder of migrations. */
export const lockFile = '../lockstep/PoliteLockV1.php'

/** SHA-256 of its text, as teams have committed it. A text that has to change is a version 2, in a file beside it. */
export const lockHash = 'b85f8faf29250eecad3f334f590f9878c0c4306cdc2f54032e3c49483418f209'

/** Other packages' migrations may have brought the same class from their own folder. */
export const lockRequire = php(`class_exists(PoliteLockV1::class, false) || require __DIR__.'/${lockFile}';`)

/** What the code of a migration that uses it holds. */
export const lockMark = 'PoliteLockV1::acquire('

export const lockCode = (head: string, render: Render): string =>
  render('laravel/PoliteLockV1.php', { head: phpText(head).replace(/\n(?=.)/g, '\n    ') })

/** The call that takes a migration's locks. */
export const lockCall = (request: LockRequest, { db }: LaravelContext, render: Render): string => {
  const pairs = (items: readonly (readonly [string, string])[]): string =>
    `[${items.map(([key, value]) => `${phpString(key)} => ${value}`).join(', ')}]`
  return render('laravel/acquire.php', {
    connection: php(db.endsWith('->') ? db.slice(0, -2) : `${db}connection()`),
    tables: php(pairs(request.tables.map(({ name, mode }) => [name, phpString(mode)]))),
    options: php(pairs(askedBeyond(request).map(([name, value]) => [name, typeof value === 'string' ? phpText(value) : String(value)]))),
  }).trimEnd()
}
