import { notKnown, type Call, type Value } from '../value.ts'

/** Methods of one kind of value. */
export type Methods<T> = Readonly<Record<string, (self: T, call: Call) => Value>>

/** Longer than anybody writes: what makes it is not followed. */
const longest = 1_000_000

export const within = <T extends { readonly length: number }>(made: T): T =>
  made.length > longest ? notKnown('makes something over a million long') : made

export const counted = (value: Value | undefined): number =>
  typeof value === 'number' && Number.isInteger(value) ? value : notKnown('counts with something that is no whole number')
