import type { Node } from 'libpg-query'
import { knownFunctions, volatileFunctions } from '../volatility.ts'
import type { Reading } from './names.ts'
import { textsOf } from './nodes.ts'
import { visit } from './relations-in.ts'

interface Called {
  readonly name: string
  /** It changes no schema. */
  readonly isKnown: boolean
}

/** Words of a body with which a routine could change a schema, or hide that it does. */
const changing = /\b(create|alter|drop|execute|rename|reindex|cluster|refresh|import|call|perform)\b/i

const builtIn = (name: string): boolean =>
  knownFunctions().has(name) ||
  volatileFunctions.has(name) ||
  /^(pg_(?!execute|import)|lo_|json|xml|array_|regexp_|to_|st_|ts_|txid_|has_\w+_privilege$)/.test(name) ||
  aggregates.has(name)

const aggregates = new Set(
  `count sum avg min max array_agg string_agg bool_and bool_or every bit_and bit_or any_value corr covar_pop covar_samp stddev variance var_pop
  var_samp stddev_pop stddev_samp mode percentile_cont percentile_disc rank dense_rank row_number lag lead ntile first_value last_value nth_value
  percent_rank cume_dist unnest generate_series generate_subscripts grouping uuid_generate_v4 uuid_generate_v1 uuid_nil gen_random_bytes crypt
  gen_salt digest hmac unaccent similarity word_similarity show_trgm overlay position substring trim extract normalize current_schemas now`.split(
    /\s+/,
  ),
)

/** Surely changes no schema: built in, or a routine of the schema whose body says so. */
export const isHarmless = ({ schema }: Reading, name: string, home?: string): boolean => {
  const own = schema.routines
    .values()
    .filter(each => each.name.name === name && (home === undefined || (each.name.schema ?? 'public') === home))
  return own.length > 0 ? own.every(each => !changing.test(bodyOf(each.definition))) : home === 'pg_catalog' || builtIn(name)
}

/** Functions that parsed SQL calls. */
export const calledIn = (reading: Reading, node: Node): readonly Called[] => {
  const called: Called[] = []
  visit(node, (key, value) => {
    if (key !== 'FuncCall') return
    const [name = '', home] = textsOf(value['funcname'] as readonly Node[] | undefined).toReversed()
    called.push({ name, isKnown: isHarmless(reading, name, home) })
  })
  return called
}

/** What stands behind AS, RETURN or BEGIN ATOMIC. */
const bodyOf = (definition: string): string => /\b(?:as|return|begin\s+atomic)\b([^]*)$/i.exec(definition)?.[1] ?? definition
