/** The parts of php-parser's tree that are evaluated; other kinds exist and end in the default branches. */

export interface Location {
  readonly start: { readonly line: number; readonly column: number; readonly offset: number }
  readonly end: { readonly line: number; readonly column: number; readonly offset: number }
}

interface Kind<K extends string> {
  readonly kind: K
  readonly loc: Location
}

export interface Identifier extends Kind<'identifier'> {
  readonly name: string
}
export interface ClassName extends Kind<'name'> {
  readonly name: string
  /** `uqn`: may be an alias; `fqn`: from the root. */
  readonly resolution: 'uqn' | 'qn' | 'fqn' | 'rn'
}
export interface Variable extends Kind<'variable'> {
  readonly name: string | Expression
}
interface Text extends Kind<'string'> {
  readonly value: string
  readonly raw: string
}
interface Nowdoc extends Kind<'nowdoc'> {
  readonly value: string
  readonly raw: string
}
interface Encapsed extends Kind<'encapsed'> {
  readonly value: readonly { readonly expression: Expression; readonly syntax: 'simple' | 'complex' | null }[]
  readonly raw: string
  readonly type: 'string' | 'heredoc' | 'shell' | 'offset'
}
interface Magic extends Kind<'magic'> {
  readonly value: string
}
interface Numeral extends Kind<'number'> {
  readonly value: string
}
interface Truth extends Kind<'boolean'> {
  readonly value: boolean
}
export interface Entry extends Kind<'entry'> {
  readonly key: Expression | null
  readonly value: Expression
  readonly byRef: boolean
  readonly unpack: boolean
}
export interface ArrayLiteral extends Kind<'array'> {
  readonly items: readonly (Entry | Kind<'noop'>)[]
}
export interface ListPattern extends Kind<'list'> {
  readonly items: readonly (Entry | Kind<'noop'> | null)[]
}
/** `require`, `include` and their like. */
interface Include extends Kind<'include'> {
  readonly target: Expression
}
export interface Binary extends Kind<'bin'> {
  readonly type: string
  readonly left: Expression
  readonly right: Expression
}
interface Unary extends Kind<'unary'> {
  readonly type: string
  readonly what: Expression
}
interface Cast extends Kind<'cast'> {
  readonly type: string
  readonly expr: Expression
}
export interface Assign extends Kind<'assign'> {
  readonly left: Expression
  readonly right: Expression
  readonly operator: string
}
interface AssignByReference extends Kind<'assignref'> {
  readonly left: Expression
  readonly right: Expression
}
interface Step extends Kind<'post' | 'pre'> {
  readonly type: '+' | '-'
  readonly what: Expression
}
export interface Lookup extends Kind<'propertylookup' | 'nullsafepropertylookup'> {
  readonly what: Expression
  readonly offset: Identifier | Expression
}
export interface StaticLookup extends Kind<'staticlookup'> {
  readonly what: Expression
  readonly offset: Identifier | Expression
}
export interface OffsetLookup extends Kind<'offsetlookup'> {
  readonly what: Expression
  readonly offset: Expression | false
}
export interface NamedArgument extends Kind<'namedargument'> {
  readonly name: string
  readonly value: Expression
}
export interface Spread extends Kind<'variadic'> {
  readonly what: Expression
}
export type Argument = Expression | NamedArgument | Spread | Kind<'variadicplaceholder'>
export interface Call extends Kind<'call'> {
  readonly what: Expression
  readonly arguments: readonly Argument[]
}
export interface New extends Kind<'new'> {
  readonly what: Expression | ClassNode
  readonly arguments: readonly Argument[]
}
export interface Parameter extends Kind<'parameter'> {
  readonly name: Identifier
  readonly value: Expression | null
  readonly byref: boolean
  readonly variadic: boolean
}
export interface ClosureNode extends Kind<'closure'> {
  readonly arguments: readonly Parameter[]
  readonly uses: readonly Variable[]
  readonly body: Block
}
export interface ArrowNode extends Kind<'arrowfunc'> {
  readonly arguments: readonly Parameter[]
  readonly body: Expression
}
interface Ternary extends Kind<'retif'> {
  readonly test: Expression
  readonly trueExpr: Expression | null
  readonly falseExpr: Expression
}
interface Match extends Kind<'match'> {
  readonly cond: Expression
  readonly arms: readonly { readonly conds: readonly Expression[] | null; readonly body: Expression }[]
}
interface Isset extends Kind<'isset'> {
  readonly variables: readonly Expression[]
}
interface Empty extends Kind<'empty'> {
  readonly expression: Expression
}
interface Silent extends Kind<'silent'> {
  readonly expr: Expression
}

