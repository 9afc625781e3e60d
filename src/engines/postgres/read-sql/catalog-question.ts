import type { Node } from 'libpg-query'
import { keyOf, type Name } from '../../../model/name.ts'
import type { Schema, Table } from '../../../model/schema.ts'
import { indexNames } from '../../../steps/taken.ts'
import { loadedParser } from '../expressions.ts'
import { nameIn } from '../identifier.ts'
import { asKind, textsOf, valueOf } from './nodes.ts'

/** Column → the text it is asked to equal. */
type Asked = ReadonlyMap<string, string>

const lastName = (node: Node | undefined): string | undefined => textsOf(asKind(node, 'ColumnRef')?.fields).at(-1)

/** `'public.users'::regclass`, `'users'`: the text. */
const literal = (node: Node | undefined): string | undefined => {
  const cast = asKind(node, 'TypeCast')
  return cast === undefined ? valueOf(node) : literal(cast.arg)
}

/** A conjunction of equations with literals; undefined where it is anything more. */
const equations = (node: Node | undefined, asked = new Map<string, string>()): Map<string, string> | undefined => {
  if (node === undefined) return asked
  const conjunction = asKind(node, 'BoolExpr')
  if (conjunction?.boolop === 'AND_EXPR') return (conjunction.args ?? []).every(each => equations(each, asked)) ? asked : undefined
  const equation = asKind(node, 'A_Expr')
  if (equation?.kind !== 'AEXPR_OP' || textsOf(equation.name).at(-1) !== '=') return undefined
  const [column, text] = [lastName(equation.lexpr), literal(equation.rexpr)]
  const current = asKind(equation.rexpr, 'FuncCall') ?? asKind(equation.rexpr, 'SQLValueFunction')
  if (column === undefined) return undefined
  if (text === undefined) {
    // `table_schema = current_schema()` asks for where it is anyway.
    if (current === undefined || !/schema/.test(column)) return undefined
    return asked
  }
  asked.set(column, text)
  return asked
}

const nameFrom = (asked: Asked, column: string, ...schemas: readonly string[]): Name => {
  const [name = '', home] = (asked.get(column) ?? '').replaceAll('"', '').split('.').toReversed()
  const said = home ?? schemas.flatMap(each => asked.get(each) ?? [])[0]
  return said === undefined ? { name } : nameIn(said, name)
}

const tables = (schema: Schema): readonly Table[] => Object.values(schema.tables)
const hasRelation = (schema: Schema, name: Name): boolean => {
  const key = keyOf(name)
  return (
    schema.tables[key] !== undefined ||
    schema.views[key] !== undefined ||
    schema.sequences[key] !== undefined ||
    hasIndex(schema, name.name)
  )
}
const hasIndex = (schema: Schema, index: string): boolean => tables(schema).some(table => indexNames(table).includes(index))
const onTable = (schema: Schema, asked: Asked, column: string, ...schemas: readonly string[]): readonly Table[] => {
  if (!asked.has(column)) return tables(schema)
  const table = schema.tables[keyOf(nameFrom(asked, column, ...schemas))]
  return table === undefined ? [] : [table]
}

type Answer = (schema: Schema, asked: Asked) => boolean
interface Question {
  /** Columns that may be asked for; any other makes it another question. */
  readonly columns: readonly string[]
  readonly answer: Answer
}

