import { error, type Diagnostic, type Span } from '../model/diagnostic.ts'
import { listed, nearest } from './did-you-mean.ts'

/**
 * What can be wrong in a schema or change file, said once: the run and the type check use the same sentences.
 * Each names the table first and ends with what to do.
 */
export const unknown = (what: string, owner: string, written: string, known: readonly string[], span?: Span): Diagnostic => {
  const near = nearest(written, known)
  return error(
    `unknown-${what.replaceAll(' ', '-')}`,
    `${owner} has no ${what} ${written}${near === undefined ? '' : `; did you mean ${near}?`}`,
    known.length === 0 ? `It has no ${what} at all.` : `It has ${listed(known)}.`,
    span,
  )
}

export const alreadyThere = (what: string, owner: string, name: string, span?: Span): Diagnostic =>
  error(
    `${what.replaceAll(' ', '-')}-exists`,
    `${owner} has a ${what} ${name} already`,
    `Choose another name, or drop or rename that ${what} first.`,
    span,
  )

export const wrongValue = (owner: string, value: string, type: string, instead: string, span?: Span): Diagnostic =>
  error('wrong-default', `${owner} is ${type}: ${value} is not a value of that type`, instead, span)

/** Anything else; `code` still names the harm. */
export const mistake = error
