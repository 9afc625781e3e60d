import type { ApplicationEdit } from '../../model/gate.ts'
import type { Name } from '../../model/name.ts'
import type { Column } from '../../model/schema.ts'

/** What a person changes in the application, in the words of its framework. */
export interface EditAdvice {
  /** A sentence or two, full stops included. */
  readonly text: string
  readonly code?: { readonly language: string; readonly lines: readonly string[] }
}

/** What the plan knows of what an edit names. */
export interface EditContext {
  /** The column as it is once the plan is through; undefined where the plan does not hold it. */
  readonly columnOf: (table: Name, column: string) => Column | undefined
}

export type EditKind = ApplicationEdit['kind']
export type EditOf<K extends EditKind> = Extract<ApplicationEdit, { kind: K }>
export type PerEdit = { readonly [K in EditKind]: (edit: EditOf<K>, context: EditContext) => EditAdvice }

export const code = (language: string, ...lines: readonly string[]): NonNullable<EditAdvice['code']> => ({ language, lines })
