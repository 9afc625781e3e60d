import type { Change } from '../changes/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Table } from '../model/schema.ts'
import type { CallSite } from './call-site.ts'
import { mistake } from './mistakes.ts'
import { clipName } from '../model/name.ts'

/** The server cuts a name at 63 bytes and only gives a notice; afterwards nothing is called what the plan says. */
export const checkLength = (names: readonly string[], site: CallSite): readonly Diagnostic[] =>
  names
    .filter(name => clipName(name) !== name)
    .map(name =>
      mistake(
        'name-too-long',
        `${name} has ${Buffer.byteLength(name)} bytes, and a name has at most 63: it would become ${clipName(name)}`,
        'Choose a shorter name.',
        site(),
      ),
    )

export const namesOfTable = ({ name, columns, constraints, indexes }: Table): readonly string[] => [
  name.name,
  ...[...columns, ...constraints, ...indexes].map(each => each.name),
]

/** The names a change brings into the catalog. */
export const namesMadeBy = (change: Change): readonly string[] => {
  switch (change.kind) {
    case 'create-table':
    case 'create-partition':
      return namesOfTable(change.table)
    case 'rename-table':
    case 'rename-column':
    case 'rename-index':
    case 'rename-constraint':
    case 'rename-type':
    case 'rename-view':
      return [change.to]
    case 'add-column':
      return [change.column.name, ...(change.constraints ?? []).map(c => c.name)]
    case 'add-index':
      return [change.index.name]
    case 'replace-index':
      return [change.to.name]
    case 'add-constraint':
      return [change.constraint.name]
    case 'create-enum':
      return [change.enum.name.name]
    case 'create-domain':
      return [change.domain.name.name]
    case 'create-view':
      return [change.view.name.name]
    case 'create-sequence':
      return [change.sequence.name.name]
    default:
      return []
  }
}
