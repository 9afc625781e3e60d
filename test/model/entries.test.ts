import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Entries } from '../../src/model/entries.ts'

describe('entries', () => {
  test('each of those made from one another keeps what it held', () => {
    const none = Entries.of<number>({})
    const one = none.with('a', 1)
    const two = one.with('b', 2)
    const other = one.with('c', 3)
    const less = two.without('a')
    expect([none, one, two, other, less].map(each => each.toJSON())).toEqual([{}, { a: 1 }, { a: 1, b: 2 }, { a: 1, c: 3 }, { b: 2 }])
    expect(less.without('a')).toBe(less)
  })

  test('a name that every object answers to is there only when it was put there', () => {
    const entries = Entries.of({ users: 1 })
    expect([entries.get('constructor'), entries.has('toString'), entries.has('__proto__')]).toEqual([undefined, false, false])
    expect(entries.with('__proto__', 2).with('constructor', 3).keys()).toEqual(['users', '__proto__', 'constructor'])
  })

  test('the order is that in which they came, whatever others are made of', () => {
    const none = Entries.of<number>({})
    none.with('c', 1).with('b', 2)
    expect(none.with('a', 1).with('b', 2).with('c', 3).keys()).toEqual(['a', 'b', 'c'])
    const two = Entries.of({ a: 1, b: 2 })
    two.with('d', 4)
    expect(two.with('c', 3).with('d', 4).without('b').with('e', 5).keys()).toEqual(['a', 'c', 'd', 'e'])
  })

  test('hold what a map would, whatever was done, and name what differs between any two', () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e')
    const edit = fc.record({ from: fc.nat(), key, value: fc.option(fc.nat(3)) })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), edits => {
        const made: [Entries<number>, ReadonlyMap<string, number>][] = [[Entries.of<number>({ a: 0 }), new Map([['a', 0]])]]
        for (const { from, key, value } of edits) {
          const [entries, map] = made[from % made.length]!
          const next = new Map(map)
          if (value === null) next.delete(key)
          else next.set(key, value)
          made.push([value === null ? entries.without(key) : entries.with(key, value), next])
        }
        for (const [entries, map] of made) {
          expect(new Map(entries)).toEqual(map)
          expect(entries.values().toSorted()).toEqual([...map.values()].toSorted())
        }
        const [[left, was], [right, is]] = [made.at(-1)!, made[edits.length >> 1]!]
        const differing = ['a', 'b', 'c', 'd', 'e'].filter(key => was.get(key) !== is.get(key))
        expect(left.differing(right).toSorted()).toEqual(differing)
        expect(left.differing(Entries.from(is)).toSorted()).toEqual(differing)
      }),
    )
  })

  test('those that differ are not equal to the test runner', () => {
    expect(Entries.of({ a: { b: 1 } })).toEqual(Entries.of({ a: { b: 1 } }))
    expect(Entries.of({ a: { b: 1 } })).not.toEqual(Entries.of({ a: { b: 2 } }))
    expect({ in: Entries.of({ a: 1 }) }).not.toEqual({ in: Entries.of({}) })
  })
})
