import { posix } from 'node:path'
import type { LockRequest } from '../../steps/engine.ts'
import type { Render } from '../framework.ts'
import { askedBeyond } from '../frozen-file.ts'
import { ruby, rubyPair, rubyString, rubyText, type Ruby } from './ruby.ts'

/** Beside the folder of migrations, where nothing is loaded by itself. */
export const lockFile = '../lockstep/polite_lock_v1'

/** SHA-256 of its text, as teams have committed it. A text that has to change is a version 2, in a file beside it. */
export const lockHash = '6844df4c8f7080f68a122326a76dd7ffcaaf3c03281a8edf853619c92fde2193'

/** What the code of a migration that uses it holds. */
export const lockMark = 'Lockstep::PoliteLockV1.acquire'

/** How a migration requires it. */
export const requireFrom = (name: string): Ruby => {
  const folder = '/db/migrate'
  return rubyString(posix.relative(posix.dirname(posix.join(folder, name)), posix.join(folder, lockFile)))
}

export const lockCode = (head: string, render: Render): string => render('rails/polite_lock_v1.rb', { head: indented(rubyText(head)) })

/** The body of a here-document stands under its constant. */
const indented = (text: Ruby): Ruby => ruby(text.replace(/\n(?=.)/g, '\n    '))

/** The call that takes a migration's locks; a long text comes last, as a here-document. */
export const lockCall = (request: LockRequest, render: Render): string => {
  const asked = askedBeyond(request)
  const options = asked.map(([name, value], n) =>
    rubyPair(name, typeof value !== 'string' ? ruby(String(value)) : n === asked.length - 1 ? rubyText(value) : rubyString(value)),
  )
  const tables = request.tables.map(({ name, mode }) => `${rubyString(name)} => ${rubyString(mode)}`).join(', ')
  return render('rails/acquire.rb', { tables: ruby(`{ ${tables} }`), options: ruby(options.join(', ')) }).trimEnd()
}
