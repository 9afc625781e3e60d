import type { Node } from '@ruby/prism/src/nodes.js'
import { keyOf, type Name } from '../../../../model/name.ts'
import type { Step } from '../../../../steps/step.ts'
import type { Session } from '../session.ts'

export interface Dropping {
  readonly ifExists: boolean
  readonly cascade: boolean
}

/** With CASCADE the foreign keys and views that hold the table go first. */
export const dropTable = (node: Node, session: Session, name: Name, { ifExists, cascade }: Dropping): void => {
  if (ifExists && !session.has(name)) return
  const schema = session.schema()
  const key = keyOf(name)
  const holders: readonly Step[] = !cascade
    ? []
    : [
        ...schema.tables
          .values()
          .filter(table => keyOf(table.name) !== key)
          .flatMap(table =>
            table.constraints
              .filter(c => c.kind === 'foreign-key' && keyOf(c.references) === key)
              .map((constraint): Step => ({ kind: 'drop-constraint', table: table.name, constraint })),
          ),
        ...schema.views
          .values()
          .filter(view => view.reads[key] !== undefined)
          .map((view): Step => ({ kind: 'drop-view', view })),
      ]
  session.add(node, ...holders, { kind: 'drop-table', table: session.table(name) })
}
