import type { ApplicationEdit } from '../../model/gate.ts'

/** What a person changes in the application, in the words of its framework. */
export interface EditAdvice {
  /** A sentence or two, full stops included. */
  readonly text: string
  readonly code?: { readonly language: string; readonly lines: readonly string[] }
}

export type EditKind = ApplicationEdit['kind']
export type EditOf<K extends EditKind> = Extract<ApplicationEdit, { kind: K }>
export type PerEdit = { readonly [K in EditKind]: (edit: EditOf<K>) => EditAdvice }

/** A framework says only what it says differently from the plain words. */
export type SomeEdits = Partial<PerEdit>

export const code = (language: string, ...lines: readonly string[]): NonNullable<EditAdvice['code']> => ({ language, lines })