const questions: Readonly<Record<string, Question>> = {
  pg_type: {
    columns: ['typname'],
    answer: (schema, asked) => {
      const name = asked.get('typname') ?? ''
      return [...Object.values(schema.enums), ...Object.values(schema.domains), ...tables(schema), ...Object.values(schema.views)].some(
        each => each.name.name === name,
      )
    },
  },
  pg_class: {
    columns: ['relname', 'relkind', 'nspname'],
    answer: (schema, asked) => hasRelation(schema, nameFrom(asked, 'relname', 'nspname')),
  },
  pg_tables: {
    columns: ['tablename', 'schemaname'],
    answer: (schema, asked) => onTable(schema, asked, 'tablename', 'schemaname').length > 0,
  },
  pg_indexes: {
    columns: ['indexname', 'tablename', 'schemaname'],
    answer: (schema, asked) =>
      onTable(schema, asked, 'tablename', 'schemaname').some(table => indexNames(table).includes(asked.get('indexname') ?? '')),
  },
  pg_constraint: {
    columns: ['conname', 'conrelid', 'contype'],
    answer: (schema, asked) =>
      onTable(schema, asked, 'conrelid').some(table => table.constraints.some(c => c.name === asked.get('conname'))),
  },
  pg_trigger: {
    columns: ['tgname', 'tgrelid'],
    answer: (schema, asked) => onTable(schema, asked, 'tgrelid').some(table => table.triggers?.some(t => t.name === asked.get('tgname'))),
  },
  pg_policies: {
    columns: ['policyname', 'tablename', 'schemaname'],
    answer: (schema, asked) =>
      onTable(schema, asked, 'tablename', 'schemaname').some(table => table.policies?.some(p => p.name === asked.get('policyname'))),
  },
  pg_extension: {
    columns: ['extname'],
    answer: (schema, asked) => asked.get('extname') === 'plpgsql' || schema.extensions[asked.get('extname') ?? ''] !== undefined,
  },
  pg_proc: {
    columns: ['proname'],
    answer: (schema, asked) => Object.values(schema.routines).some(each => each.name.name === asked.get('proname')),
  },
  tables: {
    columns: ['table_name', 'table_schema', 'table_type'],
    answer: (schema, asked) =>
      onTable(schema, asked, 'table_name', 'table_schema').length > 0 ||
      schema.views[keyOf(nameFrom(asked, 'table_name', 'table_schema'))] !== undefined,
  },
  columns: {
    columns: ['column_name', 'table_name', 'table_schema'],
    answer: (schema, asked) =>
      onTable(schema, asked, 'table_name', 'table_schema').some(table => table.columns.some(c => c.name === asked.get('column_name'))),
  },
  table_constraints: {
    columns: ['constraint_name', 'table_name', 'table_schema', 'constraint_schema', 'constraint_type'],
    answer: (schema, asked) =>
      onTable(schema, asked, 'table_name', 'table_schema').some(table =>
        table.constraints.some(c => c.name === asked.get('constraint_name')),
      ),
  },
}

const isCertain = ({ tainted }: Schema): boolean => !tainted.includes('*')

const existence = (schema: Schema, query: Node | undefined): boolean | undefined => {
  const select = asKind(query, 'SelectStmt')
  const range = asKind(select?.fromClause?.[0], 'RangeVar')
  if (select === undefined || range === undefined || select.fromClause?.length !== 1 || select.larg !== undefined) return undefined
  if (select.groupClause !== undefined || select.havingClause !== undefined || select.limitOffset !== undefined) return undefined
  const question = questions[range.relname ?? '']
  const asked = equations(select.whereClause)
  if (question === undefined || asked === undefined || asked.size === 0) return undefined
  return [...asked.keys()].every(column => question.columns.includes(column)) ? question.answer(schema, asked) : undefined
}

const truth = (schema: Schema, node: Node | undefined): boolean | undefined => {
  const bool = asKind(node, 'BoolExpr')
  if (bool !== undefined) {
    const values = (bool.args ?? []).map(each => truth(schema, each))
    if (values.some(each => each === undefined)) return undefined
    return bool.boolop === 'NOT_EXPR' ? !values[0] : bool.boolop === 'AND_EXPR' ? values.every(Boolean) : values.some(Boolean)
  }
  const link = asKind(node, 'SubLink')
  if (link?.subLinkType === 'EXISTS_SUBLINK') return existence(schema, link.subselect)
  const test = asKind(node, 'NullTest')
  const call = asKind(test?.arg, 'FuncCall')
  if (call !== undefined && textsOf(call.funcname).at(-1) === 'to_regclass') {
    const name = literal(call.args?.[0])
    if (name === undefined) return undefined
    return hasRelation(schema, nameFrom(new Map([['name', name]]), 'name')) === (test?.nulltesttype === 'IS_NOT_NULL')
  }
  return undefined
}

/** What the catalog of this schema answers to a condition; undefined where that is not certain. */
export const answerOf = (schema: Schema, condition: string): boolean | undefined => {
  if (!isCertain(schema)) return undefined
  try {
    const [statement] = loadedParser().parseSync(`SELECT ${condition}`).stmts ?? []
    return truth(schema, asKind(asKind(statement?.stmt, 'SelectStmt')?.targetList?.[0], 'ResTarget')?.val)
  } catch (reason) {
    if ((reason as { sqlDetails?: unknown }).sqlDetails === undefined) throw reason
    return undefined
  }
}
