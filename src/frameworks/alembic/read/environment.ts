import type { Interpreter } from './python/world.ts'
import type { Parsed } from './python/parse.ts'
import { isAbsent, nodesIn, type Expression, type ExpressionOf } from './python/tree.ts'
import { isUnknown, Opaque, unknown, type ModuleScope, type Value, type Written } from './python/values.ts'
import { tableThing } from './sqlalchemy/table-clause.ts'

/** What `env.py` passes to the functions of revisions: `run_migrations(op=…, tables=…)`. */
export interface Surroundings {
  readonly parameters: ReadonlyMap<string, Expression>
  /** Where that is said. */
  readonly parsed?: Parsed
}

/** Finds the call of `run_migrations` among the files. */
export const surroundingsIn = (all: readonly Parsed[]): Surroundings => {
  for (const parsed of all.filter(({ file }) => /(?:^|\/)env\.py$/.test(file.path)))
    for (const node of nodesIn(parsed.tree)) {
      if (node.nodeType !== 'Call') continue
      const { func, keywords } = node as ExpressionOf<'Call'>
      if (func.nodeType !== 'Attribute' || func.attr !== 'run_migrations' || keywords.length === 0) continue
      return { parsed, parameters: new Map(keywords.flatMap(({ arg, value }) => (isAbsent(arg) ? [] : [[arg, value] as const]))) }
    }
  return { parameters: new Map() }
}

/** What the parameters of `upgrade(op, tables)` are. */
export const parametersOf = (
  { parameters, defaults, name }: Written,
  interpreter: Interpreter,
  surroundings: Surroundings,
  load: (parsed: Parsed) => ModuleScope,
): Map<string, Value> => {
  const positional = [...(parameters.posonlyargs ?? []), ...(parameters.args ?? [])].map(({ arg }) => arg)
  const bound = new Map<string, Value>()
  positional.forEach((parameter, n) => {
    bound.set(
      parameter,
      passed(parameter, interpreter, surroundings, load) ??
        defaults[n - positional.length + defaults.length] ??
        unknown(`${parameter} of ${name} comes from env.py`, false),
    )
  })
  return bound
}

/** What only running the application would tell; it is asked for in both functions of every revision. */
const untold = new WeakSet<Expression>()

const passed = (
  parameter: string,
  interpreter: Interpreter,
  { parameters, parsed }: Surroundings,
  load: (parsed: Parsed) => ModuleScope,
): Value | undefined => {
  if (parameter === 'op') return { kind: 'reference', path: 'alembic.op' }
  const said = parameters.get(parameter)
  if (said !== undefined && parsed !== undefined && !untold.has(said)) {
    const value = evaluated(said, interpreter, load(parsed))
    if (value !== undefined && !isUnknown(value)) return value
    untold.add(said)
  }
  return parameter === 'tables' ? tables : undefined
}

const evaluated = (node: Expression, interpreter: Interpreter, module: ModuleScope): Value | undefined => {
  try {
    return interpreter.evaluate(node, { names: module.names, module, globals: new Set() })
  } catch (problem) {
    if (!(problem instanceof Opaque)) throw problem
    return undefined
  }
}

/** The tables of the application's models, each by its name. */
const tables: Value = {
  kind: 'thing',
  type: 'tables',
  get: name => tableThing({ name, types: new Map(), defaults: new Map() }),
  item: key => (typeof key === 'string' ? tableThing({ name: key, types: new Map(), defaults: new Map() }) : unknown('names a table')),
}
