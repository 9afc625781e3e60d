import { keyOf } from '../../../model/name.ts'
import type { StepOf } from '../../../steps/step.ts'
import { quoteInBody, quoteLiteral, quoteNameInBody } from '../quote.ts'
import { enclose } from './print.ts'
import type { Walk } from './walk.ts'

/** Keys that are named, and rows after which nothing more is looked for. */
const named = 20
const enough = 1000

/** What a value, a constraint or a trigger says to a row: of the row itself, and the same when it is tried again. */
const refusals = 'data_exception OR integrity_constraint_violation OR raise_exception'

export const assignmentsOf = ({ set }: StepOf<'backfill'>): string =>
  set.map(({ column, expression }) => `${quoteInBody(column)} = ${expression}`).join(', ')

/** Told once, behind all other rows; none of its values, only where it is. */
export const unfitVariables = {
  first: `one record; singly boolean := false; refused boolean; here text[]; keys text[] := '{}'; unfit bigint := 0; code text;`,
  again: `one record; singly boolean := coalesce((state->>'singly')::boolean, false); refused boolean; here text[]; code text := state->>'code';
  keys text[] := ARRAY(SELECT jsonb_array_elements_text(state->'keys')); unfit bigint := coalesce((state->>'unfit')::bigint, 0);`,
  kept: `'singly', singly, 'keys', keys, 'unfit', unfit, 'code', code`,
}

/** The update of a batch. One that a row refuses is done again, small and row by row: the others of it are filled all the same. */
export const updateLines = (step: StepOf<'backfill'>, walk: Walk): readonly string[] => {
  const update = (rows: string): readonly string[] => [
    `UPDATE ${quoteNameInBody(step.table)} SET ${assignmentsOf(step)}`,
    `WHERE ${rows}`,
    `  AND ${enclose(step.where)};`,
  ]
  return [
    'IF singly THEN',
    `  FOR one IN SELECT ${walk.one.columns} FROM ${quoteNameInBody(step.table)} WHERE ${walk.within} LOOP`,
    '    BEGIN',
    ...update(walk.one.within).map(line => `      ${line}`),
    '      changed := changed + FOUND::int;',
    `    EXCEPTION WHEN ${refusals} THEN`,
    `      here := here || concat(${walk.one.text}); code := coalesce(code, SQLSTATE);`,
    '    END;',
    '  END LOOP;',
    'ELSE',
    ...update(walk.within).map(line => `  ${line}`),
    '  GET DIAGNOSTICS changed = ROW_COUNT;',
    'END IF;',
  ]
}

/** Further handlers of the block around that update. */
export const refusedLines: readonly string[] = [
  `WHEN ${refusals} THEN`,
  '  refused := true; tried := 0; -- the same rows once more, one by one, to tell which',
]

/** After the batch has been committed. */
export const countUnfitLines = ({ batch: { least } }: Walk): readonly string[] => [
  'IF refused THEN',
  `  singly := true; batch := ${least};`,
  '  CONTINUE;',
  'ELSIF singly THEN',
  `  unfit := unfit + cardinality(here); keys := (keys || here)[1:${named}]; singly := here <> '{}';`,
  `  EXIT WHEN unfit >= ${enough};`,
  'END IF;',
]

/** Behind the last batch of a pass: what nobody can fill is told before anything else is read of these rows. */
export const raiseUnfitLines = (step: StepOf<'backfill'>, { one }: Walk): readonly string[] => {
  const what = ` rows of ${keyOf(step.table)} do not fit ${assignmentsOf(step)} (SQLSTATE `
  return [
    'IF unfit > 0 THEN',
    `  RAISE EXCEPTION USING MESSAGE = concat('LOCKSTEP: ', CASE WHEN unfit >= ${enough} THEN 'at least ' END, unfit, ${quoteLiteral(what)}, code, ${quoteLiteral(`), ${one.name}: `)}, array_to_string(keys, ', '), CASE WHEN unfit > cardinality(keys) THEN ', …' END, '. ',`,
    `    CASE WHEN unfit < ${enough} THEN 'All other rows are filled, and stay so' ELSE 'What is filled stays filled' END, '. Correct these, then run this again: it goes on with what is left.');`,
    'END IF;',
  ]
}
