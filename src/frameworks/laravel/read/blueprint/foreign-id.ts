import { type CallSite, PhpArray, type Args, type Value } from '../php/frame.ts'
import { toText } from '../php/operators.ts'
import { take } from '../php/value.ts'
import { plural } from '../illuminate/inflect.ts'
import type { Drawing } from './drawn.ts'
import { Fluent } from './fluent.ts'

const actions: Readonly<Record<string, readonly [attribute: string, action: string]>> = {
  cascadeonupdate: ['onUpdate', 'cascade'],
  restrictonupdate: ['onUpdate', 'restrict'],
  nullonupdate: ['onUpdate', 'set null'],
  noactiononupdate: ['onUpdate', 'no action'],
  cascadeondelete: ['onDelete', 'cascade'],
  restrictondelete: ['onDelete', 'restrict'],
  nullondelete: ['onDelete', 'set null'],
  noactionondelete: ['onDelete', 'no action'],
}

/** `foreign('user_id')`: `references`, `on`, `cascadeOnDelete`, … */
export class ForeignKeyFluent extends Fluent {
  override readonly className = 'Illuminate\\Database\\Schema\\ForeignKeyDefinition'

  override call(method: string, args: Args, site: CallSite): Value | undefined {
    const action = actions[method.toLowerCase()]
    if (action === undefined) return super.call(method, args, site)
    this.set(action[0], action[1])
    this.at = { start: this.at.start, end: site.at.end }
    return this
  }
}

/** `foreignId('user_id')`, whose `constrained` makes the foreign key too. */
export class ForeignIdFluent extends Fluent {
  override readonly className = 'Illuminate\\Database\\Schema\\ForeignIdColumnDefinition'

  constructor(
    private readonly blueprint: Drawing,
    attributes: Readonly<Record<string, Value>>,
    at: Fluent['at'],
  ) {
    super(attributes, at)
  }

  override call(method: string, args: Args, site: CallSite): Value | undefined {
    const own = method.toLowerCase()
    if (own === 'constrained') {
      const given = take(args, 'table', 'column', 'indexName')
      const column = given.column ?? this.get('referencesModelColumn') ?? 'id'
      const name = toText(this.get('name'))
      const end = name.lastIndexOf(`_${toText(column)}`)
      const table = given.table ?? this.get('table') ?? plural(end === -1 ? name : name.slice(0, end))
      return this.reference(column, given.indexName, site).call('on', { positional: [table], named: {} }, site)
    }
    if (own === 'references') {
      const given = take(args, 'column', 'indexName')
      return this.reference(given.column ?? null, given.indexName, site)
    }
    return super.call(method, args, site)
  }

  private reference(column: Value, indexName: Value | undefined, { at }: CallSite): ForeignKeyFluent {
    return addForeign(this.blueprint, this.get('name'), indexName, at, { references: column })
  }
}

export const addForeign = (
  blueprint: Drawing,
  columns: Value,
  name: Value | undefined,
  at: Fluent['at'],
  rest: Readonly<Record<string, Value>> = {},
): ForeignKeyFluent => {
  const list = columns instanceof PhpArray ? columns.values : [columns]
  const index = name === undefined || name === null || name === '' ? blueprint.indexName('foreign', list) : name
  return blueprint.addCommand('foreign', new ForeignKeyFluent({ index, columns: PhpArray.of(list), ...rest }, at))
}
