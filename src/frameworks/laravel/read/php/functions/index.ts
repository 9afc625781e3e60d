import { type CallSite, PhpArray, type Args, type Value } from '../frame.ts'
import { isObject, isTruthy } from '../value.ts'
import { arrayFunctions, inOrder } from './arrays.ts'
import { stringFunctions } from './strings.ts'

const isNumeric = (value: Value | undefined): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))

const tests: Readonly<Record<string, (value: Value | undefined) => Value>> = {
  is_null: value => value === null,
  is_array: value => value instanceof PhpArray,
  is_string: value => typeof value === 'string',
  is_int: value => Number.isInteger(value),
  is_integer: value => Number.isInteger(value),
  is_float: value => typeof value === 'number' && !Number.isInteger(value),
  is_bool: value => typeof value === 'boolean',
  is_object: isObject,
  is_numeric: isNumeric,
  is_callable: value => isObject(value) && value.className === 'Closure',
  boolval: isTruthy,
}

/** What concerns the process that runs the migration, and no row or table. */
const ofTheProcess = new Set([
  'set_time_limit',
  'ini_set',
  'error_log',
  'gc_collect_cycles',
  'usleep',
  'sleep',
  'flush',
  'ob_flush',
  'var_dump',
  'print_r',
  'printf',
])

/** PHP's own functions without state; undefined where it is none of them. */
export const callBuiltIn = (name: string, args: Args, site: CallSite): Value | undefined => {
  const own = name.toLowerCase()
  const values = inOrder(args)
  if (Object.hasOwn(stringFunctions, own)) return stringFunctions[own]!(...values)
  if (Object.hasOwn(arrayFunctions, own)) return arrayFunctions[own]!(values, site)
  if (Object.hasOwn(tests, own)) return tests[own]!(values[0])
  if (ofTheProcess.has(own)) return null
  if (own === 'compact')
    return PhpArray.from(
      values.flatMap(value => {
        const held = typeof value === 'string' ? site.frame.variables.get(value) : undefined
        return held === undefined || typeof held === 'symbol' ? [] : [[String(value), held] as const]
      }),
    )
  return undefined
}
