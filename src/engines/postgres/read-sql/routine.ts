import type { CreateFunctionStmt, FunctionParameter, Node, ObjectWithArgs, VariableSetStmt } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Routine } from '../../../model/schema.ts'
import type { Step } from '../../../steps/step.ts'
import { present } from '../introspect/catalog.ts'
import { quoteIdentifier, quoteLiteral, quoteName } from '../quote.ts'
import { newOfParts, type Reading } from './names.ts'
import { allOf, asKind, itemsOf, textsOf, valueOf } from './nodes.ts'
import { clauseEnd, phrase, wordAt, type Source } from './source.ts'
import { readType } from './type-name.ts'
import { readsOf } from './view-reads.ts'

const modes: Partial<Record<NonNullable<FunctionParameter['mode']>, string>> = {
  FUNC_PARAM_OUT: 'OUT ',
  FUNC_PARAM_INOUT: 'INOUT ',
  FUNC_PARAM_VARIADIC: 'VARIADIC ',
}

/** A type behind SETOF, or taken from a column with %TYPE, in the catalog's spelling. */
const typeText = (reading: Reading, type: CreateFunctionStmt['returnType']): string =>
  `${type?.setof ? 'SETOF ' : ''}${readType(reading, type).native}`

const defaultText = ({ source }: Reading, parameter: FunctionParameter): string => {
  const from = source.indexAt(parameter.location)
  const end = clauseEnd(source, from)
  const at = clauseEnd(
    source,
    from,
    (index, token) => token.text === '=' || (token.kind === 'word' && token.name === 'default' && index < end),
  )
  return ` DEFAULT ${phrase(source, at + 1, end)}`
}

/** Since 14 every parameter of a procedure says its mode. */
const parameterText = (reading: Reading, parameter: FunctionParameter, isProcedure: boolean, withDefaults: boolean): string => {
  const mode = modes[parameter.mode ?? 'FUNC_PARAM_IN'] ?? (isProcedure && reading.major >= 14 ? 'IN ' : '')
  const name = parameter.name === undefined ? '' : `${quoteIdentifier(parameter.name)} `
  return `${mode}${name}${typeText(reading, parameter.argType)}${withDefaults && parameter.defexpr !== undefined ? defaultText(reading, parameter) : ''}`
}

const listed = new Set([
  'search_path',
  'temp_tablespaces',
  'session_preload_libraries',
  'shared_preload_libraries',
  'local_preload_libraries',
  'unix_socket_directories',
])

const settingText = ({ name = '', args }: VariableSetStmt): string => {
  const values = (args ?? []).map(each => quoteLiteral(valueOf(each) ?? ''))
  return ` SET ${quoteIdentifier(name)} TO ${listed.has(name) ? values.join(', ') : values.join(', ')}\n`
}

const dollarQuoted = (body: string, isProcedure: boolean): string => {
  let tag = isProcedure ? 'procedure' : 'function'
  while (body.includes(`$${tag}`)) tag += 'x'
  return `$${tag}$${body}$${tag}$`
}

const isOn = (node: Node | undefined): boolean => valueOf(node) === 'true'

/** Options on one line, in the order of `pg_get_functiondef`. */
const attributesText = (options: ReadonlyMap<string, Node | undefined>, language: string): string => {
  const volatility = valueOf(options.get('volatility'))
  const parallel = valueOf(options.get('parallel'))
  const [cost, rows] = [valueOf(options.get('cost')), valueOf(options.get('rows'))]
  const usual = language === 'c' || language === 'internal' ? '1' : '100'
  const text = [
    isOn(options.get('window')) ? ' WINDOW' : '',
    volatility === 'immutable' || volatility === 'stable' ? ` ${volatility.toUpperCase()}` : '',
    parallel !== undefined && /^(safe|restricted)$/i.test(parallel) ? ` PARALLEL ${parallel.toUpperCase()}` : '',
    isOn(options.get('strict')) ? ' STRICT' : '',
    isOn(options.get('security')) ? ' SECURITY DEFINER' : '',
    isOn(options.get('leakproof')) ? ' LEAKPROOF' : '',
    cost === undefined || cost === usual ? '' : ` COST ${cost}`,
    rows === undefined || rows === '1000' || rows === '0' ? '' : ` ROWS ${rows}`,
    options.has('support') ? ` SUPPORT ${textsOf(itemsOf(options.get('support'))).join('.')}` : '',
  ].join('')
  return text === '' ? '' : `${text}\n`
}

const isTable = ({ mode }: FunctionParameter): boolean => mode === 'FUNC_PARAM_TABLE'
const isOut = ({ mode }: FunctionParameter): boolean => mode === 'FUNC_PARAM_OUT' || mode === 'FUNC_PARAM_INOUT'

const returnText = (reading: Reading, node: CreateFunctionStmt, parameters: readonly FunctionParameter[]): string => {
  const table = parameters.filter(isTable)
  if (table.length > 0)
    return `TABLE(${table.map(each => parameterText(reading, { ...each, mode: 'FUNC_PARAM_IN' }, false, false)).join(', ')})`
  if (node.returnType !== undefined) return typeText(reading, node.returnType)
  const out = parameters.filter(isOut)
  return out.length === 1 ? typeText(reading, out[0]!.argType) : 'record'
}

