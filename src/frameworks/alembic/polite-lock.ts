import type { LockRequest } from '../../steps/engine.ts'
import type { Render } from '../framework.ts'
import { askedBeyond } from '../frozen-file.ts'
import { keyword, layOut, more, pyString, python, type Python } from './python.ts'

/** Beside the folder of revisions. */
export const lockFile = '../lockstep/polite_lock_v1.py'

/** SHA-256 of its text, as teams have committed it. A text that has to change is a version 2, in a file beside it. */
export const lockHash = 'fa6ff22ba9ea892515eebacec81aff2188b1ccc74f0b8eb11eaeed51052c6669'

/** How a revision gets at it: its folder is none that Python imports from. */
export const lockImports: readonly string[] = ['from pathlib import Path', 'from runpy import run_path']
export const lockLoad = python(
  'helper = Path(__file__).parents[1] / "lockstep" / "polite_lock_v1.py"\nacquire = run_path(str(helper))["acquire"]',
)

export const lockCode = (head: string, render: Render): string =>
  render('alembic/polite_lock_v1.py', { head: `"""${head.replaceAll('\\', '\\\\')}"""` })

/** The call that takes a revision's locks. */
export const lockCall = (request: LockRequest, indent: number): Python => {
  const tables = request.tables.map(({ name, mode }) => `${pyString(name)}: ${pyString(mode)}`).join(', ')
  const options = askedBeyond(request).map(([name, value]) =>
    keyword(name, typeof value === 'string' ? pyString(value) : python(value === true ? 'True' : String(value))),
  )
  return layOut(python(`acquire(op, {${tables}}${more(options)})`), indent)
}
