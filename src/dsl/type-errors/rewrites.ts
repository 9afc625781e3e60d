import type { ts } from 'ts-morph'
import type { Diagnostic, Span } from '../../model/diagnostic.ts'
import { nearest } from '../did-you-mean.ts'
import { alreadyThere, mistake, unknown } from '../mistakes.ts'
import { declaredColumns, inOrder } from './order.ts'
import { columnAround, roleOf, tableAround } from './owner.ts'
import { calleeName } from './place.ts'

/** An error of the compiler and where it stands. */
export interface Finding {
  readonly diagnostic: ts.Diagnostic
  readonly node: ts.Node
  /** The call it stands in. */
  readonly call: ts.CallExpression | undefined
  /** The compiler's whole message. */
  readonly text: string
  readonly span: Span
  readonly checker: ts.TypeChecker
  readonly compiler: typeof ts
}

type Rewrite = (finding: Finding) => Diagnostic | undefined

/** `addColumn('email', …)` where there is one: the parameter's type is the message (see `Free`). */
const takenName: Rewrite = ({ text, node, call, compiler, span }) => {
  const name = /parameter of type '"(.+) is there already"'/.exec(text)?.[1]
  if (name === undefined || call === undefined) return undefined
  const { what, owner } = roleOf(call, node, compiler)
  return alreadyThere(what, owner, name, span)
}

/** A name in quotes that is none of those that may stand there. */
const unknownName: Rewrite = ({ node, call, checker, compiler, span, diagnostic }) => {
  if (call === undefined || !compiler.isStringLiteralLike(node) || ![2345, 2322, 2820, 2769].includes(diagnostic.code)) return undefined
  const expected = checker.getContextualType(node)
  if (expected === undefined) return undefined
  const known = namesOf(expected, compiler)
  if (known === undefined || known.includes(node.text)) return undefined
  const { what, owner } = roleOf(call, node, compiler)
  return unknown(what, owner, node.text, what === 'column' ? inOrder(known, declaredColumns(owner, node, checker, compiler)) : known, span)
}

/** ``c => sql`${c.nmae}` `` and `t.renamColumn(…)`. */
const unknownMember: Rewrite = ({ node, checker, compiler, span, diagnostic }) => {
  const access = node.parent
  const unknownColumn = (name: string, known: readonly string[], table: string) =>
    unknown('column', table, name, inOrder(known, declaredColumns(table, node, checker, compiler)), span)
  if (
    ![2339, 2551].includes(diagnostic.code) ||
    access === undefined ||
    !compiler.isPropertyAccessExpression(access) ||
    access.name !== node
  )
    return undefined
  const type = checker.getTypeAtLocation(access.expression)
  const members = type.getProperties().map(p => p.name)
  if (members.length > 0 && type.getProperties().every(p => /\bColumnReference\b/.test(checker.typeToString(checker.getTypeOfSymbol(p)))))
    return unknownColumn(access.name.text, members, tableAround(node, compiler))
  const on = describe(type.symbol?.name)
  if (on === undefined) return undefined
  const near = nearest(access.name.text, members)
  return mistake(
    'unknown-operation',
    `${on} has no ${access.name.text}${near === undefined ? '' : `; did you mean ${near}?`}`,
    'Each of its operations is completed by the editor, and described in the reference of the DSL.',
    span,
  )
}

const describe = (type: string | undefined): string | undefined =>
  ({ TableChange: 'A change of a table', SchemaChange: 'A change of a schema', ColumnBuilder: 'A column', TableParts: 'A table' })[
    type ?? ''
  ]