/** An SQL-standard body: RETURN … or BEGIN ATOMIC … END, the last clause of the statement, as it is written. */
const standardBody = (source: Source): string => {
  const at = wordAt(source, afterParameters(source), 'return', 'begin') ?? 0
  return source.text.slice(source.tokens()[at]?.start ?? 0).trim()
}

/** Behind the parameter list. */
const afterParameters = (source: Source): number => {
  const all = source.tokens()
  let at = 0
  while (at < all.length && all[at]!.text !== '(') at += 1
  return clauseEnd(source, at + 1, () => false) < all.length ? closingFrom(source, at) + 1 : all.length
}

const closingFrom = (source: Source, open: number): number => {
  let depth = 0
  const all = source.tokens()
  for (let at = open; at < all.length; at += 1) {
    if (all[at]!.text === '(') depth += 1
    else if (all[at]!.text === ')') depth -= 1
    if (depth === 0) return at
  }
  return all.length
}

/** The statement as `pg_get_functiondef` prints it; expressions of defaults stay as they are written. */
const definitionOf = (reading: Reading, node: CreateFunctionStmt, name: Name, parameters: readonly FunctionParameter[]): string => {
  const isProcedure = node.is_procedure === true
  const options = new Map(allOf(node.options, 'DefElem').map(({ defname = '', arg }) => [defname, arg] as const))
  const settings = allOf(node.options, 'DefElem').flatMap(({ defname, arg }) =>
    defname === 'set' ? (asKind(arg, 'VariableSetStmt') ?? []) : [],
  )
  const language = (valueOf(options.get('language')) ?? 'sql').toLowerCase()
  const args = parameters.filter(each => !isTable(each)).map(each => parameterText(reading, each, isProcedure, true))
  const [body = '', symbol] = textsOf(itemsOf(options.get('as')))
  const code =
    node.sql_body !== undefined
      ? standardBody(reading.source)
      : symbol === undefined
        ? `AS ${dollarQuoted(body, isProcedure)}`
        : `AS ${quoteLiteral(body)}, ${dollarQuoted(symbol, isProcedure)}`
  return [
    `CREATE OR REPLACE ${isProcedure ? 'PROCEDURE' : 'FUNCTION'} ${quoteName(name)}(${args.join(', ')})\n`,
    isProcedure ? '' : ` RETURNS ${returnText(reading, node, parameters)}\n`,
    ` LANGUAGE ${quoteIdentifier(language)}\n`,
    attributesText(options, language),
    ...settings.map(settingText),
    code,
  ].join('')
}

const namedIn = (reading: Reading, name: Name): readonly Routine[] =>
  reading.schema.routines.values().filter(each => keyOf(each.name) === keyOf(name))

/** `a integer, OUT b text` → `integer`: what tells overloads apart. */
const inputTypes = (text: string): string =>
  text
    .split(', ')
    .filter(each => !/^(OUT|TABLE) /.test(each))
    .map(each => each.replace(/^(IN|INOUT|VARIADIC) /, ''))
    .map(each => each.replace(/^(?:"(?:[^"]|"")+"|[a-z_][\w$]*) (?=\S)(?!precision|varying|with|without)/, ''))
    .join(', ')

/** Columns an SQL-standard body pins; nothing where it reads no table. */
const readsOfBody = (reading: Reading, { sql_body }: CreateFunctionStmt): Routine['reads'] => {
  const reads = sql_body === undefined ? {} : readsOf(reading, sql_body)
  return Object.keys(reads).length === 0 ? undefined : reads
}

export const createRoutine = (reading: Reading, node: CreateFunctionStmt): readonly Step[] => {
  const name = newOfParts(reading, textsOf(node.funcname))
  const parameters = allOf(node.parameters, 'FunctionParameter')
  const isProcedure = node.is_procedure === true
  const routine = present<Routine>({
    name,
    arguments: parameters
      .filter(each => !isTable(each))
      .map(each => parameterText(reading, each, isProcedure, false))
      .join(', '),
    kind: isProcedure ? 'procedure' : 'function',
    definition: definitionOf(reading, node, name, parameters),
    reads: readsOfBody(reading, node),
  })
  const from = namedIn(reading, name).find(each => inputTypes(each.arguments) === inputTypes(routine.arguments))
  if (!node.replace || from === undefined) return [{ kind: 'create-routine', routine }]
  const { reads: _, ...kept } = from
  return [{ kind: 'replace-routine', from, to: { ...kept, ...routine } }]
}

/** The routine DROP FUNCTION and its like mean; undefined where there is none, or no telling which. */
export const routineNamed = (reading: Reading, { objname, objargs, args_unspecified }: ObjectWithArgs): Routine | undefined => {
  const parts = textsOf(objname)
  const homes =
    parts.length > 1 ? [newOfParts(reading, parts)] : [...reading.path, 'public'].map(home => newOfParts({ path: [home] }, parts))
  const all = homes.flatMap(name => namedIn(reading, name))
  if (args_unspecified) return all.length === 1 || new Set(all.map(each => each.arguments)).size === 1 ? all[0] : undefined
  const types = allOf(objargs, 'TypeName').map(type => readType(reading, type).native)
  return all.find(each => inputTypes(each.arguments) === types.join(', '))
}
