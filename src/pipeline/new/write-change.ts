import * as dsl from '../../dsl/index.ts'
import { call, text, type Code } from '../../dsl/write/code.ts'
import type { Call, Draft } from './form.ts'
import { indented, namesUsed } from './layout.ts'

/** A constant the file may need: imported from the schema file where that exports it, stated anew where not. */
export interface Constant {
  readonly name: string
  /** What it is, for a file that states it; undefined where the schema file exports it. */
  readonly code?: Code
}

export interface ChangeText {
  readonly draft: Draft
  /** How the file imports the schema: `../schema.ts`. */
  readonly schemaFile: string
  readonly constants: readonly Constant[]
}

const lineWidth = 100

const operation = ({ method, given }: Call): Code => call(method, ...given.map(({ code }) => code))

/** One call stays on the line of the change where it fits; several stand below each other. */
function chainCode(head: Code, calls: readonly Call[]): Code {
  if (calls.length > 1) return `${head}${calls.map(each => `\n${linkCode(each, '')}`).join('')}`
  const [only] = calls
  return only === undefined ? head : linkCode(only, head)
}

function linkCode(each: Call, head: Code): Code {
  const inner = operation(each)
  const short = each.on === undefined ? `${head}.${inner}` : `${head}.table(${text(each.on)}, t => t.${inner})`
  if (short.length <= lineWidth && !short.includes('\n')) return short
  if (each.on !== undefined) {
    const first = `${head}.table(${text(each.on)}, t =>`
    return first.length <= lineWidth ? `${first}\nt.${inner},\n)` : `${head}.table(\n${text(each.on)},\nt => t.${inner},\n)`
  }
  const [first, second, ...more] = each.given
  if (first?.code.startsWith("'") === true && second?.broken !== undefined && more.length === 0)
    return `${head}.${each.method}(${first.code}, ${second.broken})`
  return `${head}.${each.method}(\n${each.given.map(({ code }) => `${code},\n`).join('')})`
}

/** The text of a change file. */
export function changeText({ draft, schemaFile, constants }: ChangeText): string {
  const head = `export default change(schema, ${text(draft.title)})`
  const chain = chainCode(head, draft.calls)
  const needed = constants.filter(({ name }) => namesUsed(chain, [name]).length > 0)
  const stated = needed.flatMap(({ name, code }) => (code === undefined ? [] : [`const ${name} = ${code}`]))
  const imported = needed.flatMap(({ name, code }) => (code === undefined ? [name] : []))
  const words = namesUsed([...stated, chain].join('\n'), [...Object.keys(dsl), 'change'])
    .filter(word => word !== 'schema')
    .toSorted()
  return `${[
    `import { ${words.join(', ')} } from 'lockstep'`,
    `import schema${imported.length === 0 ? '' : `, { ${imported.join(', ')} }`} from '${schemaFile}'`,
    '',
    ...stated.flatMap(each => [indented(each), '']),
    ...(draft.notes ?? []).map(note => `// ${note}`),
    indented(chain),
  ].join('\n')}\n`
}