/** A key that an object of options, or of columns to set, does not have. */
const unknownKey: Rewrite = ({ node, call, checker, compiler, span, diagnostic }) => {
  const property = node.parent
  if (
    ![2353, 2561].includes(diagnostic.code) ||
    call === undefined ||
    property === undefined ||
    !compiler.isObjectLiteralElementLike(property)
  )
    return undefined
  const expected = compiler.isObjectLiteralExpression(property.parent) ? checker.getContextualType(property.parent) : undefined
  const known = [
    ...new Set(
      (expected === undefined ? [] : partsOf(expected)).flatMap(t => (isPlainObject(t) ? t.getProperties().map(p => p.name) : [])),
    ),
  ]
  const written = property.name?.getText().replace(/^(['"])(.*)\1$/, '$2') ?? ''
  const method = calleeName(call, compiler) ?? 'This call'
  return method === 'backfill' && call.arguments[0] === property.parent
    ? unknown(
        'column',
        tableAround(node, compiler),
        written,
        inOrder(known, declaredColumns(tableAround(node, compiler), node, checker, compiler)),
        span,
      )
    : unknown('option', method, written, known, span)
}

/** An option that must be there. */
const missingOption: Rewrite = ({ text, call, compiler, span }) => {
  const option = /Property '(\w+)' is missing in type/.exec(text)?.[1]
  const method = call && calleeName(call, compiler)
  if (option === undefined || call === undefined || method === undefined) return undefined
  if (method === 'changeType' && option === 'backward')
    return mistake(
      'forward-without-backward',
      `changeType of ${columnAround(call, compiler)} says how values go forward, not how they come back`,
      'Add backward: sql`…`, or backward: null where the old values need not survive a rollback.',
      span,
    )
  return mistake('missing-option', `${method} lacks ${option}`, `Add ${option}: … to its options.`, span)
}

/** A plain value of another type than the column's. */
const wrongDefault: Rewrite = ({ text, call, compiler, span, node }) => {
  const method = call && calleeName(call, compiler)
  if (call === undefined || (method !== 'setDefault' && method !== 'default')) return undefined
  const wanted = /parameter of type '(.+)'\.?$/
    .exec(text.split('\n')[0] ?? '')?.[1]
    ?.split(' | ')
    .filter(t => t !== 'Expression')
    .map(inWords)
    .join(' or ')
  return wanted === undefined
    ? undefined
    : mistake(
        'wrong-default',
        `${columnAround(call, compiler)} takes ${wanted}: ${node.getText()} is none`,
        'Give a value of that type, or sql`…`.',
        span,
      )
}

const inWords = (type: string): string =>
  ({ string: 'a string', number: 'a number', bigint: 'a bigint', boolean: 'true or false', Json: 'a JSON value' })[type] ??
  type.replace(/^readonly (\w+)\[\]$/, 'a list of $1 values')

/** Text where SQL belongs. */
const textForSql: Rewrite = ({ text, call, compiler, span, node }) =>
  call !== undefined &&
  /type 'string' is not assignable to (?:parameter of )?type '(?:Expression|Computed<.*|.*\bExpression\b.*)'/.test(text) &&
  compiler.isStringLiteralLike(node)
    ? mistake(
        'text-for-sql',
        `${calleeName(call, compiler) ?? 'This call'} takes SQL here, not a string`,
        `Write sql\`${node.text}\`.`,
        span,
      )
    : undefined

/** `t => { t.dropColumn('a') }`: the braces swallow the chain. */
const nothingReturned: Rewrite = ({ text, call, compiler, span }) => {
  const method = call && calleeName(call, compiler)
  return method !== undefined && /Type 'void' is not assignable to type '(TableChange|TableOptions)</.test(text)
    ? mistake('nothing-returned', `The function given to ${method} returns nothing`, 'Leave out its braces, or return the chain.', span)
    : undefined
}

export const rewrites: readonly Rewrite[] = [
  takenName,
  unknownMember,
  unknownKey,
  nothingReturned,
  missingOption,
  wrongDefaultUnlessLabel(),
  unknownName,
  textForSql,
  wrongDefault,
]

/** Values of an enum are named one by one; of any other type the type is named. */
function wrongDefaultUnlessLabel(): Rewrite {
  return finding => (namesAt(finding) === undefined ? wrongDefault(finding) : undefined)
}

const namesAt = ({ node, checker, compiler }: Finding): readonly string[] | undefined => {
  const expected = compiler.isStringLiteralLike(node) ? checker.getContextualType(node) : undefined
  return expected === undefined ? undefined : namesOf(expected, compiler)
}

/** The strings a type allows; undefined where it allows more than certain strings. None at all: an empty list. */
const namesOf = (type: ts.Type, compiler: typeof ts): readonly string[] | undefined => {
  if (type.flags & compiler.TypeFlags.Never) return []
  const parts = partsOf(type)
  const names = parts.flatMap(part => (part.isStringLiteral() ? [part.value] : []))
  return names.length === 0 || parts.some(part => part.flags & (compiler.TypeFlags.String | compiler.TypeFlags.TemplateLiteral))
    ? undefined
    : names
}

const partsOf = (type: ts.Type): readonly ts.Type[] => (type.isUnion() ? type.types : [type])

const isPlainObject = (type: ts.Type): boolean =>
  type.getCallSignatures().length === 0 && !type.isStringLiteral() && type.getProperties().length > 0