export type Expression =
  | Identifier
  | ClassName
  | Variable
  | Text
  | Nowdoc
  | Magic
  | Include
  | Encapsed
  | Numeral
  | Truth
  | Kind<'nullkeyword' | 'selfreference' | 'parentreference' | 'staticreference'>
  | ArrayLiteral
  | ListPattern
  | Binary
  | Unary
  | Cast
  | Assign
  | AssignByReference
  | Step
  | Lookup
  | StaticLookup
  | OffsetLookup
  | Call
  | New
  | ClosureNode
  | ArrowNode
  | Ternary
  | Match
  | Isset
  | Empty
  | Silent
  | Throw

export interface Block extends Kind<'block'> {
  readonly children: readonly Statement[]
}
interface ExpressionStatement extends Kind<'expressionstatement'> {
  readonly expression: Expression
}
export interface If extends Kind<'if'> {
  readonly test: Expression
  readonly body: Statement
  readonly alternate: Statement | null
}
export interface Foreach extends Kind<'foreach'> {
  readonly source: Expression
  readonly key: Expression | null
  readonly value: Expression
  readonly body: Statement
}
export interface For extends Kind<'for'> {
  readonly init: readonly Expression[]
  readonly test: readonly Expression[]
  readonly increment: readonly Expression[]
  readonly body: Statement
}
export interface While extends Kind<'while' | 'do'> {
  readonly test: Expression
  readonly body: Statement
}
export interface Switch extends Kind<'switch'> {
  readonly test: Expression
  readonly body: { readonly children: readonly { readonly test: Expression | null; readonly body: Block | null }[] }
}
export interface Try extends Kind<'try'> {
  readonly body: Block
  readonly catches: readonly (Kind<'catch'> & { readonly body: Block })[]
  readonly always: Block | null
}
export interface Throw extends Kind<'throw'> {
  readonly what: Expression
}
interface Return extends Kind<'return'> {
  readonly expr: Expression | null
}
interface Jump extends Kind<'break' | 'continue'> {
  readonly level: Expression | null
}
interface Echo extends Kind<'echo'> {
  readonly expressions: readonly Expression[]
}
interface Unset extends Kind<'unset'> {
  readonly variables: readonly Expression[]
}
export interface UseGroup extends Kind<'usegroup'> {
  readonly name: string | null
  readonly type: 'function' | 'const' | null
  readonly items: readonly { readonly name: string; readonly alias: Identifier | null; readonly type: 'function' | 'const' | null }[]
}
interface Namespace extends Kind<'namespace'> {
  readonly name: string
  readonly children: readonly Statement[]
}
export interface Method extends Kind<'method'> {
  readonly name: Identifier | string
  readonly arguments: readonly Parameter[]
  readonly body: Block | null
  readonly isStatic: boolean
}
interface PropertyStatement extends Kind<'propertystatement'> {
  readonly properties: readonly { readonly name: Identifier | string; readonly value: Expression | null }[]
  readonly isStatic: boolean
}
interface ClassConstant extends Kind<'classconstant'> {
  readonly constants: readonly { readonly name: Identifier | string; readonly value: Expression }[]
}
interface EnumCase extends Kind<'enumcase'> {
  readonly name: Identifier | string
  readonly value: Expression | null
}
interface TraitUse extends Kind<'traituse'> {
  readonly traits: readonly ClassName[]
}
export type Member = Method | PropertyStatement | ClassConstant | EnumCase | TraitUse
export interface ClassNode extends Kind<'class' | 'trait' | 'enum' | 'interface'> {
  readonly name: Identifier | string | null
  readonly extends?: ClassName | null
  readonly body: readonly Member[]
}
interface FunctionNode extends Kind<'function'> {
  readonly name: Identifier | string
  readonly arguments: readonly Parameter[]
  readonly body: Block | null
}
interface Constants extends Kind<'constantstatement'> {
  readonly constants: readonly { readonly name: Identifier | string; readonly value: Expression }[]
}

export type Statement =
  | Block
  | ExpressionStatement
  | If
  | Foreach
  | For
  | While
  | Switch
  | Try
  | Throw
  | Return
  | Jump
  | Echo
  | Unset
  | UseGroup
  | Namespace
  | ClassNode
  | FunctionNode
  | Constants
  | Kind<'noop' | 'inline' | 'declare' | 'global' | 'static' | 'goto' | 'label'>

export interface Program extends Kind<'program'> {
  readonly children: readonly Statement[]
  readonly errors: readonly { readonly message: string; readonly line?: number; readonly lineNumber?: number }[]
}

export type Node = Expression | Statement | Argument | Entry | Member

/** php-parser gives some names as nodes and some as texts. */
export const textOf = (name: Identifier | string | null | undefined): string => (typeof name === 'string' ? name : (name?.name ?? ''))
